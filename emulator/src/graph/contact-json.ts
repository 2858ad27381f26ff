/**
 * Contacts as JSON. A contact is serialised once per shape (selected properties, kind of id) and version: delta over
 * 50,000 contacts is then copying bytes.
 */
import type { Contact } from '../tenant/types.ts'
import { addressParts, contactProperties, emailPlaces } from './properties.ts'

/** Which properties are shown, and with which kind of id. */
export interface Shape {
  immutableIds: boolean
  columns: readonly Column[]
}

interface Column {
  name: string
  /** `,"name":` */
  label: string
  /** Label and value for a field that is not set; computed properties have none. */
  whenEmpty: string | undefined
}

/** The shape for `$select` (all properties without it); one object per shape, so that it can be a key. */
export function shapeFor(select: readonly string[] | undefined, immutableIds: boolean): Shape {
  const all = Object.keys(contactProperties)
  const names = select === undefined ? all : all.filter((name) => name === 'id' || select.includes(name))
  const key = `${immutableIds} ${names.join()}`
  const known = shapes.get(key)
  if (known) return known
  const shape = { immutableIds, columns: names.map(columnFor) }
  shapes.set(key, shape)
  return shape
}

/** A contact as a JSON object, `@odata.etag` first. */
export function contactJson(contact: Contact, shape: Shape): string {
  return `{${contactBytes(contact, shape).toString('utf8')}`
}

/** The same without the opening brace, in UTF-8: pages of thousands are put together without looking at a letter again. */
export function contactBytes(contact: Contact, shape: Shape): Buffer {
  const known = written.get(contact)
  if (known?.changed === contact.changed) {
    const bytes = known.shapes.get(shape)
    if (bytes !== undefined) return bytes
    if (known.shapes.size < shapesKept) return remember(known.shapes, contact, shape)
  }
  const fresh = new Map<Shape, Buffer>()
  written.set(contact, { changed: contact.changed, shapes: fresh })
  return remember(fresh, contact, shape)
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
const written = new WeakMap<Contact, { changed: number; shapes: Map<Shape, Buffer> }>()

function columnFor(name: string): Column {
  const type = contactProperties[name]?.type ?? 'string'
  const isComputed = type === 'email' || contactProperties[name]?.readOnly || name === 'parentFolderId'
  const label = `,"${name}":`
  return { name, label, whenEmpty: isComputed ? undefined : label + emptyText[type] }
}

const emptyText = {
  string: 'null',
  dateTime: 'null',
  strings: '[]',
  emails: '[]',
  email: 'null',
  address: '{}',
}

function remember(known: Map<Shape, Buffer>, contact: Contact, shape: Shape): Buffer {
  let text = `"@odata.etag":"W/\\"${contact.changeKey}\\""`
  for (const { name, label, whenEmpty } of shape.columns) {
    if (whenEmpty !== undefined && (contact.fields[name] ?? null) === null) text += whenEmpty
    else text += label + jsonText(propertyValue(contact, name, shape.immutableIds))
  }
  const bytes = Buffer.from(`${text}}`)
  known.set(shape, bytes)
  return bytes
}

/** Short plain text is quoted as it is; JSON.stringify for each property would take half of the time. */
function jsonText(value: unknown): string {
  if (typeof value !== 'string' || value.length > 200 || needsEscape.test(value)) return JSON.stringify(value)
  return `"${value}"`
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that JSON escapes
const needsEscape = /["\\\u0000-\u001f\ud800-\udfff]/

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
