import type { Failure } from '../providers/failures.ts'
import { newBatch, type Say } from '../store/batches.ts'
import { type CollectionRow, getCollection } from '../store/collections.ts'
import { type ClaimedEdit, claimEdits, dropEdits, refuseEdits, reopenEdits } from '../store/outbox.ts'
import { removeItems } from '../store/record-items.ts'
import { lockById } from '../store/records.ts'
import { type Sync, stored } from './context.ts'
import { type Fields, same } from './merge.ts'
import { type Answer, type Sending, storeAnswers } from './push-answers.ts'
import { settle } from './settle.ts'

export interface PushEnd {
  /** Edits that the mailbox has taken. */
  sent: number
  /** Why the rest waits. */
  failure?: Failure
}

/**
 * As many edits are marked as on their way at once; the provider batches them as its protocol takes them. What a worker
 * that dies has not stored is asked again: with 200 one killed every half second came no further and used up the
 * mailbox's budget of requests.
 */
const atOnce = 40
/** An item that changes under our hands all the time must not hold the mailbox for ever. */
const mostRounds = 1000

/** Sends what is in the outbox; ends when it is empty or the service wants a pause. */
export async function push(sync: Sync): Promise<PushEnd> {
  const row = await getCollection(sync.db, sync.owner.id, sync.resource.kind)
  const { create, update, remove } = sync.outside
  if (row?.state !== 'live' || !row.write_back || !create || !update || !remove) return { sent: 0 }
  await settle(sync, row)
  let sent = 0
  for (let round = 0; round < mostRounds; round += 1) {
    sync.signal?.throwIfAborted()
    const claimed = await stored(sync, (tx) => claimEdits(tx, sync.owner.id, sync.resource.kind, atOnce))
    if (claimed.length === 0) break
    const { sending, idle, forgotten, withheld } = sort(sync, claimed)
    await withhold(sync, withheld)
    const answers = await send(sync, row, sending)
    const end = await storeAnswers(sync, row, answers)
    await storeUnsent(sync, idle, forgotten)
    sent += end.sent
    if (end.failure) return { sent, failure: end.failure }
  }
  return { sent }
}

/** What need not be sent is done. */
async function storeUnsent(sync: Sync, idle: ClaimedEdit[], forgotten: ClaimedEdit[]): Promise<void> {
  if (idle.length + forgotten.length === 0) return
  const batch = newBatch(sync.owner, sync.resource.kind, 'mailbox')
  await stored(sync, async (tx) => {
    const ids = [...idle, ...forgotten].map((edit) => edit.id)
    const records = new Map((await lockById(tx, sync.owner.id, ids)).map((record) => [record.id, record]))
    await dropEdits(tx, idle)
    // One that somebody brought back meanwhile is to be made after all.
    const still = forgotten.filter((edit) => records.get(edit.id)?.deleted)
    const back = forgotten.filter((edit) => records.get(edit.id)?.deleted === false)
    await removeItems(
      tx,
      batch,
      still.map((edit) => edit.id),
    )
    await reopenEdits(
      tx,
      back.map((edit) => edit.id),
    )
  })
}

/** What each edit is to the mailbox; `idle` ones say what it holds already, `forgotten` ones it never heard of. */
function sort(sync: Sync, claimed: ClaimedEdit[]): Sorted {
  const sorted: Sorted = { sending: [], idle: [], forgotten: [], withheld: [] }
  const { sending, idle, forgotten, withheld } = sorted
  for (const edit of claimed) {
    const { ref, remoteVersion: version } = edit
    const mailed = wouldMail(sync, edit)
    if (mailed.length > 0) {
      withheld.push({ edit, mailed })
      continue
    }
    if (ref === null || version === null) {
      if (edit.deleted) forgotten.push(edit)
      else sending.push({ operation: 'create', edit })
    } else if (edit.deleted) sending.push({ operation: 'remove', edit, ref, version })
    else {
      const changes = changesOf(edit.base ?? edit.fields, edit.fields)
      if (Object.keys(changes).length === 0) idle.push(edit)
      else sending.push({ operation: 'update', edit, ref, version, changes })
    }
  }
  return sorted
}

interface Sorted {
  sending: Sending[]
  idle: ClaimedEdit[]
  forgotten: ClaimedEdit[]
  /** The server would mail these people, and nobody has said that it may. */
  withheld: { edit: ClaimedEdit; mailed: string[] }[]
}

function wouldMail(sync: Sync, { say, ref, base, fields, deleted }: ClaimedEdit): string[] {
  if (say?.notify || (deleted && ref === null)) return []
  const before = ref === null ? undefined : (base ?? fields)
  return sync.resource.mails?.(before, deleted ? undefined : fields, sync.self) ?? []
}

/** Kept for a person to decide: a merge, an undo or a repair must never mail anybody by itself. */
async function withhold(sync: Sync, withheld: Sorted['withheld']): Promise<void> {
  if (withheld.length === 0) return
  const at = new Date().toISOString()
  const refused = withheld.map(({ edit: { id, revision }, mailed }) => {
    const detail = `The mailbox would mail ${mailed.join(', ')}. Nobody has been mailed; say so with notifyAttendees if they shall be.`
    const title = 'People would be mailed'
    return {
      id,
      revision,
      failure: { kind: 'Rejected', code: 'AttendeesWouldBeMailed', title, detail, attendees: mailed, at },
    }
  })
  await stored(sync, (tx) => refuseEdits(tx, refused))
}

/** Only the fields that differ; `null` empties one. */
function changesOf(base: Fields, fields: Fields): Fields {
  const changes: Fields = {}
  for (const field of new Set([...Object.keys(base), ...Object.keys(fields)]))
    if (!same(base[field], fields[field])) changes[field] = fields[field] ?? null
  return changes
}

async function send(sync: Sync, row: CollectionRow, sending: Sending[]): Promise<Answer[]> {
  const { outside } = sync
  const creates = sending.filter((one) => one.operation === 'create')
  const updates = sending.filter((one) => one.operation === 'update')
  const removals = sending.filter((one) => one.operation === 'remove')
  const outcomes = [
    ...(creates.length === 0
      ? []
      : await outside.create!(
          creates.map(({ edit }) => ({ operationId: edit.operationId, item: edit.fields, ...said(edit) })),
          row.folder ?? undefined,
        )),
    ...(updates.length === 0
      ? []
      : await outside.update!(
          updates.map(({ edit, ref, version, changes }) => ({
            ref,
            version,
            changes,
            item: edit.fields,
            ...said(edit),
          })),
        )),
    ...(removals.length === 0
      ? []
      : await outside.remove!(removals.map(({ edit, ref, version }) => ({ ref, version, ...said(edit) })))),
  ]
  return [...creates, ...updates, ...removals].map((one, place) => ({ ...one, outcome: outcomes[place]! }))
}

function said({ say }: ClaimedEdit): { say?: Say } {
  return say === null ? {} : { say }
}
