import type { Transaction } from 'kysely'
import type { Failure } from '../providers/failures.ts'
import type { Outcome } from '../providers/provider.ts'
import { newBatch } from '../store/batches.ts'
import type { CollectionRow } from '../store/collections.ts'
import { type ClaimedEdit, closeEdits, refuseEdits, reopenEdits } from '../store/outbox.ts'
import { removeItems, writeItems } from '../store/record-items.ts'
import { lockById } from '../store/records.ts'
import type { DB } from '../store/schema.ts'
import { applyPlan } from './apply.ts'
import { type Sync, stored } from './context.ts'
import type { Fields } from './merge.ts'
import { pageRules } from './page-rules.ts'
import { type KnownRecord, planGone, planPage, type SeenItem } from './plan.ts'
import { afterEdit, type EditNext, told } from './retry.ts'

/** An edit as it goes to the mailbox. */
export type Sending =
  | { operation: 'create'; edit: ClaimedEdit }
  | { operation: 'update'; edit: ClaimedEdit; ref: string; version: string; changes: Fields }
  | { operation: 'remove'; edit: ClaimedEdit; ref: string; version: string }
export type Answer = Sending & { outcome: Outcome }

/** Stores what the mailbox answered, in one transaction. `failure`: the run ends, the rest waits. */
export async function storeAnswers(
  sync: Sync,
  row: CollectionRow,
  answers: Answer[],
): Promise<{ sent: number; failure?: Failure }> {
  if (answers.length === 0) return { sent: 0 }
  const sorted = sortAnswers(answers)
  // Those that changed or went away meanwhile are read before the transaction begins.
  const items =
    sorted.reread.length === 0
      ? []
      : await sync.outside.get(sorted.reread.flatMap((answer) => refOf(answer) ?? []))
  await stored(sync, async (tx) => {
    const records = await lockById(
      tx,
      sync.owner.id,
      answers.map((answer) => answer.edit.id),
    )
    await closeEdits(tx, sorted.written)
    await storeRemovals(tx, sync, sorted.removed, records)
    await storeReread(tx, sync, row, { answers: sorted.reread, items, records })
    await reopenEdits(tx, sorted.reopen)
    await refuseEdits(tx, sorted.refused)
  })
  const sent = sorted.written.length + sorted.removed.length
  return sorted.failure ? { sent, failure: sorted.failure } : { sent }
}

interface Sorted {
  written: Parameters<typeof closeEdits>[1]
  /** Records whose items are removed. */
  removed: string[]
  reread: Answer[]
  reopen: string[]
  refused: { id: string; revision: number; failure: unknown }[]
  failure?: Failure
}

function sortAnswers(answers: Answer[]): Sorted {
  const sorted: Sorted = { written: [], removed: [], reread: [], reopen: [], refused: [] }
  for (const answer of answers) {
    const { operation, edit, outcome } = answer
    if (outcome.ok) {
      if (operation === 'remove') sorted.removed.push(edit.id)
      else {
        const { ref, version, changedAt } = outcome
        sorted.written.push({
          id: edit.id,
          revision: edit.revision,
          ref,
          version,
          changedAt,
          sent: edit.fields,
        })
      }
      continue
    }
    const { failure } = outcome
    if (operation === 'remove' && failure.kind === 'NotFound') {
      sorted.removed.push(edit.id)
      continue
    }
    const { edit: next, goOn } = afterEdit(failure, operation)
    file(sorted, answer, next, failure)
    if (!goOn) sorted.failure = worse(sorted.failure, failure)
  }
  return sorted
}

/** `look` needs nothing: the edit stays marked as on its way, the next run looks before it sends. */
function file(sorted: Sorted, answer: Answer, next: EditNext, failure: Failure): void {
  const { id, revision } = answer.edit
  if (next === 'reread') sorted.reread.push(answer)
  else if (next === 'reopen') sorted.reopen.push(id)
  else if (next === 'refuse') sorted.refused.push({ id, revision, failure: told(failure, new Date()) })
}

/** Of several pauses the longest. */
function worse(known: Failure | undefined, failure: Failure): Failure {
  if (known?.kind === 'Throttled' && failure.kind === 'Throttled')
    return known.retryAfterSeconds >= failure.retryAfterSeconds ? known : failure
  return failure.kind === 'Throttled' || known === undefined ? failure : known
}

/** The items are gone; a record that somebody brought back meanwhile is made anew. */
async function storeRemovals(
  tx: Transaction<DB>,
  sync: Sync,
  removed: string[],
  records: KnownRecord[],
): Promise<void> {
  const batch = newBatch(sync.owner, sync.resource.kind, 'mailbox')
  const back = new Set(records.filter((record) => !record.deleted).map((record) => record.id))
  await removeItems(
    tx,
    batch,
    removed.filter((id) => !back.has(id)),
  )
  const anew = removed.filter((id) => back.has(id))
  await writeItems(
    tx,
    batch,
    null,
    anew.map((id) => ({ id, base: null, ref: null, remoteVersion: null, unsent: true })),
  )
}

async function storeReread(
  tx: Transaction<DB>,
  sync: Sync,
  row: CollectionRow,
  reread: { answers: Answer[]; items: SeenItem[]; records: KnownRecord[] },
): Promise<void> {
  if (reread.answers.length === 0) return
  const batch = newBatch(sync.owner, sync.resource.kind, 'mailbox')
  const ids = new Set(reread.answers.map((answer) => answer.edit.id))
  const records = reread.records.filter((record) => ids.has(record.id))
  const there = new Set(reread.items.map((item) => item.ref))
  const rules = { ...pageRules(sync, row), listing: null }
  const gone = records.filter((record) => !there.has(record.ref ?? ''))
  await applyPlan(tx, batch, planPage({ items: reread.items, deleted: [] }, records, rules))
  await applyPlan(tx, batch, planGone(gone, rules.policy))
  // Those that the plan found unchanged are still marked as on their way.
  await reopenEdits(tx, [...ids])
}

function refOf(answer: Answer): string | undefined {
  return answer.operation === 'create' ? undefined : answer.ref
}
