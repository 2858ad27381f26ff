import type { ItemWrite } from '../store/record-items.ts'
import type { FieldConflict, Fields, Rules, Side } from './merge.ts'
import { merge, preferredSide, same } from './merge.ts'

/** A record that is, or may become, linked to an item. */
export interface KnownRecord {
  id: string
  version: number
  fields: Fields
  /** What both sides last agreed on; NULL: equal to `fields`. Without a link: what the create that is under way sent. */
  base: Fields | null
  ref: string | null
  remoteVersion: string | null
  deleted: boolean
  /** Said to be deleted in the mailbox. */
  gone: boolean
  listing: string | null
  unsent: 'open' | 'sending' | 'failed' | null
  /** The newest edit that the mailbox does not hold. */
  editedAt: Date | null
}

/** An item as the mailbox shows it. */
export interface SeenItem {
  ref: string
  version: string
  item: Fields
  changedAt?: string | undefined
  private?: boolean | undefined
}

/** A record's row after it was compared with its item. `deleted`: deleted here, and stays so. */
export type Write = ItemWrite & { deleted?: boolean }

export interface PlannedConflict {
  id: string
  reason: 'fields' | 'deleted'
  fields: FieldConflict[]
}

/** What is to be done with a page: nothing of it has happened yet. */
export interface Plan {
  inserts: SeenItem[]
  writes: Write[]
  /** Records that are as they were. */
  seen: string[]
  /** Records to be deleted. */
  removals: string[]
  /** Records said to be deleted in the mailbox: counted first (wipe guard). */
  gone: string[]
  conflicts: PlannedConflict[]
}

export interface PageRules {
  rules: Rules
  policy: 'later' | Side
  skipPrivate: boolean
  /** The merged fields as a whole: what fits together once more. */
  normal?: ((fields: Fields) => Fields) | undefined
  /** What the two sides did that field by field does not show as a conflict. */
  clashes?: ((base: Fields, record: Fields, item: Fields) => FieldConflict[]) | undefined
  /** What is shown of a private item where it is not shown whole. */
  mask?: ((item: Fields) => Fields) | undefined
  /** The full listing under way. */
  listing: string | null
  /** Finds records that mean the same person; each is given once. Only on a first sync. */
  match?: ((item: Fields) => KnownRecord | undefined) | undefined
}

/** Decides what a page of changes means for the records; pure. `records` holds those linked to an item of the page. */
export function planPage(
  page: { items: SeenItem[]; deleted: string[] },
  records: KnownRecord[],
  rules: PageRules,
): Plan {
  const plan: Plan = { inserts: [], writes: [], seen: [], removals: [], gone: [], conflicts: [] }
  const linked = new Map(records.map((record) => [record.ref, record]))
  for (const whole of page.items) {
    const masked = rules.mask !== undefined && whole.private === true
    const seen = masked ? { ...whole, item: rules.mask!(whole.item) } : whole
    const hidden = rules.skipPrivate && seen.private === true
    const record = linked.get(seen.ref) ?? (hidden ? undefined : rules.match?.(seen.item))
    if (!record) {
      if (!hidden) plan.inserts.push(seen)
    } else if (hidden) planHidden(plan, record)
    else if (masked) planMasked(plan, record, seen, rules.listing)
    else planKnown(plan, record, seen, rules)
  }
  for (const ref of page.deleted) {
    const record = linked.get(ref)
    // Deleted on both sides: nobody can miss it, so it does not count for the wipe guard.
    if (record?.deleted) plan.removals.push(record.id)
    else if (record) plan.gone.push(record.id)
  }
  return plan
}

/** Decides about records whose items are gone: one with unsent edits is kept and made anew, unless the mailbox wins. */
export function planGone(records: KnownRecord[], policy: 'later' | Side): Plan {
  const plan: Plan = { inserts: [], writes: [], seen: [], removals: [], gone: [], conflicts: [] }
  for (const record of records) {
    if (record.deleted || record.base === null || same(record.fields, record.base)) {
      plan.removals.push(record.id)
      continue
    }
    const chosen = policy === 'mailbox' ? 'mailbox' : 'tandem'
    plan.conflicts.push(whole(record, { tandem: record.fields, mailbox: null, chosen }))
    if (chosen === 'mailbox') plan.removals.push(record.id)
    else plan.writes.push({ id: record.id, base: null, ref: null, remoteVersion: null, unsent: true })
  }
  return plan
}

