/**
 * Contacts as JSON. A contact is serialised once per shape (selected properties, kind of id) and version: delta over
 * 50,000 contacts is then copying bytes.
 */
import type { Contact } from '../tenant/types.ts'
import { addressParts, contactProperties, emailPlaces, type PropertyType } from './properties.ts'

/** Which properties are shown, and with which kind of id. */
export interface Shape {
  immutableIds: boolean
  /** `,"name":value` of each property for a contact that has none of its fields. */
  empty: readonly string[]
  /** Where the properties stand that the service sets. */
  computed: readonly Place[]
  /** Where the e-mail addresses stand: all of them, and those that have a property of their own. */
  emails: readonly Place[]
  /** Where the fields stand. Most contacts set a few of them: they are looked up, not asked for one by one. */
  fields: ReadonlyMap<string, Place>
}

interface Place {
  name: string
  type: PropertyType
  at: number
  /** `,"name":` */
  label: string
}

/** The shape for `$select` (all properties without it); one object per shape, so that it can be a key. */
export function shapeFor(select: readonly string[] | undefined, immutableIds: boolean): Shape {
  const all = Object.keys(contactProperties)
  const names = select === undefined ? all : all.filter((name) => name === 'id' || select.includes(name))
  const key = `${immutableIds} ${names.join()}`
  const known = shapes.get(key)
  if (known) return known
  const places = names.map(placeOf)
  const fields = places.filter(isField).map((place) => [place.name, place] as const)
  const shape = {
    immutableIds,
    empty: places.map(({ label, type }) => label + emptyText[type]),
    computed: places.filter((place) => !isField(place) && !isEmail(place)),
    emails: places.filter(isEmail),
    fields: new Map(fields),
  }
  shapes.set(key, shape)
  return shape
}

/** A contact as a JSON object, `@odata.etag` first. */
export function contactJson(contact: Contact, shape: Shape): string {
  return `{${contactBytes(contact, shape).toString('utf8')}`
}

/** The same without the opening brace, in UTF-8: pages of thousands are put together without looking at a letter again. */
export function contactBytes(contact: Contact, shape: Shape): Buffer {
  const newest = written.get(contact)
  const current = newest?.changed === contact.changed ? newest : undefined
  let kept = 0
  for (let known = current; known !== undefined; known = known.older) {
    if (known.shape === shape) return known.bytes
    kept += 1
  }
  const bytes = toSlab(contactText(contact, shape))
  const older = kept < shapesKept ? current : undefined
  written.set(contact, { changed: contact.changed, shape, bytes, older })
  return bytes
}

/**
 * Writes contacts before anybody asks, at most so many that the memory does not matter, for a reader of all properties by immutable
 * ids, which is how a synchronisation reads: its first reading then costs as little as the later ones.
 */
export function writeAhead(contacts: Iterable<Contact>): void {
  const shape = shapeFor(undefined, true)
  let count = 0
  for (const contact of contacts) {
    if (count === writtenAhead) return
    contactBytes(contact, shape)
    count += 1
  }
}

/** A property's value as the service shows it; absent ones are null or empty. */
export function propertyValue(contact: Contact, name: string, immutableIds: boolean): unknown {
  switch (name) {
    case 'id':
      return immutableIds ? contact.immutableId : contact.id
    case 'createdDateTime':
      return dateTime(contact.createdAt)
    case 'lastModifiedDateTime':
      return dateTime(contact.modifiedAt)
    case 'changeKey':
      return contact.changeKey
    case 'parentFolderId':
      return contact.folderId
    default:
      return fieldValue(contact, name)
  }
}

/** Times are written in UTC with seconds. */
export function dateTime(time: number): string {
  if (time !== lastTime.time) {
    lastTime.time = time
    lastTime.text = `${new Date(time).toISOString().slice(0, 19)}Z`
  }
  return lastTime.text
}

/** Neighbours often share their times, and formatting one costs as much as quoting ten names. */
const lastTime = { time: Number.NaN, text: '' }

const shapes = new Map<string, Shape>()
const shapesKept = 4
/** About 150 MB. */
const writtenAhead = 100_000

