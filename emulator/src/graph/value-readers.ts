/** Reading what a client wrote, with the service's refusals; names are those of the property at fault. */
import { refuse } from './errors.ts'

/** A text or null. */
export function readText(name: string, value: unknown): string | null {
  if (value === null || typeof value === 'string') return value
  throw wrongType(name, value, 'Edm.String')
}

export function readBoolean(name: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value
  // The published example of event-tentativelyAccept writes a text.
  if (value === 'true' || value === 'false') return value === 'true'
  throw wrongType(name, value, 'Edm.Boolean')
}

export function readInteger(name: string, value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value)) return value
  throw wrongType(name, value, 'Edm.Int32')
}

/** A member of an enumeration, in whatever case it is written. */
export function readMember<M extends string>(name: string, value: unknown, members: readonly M[]): M {
  const found = members.find((member) => member.toLowerCase() === String(value).toLowerCase())
  if (typeof value === 'string' && found !== undefined) return found
  throw refuse.bodyShape(`Requested value '${String(value)}' of '${name}' was not found.`)
}

export function readTexts(name: string, value: unknown): string[] {
  return readList(name, value).map((entry) => readText(name, entry) ?? '')
}

export function readList(name: string, value: unknown): unknown[] {
  if (Array.isArray(value)) return value
  throw refuse.bodyShape(
    value === null
      ? `A null value was found for the property named '${name}', which has the expected type 'Collection'. The expected type does not allow null values.`
      : "An unexpected 'PrimitiveValue' node was found when reading from the JSON reader. A 'StartArray' node was expected.",
  )
}

/** An object's properties without annotations. */
export function readRecord(name: string, value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return Object.fromEntries(Object.entries(value).filter(([key]) => !key.includes('@')))
  }
  throw refuse.bodyShape(
    `An unexpected 'PrimitiveValue' node was found when reading from the JSON reader. A 'StartObject' node was expected for '${name}'.`,
  )
}

/** Refuses a property that the type lacks. */
export function unknownName(name: string, type: string) {
  return refuse.bodyShape(
    `The property '${name}' does not exist on type 'microsoft.graph.${type}'. Make sure to only use property names that are defined by the type.`,
  )
}

function wrongType(name: string, value: unknown, type: string) {
  return refuse.bodyShape(
    `Cannot convert the literal '${typeof value === 'object' ? JSON.stringify(value) : String(value)}' of '${name}' to the expected type '${type}'.`,
  )
}