/** A private item leaves Tandem altogether; an unsent edit of it stays readable in the conflict. */
function planHidden(plan: Plan, record: KnownRecord): void {
  if (record.base !== null && !record.deleted && !same(record.fields, record.base))
    plan.conflicts.push(whole(record, { tandem: record.fields, mailbox: null, chosen: 'mailbox' }))
  plan.removals.push(record.id)
}

/** What is masked cannot be edited here: the mailbox alone has it. */
function planMasked(plan: Plan, record: KnownRecord, seen: SeenItem, listing: string | null): void {
  const isSame = same(seen.item, record.fields) && record.base === null && !record.deleted
  if (isSame && record.remoteVersion === seen.version) {
    if (record.gone || (listing !== null && record.listing !== listing)) plan.seen.push(record.id)
    return
  }
  plan.writes.push({
    id: record.id,
    ref: seen.ref,
    remoteVersion: seen.version,
    changedAt: seen.changedAt,
    ...(same(seen.item, record.fields) ? {} : { fields: seen.item }),
    base: null,
    unsent: false,
    revived: record.deleted,
  })
}

function planKnown(plan: Plan, record: KnownRecord, seen: SeenItem, rules: PageRules): void {
  const base = record.ref === null && record.base === null ? {} : (record.base ?? record.fields)
  const unchanged = record.ref !== null && same(seen.item, base)
  // The same version may hold more than was sent: services fill in fields. So the content counts.
  if (unchanged && record.remoteVersion === seen.version) {
    if (record.gone || (rules.listing !== null && record.listing !== rules.listing)) plan.seen.push(record.id)
    return
  }
  const link = { id: record.id, ref: seen.ref, remoteVersion: seen.version, changedAt: seen.changedAt }
  // At the version that our own write got, a difference is what the service filled in: nobody edited it.
  const echo = record.remoteVersion === seen.version
  if (record.deleted) {
    const changed = !echo && !same(seen.item, base)
    planDeletedHere(plan, record, seen, link, { changed, policy: rules.policy })
    return
  }
  const preferred = echo ? 'tandem' : preferredSide(rules.policy, record.editedAt, seen.changedAt)
  const { merged, conflicts } = mergeRecord(base, record.fields, seen.item, { rules, preferred })
  if (conflicts.length > 0 && !echo)
    plan.conflicts.push({ id: record.id, reason: 'fields', fields: conflicts })
  const unsent = !same(merged, seen.item)
  plan.writes.push({
    ...link,
    ...(same(merged, record.fields) ? {} : { fields: merged }),
    base: unsent ? seen.item : null,
    unsent,
    filledIn: echo,
  })
}

function mergeRecord(
  base: Fields,
  record: Fields,
  item: Fields,
  { rules, preferred }: { rules: PageRules; preferred: Side },
): ReturnType<typeof merge> {
  const { merged, conflicts } = merge(base, record, item, rules.rules, preferred)
  const known = new Set(conflicts.map(({ field }) => field))
  const clashes = (rules.clashes?.(base, record, item) ?? []).filter(({ field }) => !known.has(field))
  return { merged: rules.normal?.(merged) ?? merged, conflicts: [...conflicts, ...clashes] }
}

/** Deleted here, but edited there since: the item comes back, unless Tandem wins. */
function planDeletedHere(
  plan: Plan,
  record: KnownRecord,
  seen: SeenItem,
  link: Pick<Write, 'id' | 'ref' | 'remoteVersion' | 'changedAt'>,
  how: { changed: boolean; policy: 'later' | Side },
): void {
  if (!how.changed || how.policy === 'tandem')
    plan.writes.push({ ...link, base: seen.item, unsent: true, deleted: true })
  else plan.writes.push({ ...link, fields: seen.item, base: null, unsent: false, revived: true })
  if (how.changed) {
    const chosen = how.policy === 'tandem' ? 'tandem' : 'mailbox'
    plan.conflicts.push(whole(record, { tandem: null, mailbox: seen.item, chosen }))
  }
}

function whole(
  record: KnownRecord,
  sides: Pick<FieldConflict, 'tandem' | 'mailbox' | 'chosen'>,
): PlannedConflict {
  const base = record.base ?? record.fields
  return { id: record.id, reason: 'deleted', fields: [{ field: 'record', base, ...sides }] }
}
