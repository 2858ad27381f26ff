import { isDeepStrictEqual } from 'node:util'
import { mergeLines } from './merge-lines.ts'
import { mergeList } from './merge-list.ts'

/** A record or an item in its normal form: what is empty is absent. */
export type Fields = Record<string, unknown>

/**
 * How a field is merged when both sides changed it: `value` as a whole, `parts` each part of an address for itself,
 * `lines` a long text line by line, a list entry by entry (at most `most`, where the service has a limit).
 */
export type Rule = 'value' | 'parts' | 'lines' | { most: number }
export type Rules = Record<string, Rule>

export type Side = 'tandem' | 'mailbox'

/** The same field was changed on both sides: `chosen` is what counts now, the other value is kept here. */
export interface FieldConflict {
  /** `jobTitle`, or `homeAddress.city`; `record` for all of it. */
  field: string
  base: unknown
  tandem: unknown
  mailbox: unknown
  chosen: Side
}

/**
 * Three-way merge, field by field. What one side left as it was in `base` is taken from the other; what both changed
 * to different values is taken from `preferred`, and reported.
 */
export function merge(
  base: Fields,
  record: Fields,
  item: Fields,
  rules: Rules,
  preferred: Side,
): { merged: Fields; conflicts: FieldConflict[] } {
  const conflicts: FieldConflict[] = []
  const merged: Fields = {}
  for (const field of new Set([...Object.keys(record), ...Object.keys(item)])) {
    const three = { field, base: base[field], tandem: record[field], mailbox: item[field], preferred }
    const value = mergeField(three, rules[field] ?? 'value', conflicts)
    if (value !== undefined) merged[field] = value
  }
  return { merged, conflicts }
}

/** Whose value counts when both sides changed a field; without a time of the mailbox's edit, the mailbox's. */
export function preferredSide(
  policy: 'later' | Side,
  tandemEditedAt: Date | null,
  mailboxChangedAt: string | undefined,
): Side {
  if (policy !== 'later') return policy
  if (tandemEditedAt === null || mailboxChangedAt === undefined) return 'mailbox'
  return tandemEditedAt.getTime() > Date.parse(mailboxChangedAt) ? 'tandem' : 'mailbox'
}

/** Whether two normal forms, or two values of a field, say the same. */
export function same(a: unknown, b: unknown): boolean {
  return a === b || isDeepStrictEqual(a, b)
}

/** One field of the three versions. */
export interface Three {
  field: string
  base: unknown
  tandem: unknown
  mailbox: unknown
  preferred: Side
}

function mergeField(three: Three, rule: Rule, conflicts: FieldConflict[]): unknown {
  const { base, tandem, mailbox } = three
  if (same(tandem, mailbox) || same(mailbox, base)) return tandem
  if (same(tandem, base)) return mailbox
  if (rule === 'parts') return mergeParts(three, conflicts)
  if (rule === 'lines') {
    const text = mergeLines(textOf(base), textOf(tandem), textOf(mailbox))
    return text ?? decide(three, conflicts)
  }
  if (rule !== 'value' && Array.isArray(tandem) && Array.isArray(mailbox)) {
    const list = mergeList(Array.isArray(base) ? base : [], tandem, mailbox, rule.most, three.preferred)
    if (!list) return decide(three, conflicts)
    if (list.conflict) decide(three, conflicts)
    return list.merged.length === 0 ? undefined : list.merged
  }
  return decide(three, conflicts)
}

function mergeParts(three: Three, conflicts: FieldConflict[]): unknown {
  const [base, tandem, mailbox] = [partsOf(three.base), partsOf(three.tandem), partsOf(three.mailbox)]
  const merged: Fields = {}
  for (const part of new Set([...Object.keys(tandem), ...Object.keys(mailbox)])) {
    const value = mergeField(
      {
        field: `${three.field}.${part}`,
        base: base[part],
        tandem: tandem[part],
        mailbox: mailbox[part],
        preferred: three.preferred,
      },
      'value',
      conflicts,
    )
    if (value !== undefined) merged[part] = value
  }
  return Object.keys(merged).length === 0 ? undefined : merged
}

function decide(three: Three, conflicts: FieldConflict[]): unknown {
  conflicts.push({
    field: three.field,
    base: three.base ?? null,
    tandem: three.tandem ?? null,
    mailbox: three.mailbox ?? null,
    chosen: three.preferred,
  })
  return three[three.preferred]
}

function partsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