/** What was written of a contact at its change number `changed`; one record per shape. */
interface Written {
  changed: number
  shape: Shape
  bytes: Buffer
  older: Written | undefined
}
const written = new WeakMap<Contact, Written>()

function placeOf(name: string, at: number): Place {
  return { name, type: contactProperties[name]?.type ?? 'string', at, label: `,"${name}":` }
}

function isField(place: Place): boolean {
  return !isEmail(place) && !contactProperties[place.name]?.readOnly && place.name !== 'parentFolderId'
}

function isEmail({ type }: Place): boolean {
  return type === 'emails' || type === 'email'
}

const emptyText = {
  string: 'null',
  dateTime: 'null',
  strings: '[]',
  emails: '[]',
  email: 'null',
  address: '{}',
}

function contactText(contact: Contact, shape: Shape): string {
  const texts = shape.empty.slice()
  // Ids and times hold nothing that JSON escapes.
  for (const { name, at, label } of shape.computed) {
    texts[at] = `${label}"${propertyValue(contact, name, shape.immutableIds)}"`
  }
  const { fields } = contact
  // Plain objects: nothing is inherited.
  for (const name in fields) {
    const value = fields[name]
    if (value === undefined || value === null) continue
    const place = shape.fields.get(name)
    if (place === undefined) continue
    texts[place.at] = place.label + (place.type === 'address' ? addressText(value) : JSON.stringify(value))
  }
  if (Array.isArray(fields.emailAddresses)) writeEmails(texts, fields.emailAddresses, shape.emails)
  let text = `"@odata.etag":"W/\\"${contact.changeKey}\\""`
  // Not join(): it would copy what the encoder copies anyway.
  for (const part of texts) text += part
  return `${text}}`
}

/** Each address is shown twice and put into words once. */
function writeEmails(texts: string[], emails: unknown[], places: readonly Place[]): void {
  const each = emails.map((email) => JSON.stringify(email ?? null))
  for (const { name, type, at, label } of places) {
    if (type === 'emails') texts[at] = `${label}[${each.join(',')}]`
    else texts[at] = label + (each[emailPlaces.indexOf(name as (typeof emailPlaces)[number])] ?? 'null')
  }
}

const slabSize = 256 * 1024
let slab = Buffer.alloc(0)
let slabUsed = 0

/** UTF-8 on a shared piece of memory: counting the bytes first, or memory for each text, would cost as much as the encoding. */
function toSlab(text: string): Buffer {
  const most = text.length * 3
  if (most > slabSize) return Buffer.from(text)
  if (slab.length - slabUsed < most) {
    slab = Buffer.allocUnsafeSlow(slabSize)
    slabUsed = 0
  }
  const start = slabUsed
  slabUsed += slab.write(text, start)
  return slab.subarray(start, slabUsed)
}

function fieldValue(contact: Contact, name: string): unknown {
  const value = contact.fields[name]
  switch (contactProperties[name]?.type) {
    case 'strings':
    case 'emails':
      return value ?? []
    case 'address':
      return addressOf(value)
    case 'email': {
      const place = emailPlaces.indexOf(name as (typeof emailPlaces)[number])
      return (contact.fields.emailAddresses as unknown[] | undefined)?.[place] ?? null
    }
    default:
      return value ?? null
  }
}

/** Empty addresses are `{}`, parts that are not set are left out (published example of contact-get). */
function addressOf(value: unknown): Record<string, unknown> {
  const address = (value ?? {}) as Record<string, unknown>
  const shown: Record<string, unknown> = {}
  for (const part of addressParts) {
    if (address[part] !== undefined && address[part] !== null) shown[part] = address[part]
  }
  return shown
}

/** `addressOf` as JSON. */
function addressText(value: unknown): string {
  const address = value as Record<string, unknown>
  let text = ''
  for (const part of addressParts) {
    const shown = address[part] ?? undefined
    if (shown !== undefined) text += `${text === '' ? '{' : ','}"${part}":${JSON.stringify(shown)}`
  }
  return text === '' ? '{}' : `${text}}`
}
