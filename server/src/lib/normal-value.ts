/**
 * A value in normal form: what is empty (`null`, `''`, `[]`, a record without any part) is undefined, empty entries of a list are
 * dropped, keys stand in alphabetical order. Runs once per field of every item that is read: plain loops, which take a third of the
 * time of array methods here.
 */
export function normalValue(value: unknown): unknown {
  if (value === null || value === undefined || value === '') return undefined
  if (typeof value !== 'object') return value
  if (!Array.isArray(value)) return normalRecord(value, (_name, part) => normalValue(part))
  const kept: unknown[] = []
  for (const entry of value) {
    const normal = normalValue(entry)
    if (normal !== undefined) kept.push(normal)
  }
  return kept.length === 0 ? undefined : kept
}

/** A record whose parts are brought into normal form one by one; undefined when none is left. */
export function normalRecord(
  record: object,
  normalPart: (name: string, part: unknown) => unknown,
): Record<string, unknown> | undefined {
  const normal: Record<string, unknown> = {}
  let isEmpty = true
  for (const name of Object.keys(record).sort()) {
    const part = normalPart(name, (record as Record<string, unknown>)[name])
    if (part === undefined) continue
    normal[name] = part
    isEmpty = false
  }
  return isEmpty ? undefined : normal
}
