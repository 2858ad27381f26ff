import { refuse } from './errors.ts'
import { readExtended } from './extended-properties.ts'
import { addressParts, contactProperties, emailPlaces, type PropertyType } from './properties.ts'

/** What a client wrote into a contact. */
export interface ContactWrite {
  fields: Record<string, unknown>
  extended: Record<string, string>
  parentFolderId?: string
}

/** The three places Exchange has for e-mail addresses; a fourth is refused (text not documented). */
const maxEmailAddresses = 3

/**
 * Checks the body of a POST or PATCH against the type `contact`; `present` are the e-mail addresses before the change.
 * Although the model calls the type open, the service refuses names that it does not know.
 */
export function readContact(body: Record<string, unknown>, present: unknown[] = []): ContactWrite {
  const write: ContactWrite = { fields: {}, extended: {} }
  const places = new Map<number, unknown>()
  for (const [name, value] of Object.entries(body)) {
    if (name.includes('@')) continue
    if (name === 'singleValueExtendedProperties') {
      write.extended = readExtended(value)
      continue
    }
    const property = Object.hasOwn(contactProperties, name) ? contactProperties[name] : undefined
    if (property === undefined) throw unknownProperty(name, 'contact')
    const read = readValue(name, property.type, value)
    if (property.readOnly) continue
    const place = emailPlaces.indexOf(name as (typeof emailPlaces)[number])
    if (place >= 0) places.set(place, read)
    else if (name === 'parentFolderId') write.parentFolderId = String(read)
    else write.fields[name] = read
  }
  placeEmails(write, places, present)
  return write
}

/**
 * `primaryEmailAddress` and its two brothers are windows on places of `emailAddresses`; how the service orders a body that has both is not
 * documented: here the named places win.
 */
function placeEmails(write: ContactWrite, places: Map<number, unknown>, present: unknown[]): void {
  if (places.size === 0) return
  const emails = [...((write.fields.emailAddresses as unknown[] | undefined) ?? present)]
  for (const [place, email] of places) emails[place] = email
  write.fields.emailAddresses = emails.filter((email) => email !== null && email !== undefined)
}

function readValue(name: string, type: PropertyType, value: unknown): unknown {
  switch (type) {
    case 'string':
      return readString(name, value)
    case 'dateTime':
      return readDateTime(value)
    case 'strings':
      return readCollection(name, value).map((entry) => readString(name, entry))
    case 'address':
      return value === null ? {} : readRecord(name, value, addressParts, 'physicalAddress')
    case 'email':
      return value === null ? null : readRecord(name, value, ['name', 'address'], 'emailAddress')
    case 'emails': {
      const emails = readCollection(name, value)
      if (emails.length > maxEmailAddresses) {
        throw refuse.argument(`A contact can have at most ${maxEmailAddresses} e-mail addresses.`)
      }
      return emails.map((entry) => readRecord(name, entry, ['name', 'address'], 'emailAddress'))
    }
  }
}

function readString(name: string, value: unknown): string | null {
  if (value === null || typeof value === 'string') return value
  throw typeof value === 'object'
    ? refuse.bodyShape(
        `An unexpected '${Array.isArray(value) ? 'StartArray' : 'StartObject'}' node was found when reading from the JSON reader. A 'PrimitiveValue' node was expected.`,
      )
    : refuse.bodyShape(
        `Cannot convert the literal '${String(value)}' of '${name}' to the expected type 'Edm.String'.`,
      )
}

/**
 * A time is turned to UTC with seconds. Outlook's own programs write birthdays as 11:59 UTC; whether the service moves others
 * there is not documented, so the instant stays. A date alone (as the published example shows it) is taken as midnight UTC.
 */
function readDateTime(value: unknown): string | null {
  if (value === null) return null
  const iso = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/i
  const time = typeof value === 'string' && iso.test(value) ? Date.parse(value) : Number.NaN
  if (Number.isNaN(time)) {
    throw refuse.bodyShape(
      `Cannot convert the literal '${String(value)}' to the expected type 'Edm.DateTimeOffset'.`,
    )
  }
  return `${new Date(time).toISOString().slice(0, 19)}Z`
}

function readCollection(name: string, value: unknown): unknown[] {
  if (Array.isArray(value)) return value
  throw refuse.bodyShape(
    value === null
      ? `A null value was found for the property named '${name}', which has the expected type 'Collection'. The expected type does not allow null values.`
      : "An unexpected 'PrimitiveValue' node was found when reading from the JSON reader. A 'StartArray' node was expected.",
  )
}

function readRecord(
  name: string,
  value: unknown,
  parts: readonly string[],
  type: string,
): Record<string, string | null> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw refuse.bodyShape(
      `An unexpected 'PrimitiveValue' node was found when reading from the JSON reader. A 'StartObject' node was expected for '${name}'.`,
    )
  }
  const read: Record<string, string | null> = {}
  for (const [part, text] of Object.entries(value)) {
    if (part.includes('@')) continue
    if (!parts.includes(part)) throw unknownProperty(part, type)
    read[part] = readString(part, text)
  }
  return read
}

function unknownProperty(name: string, type: string) {
  return refuse.bodyShape(
    `The property '${name}' does not exist on type 'microsoft.graph.${type}'. Make sure to only use property names that are defined by the type.`,
  )
}
