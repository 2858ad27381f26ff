import type { EventContent } from '@tandem/model/event.ts'
import type { Fields } from '../lib/kinds.ts'
import { type Batch, newBatch, type Owner, type Say } from './batches.ts'
import type { Db } from './database.ts'
import { permitMail } from './outbox.ts'
import { createRecords, deleteRecords, type Guard, updateRecords } from './record-edits.ts'

const kind = 'events'

/** Makes an event; the caller hints `push:events` in the same transaction. */
export async function createEvent(
  tx: Db,
  batch: Batch,
  event: EventContent,
): Promise<{ id: string; version: number }> {
  const [made] = await createRecords(tx, batch, [event as Fields])
  return made!
}

/** An edit of one event; its changes depend on what the event is, and throw to refuse. */
export interface EventEdit {
  id: string
  version?: number | undefined
  changes: (before: EventContent) => Partial<EventContent>
  guard: Guard
}

/**
 * Edits an event by what it is when it is locked. An edit that was withheld because it would mail people is sent with an edit whose
 * batch says that it may, also with one that changes nothing else.
 */
export async function updateEvent(tx: Db, batch: Batch, edit: EventEdit): Promise<void> {
  const { id, version, guard } = edit
  const changes = (before: Fields) => edit.changes(before as unknown as EventContent) as Fields
  await updateRecords(tx, batch, [{ id, version, changes }], guard)
  if (batch.say?.notify)
    await permitMail(tx, { mailboxId: batch.owner.id, kind, id }, { say: batch.say, deleted: false })
}

/** Deletes an event; one whose deletion was withheld because it would mail people goes when `say` says that it may. */
export async function deleteEvent(
  tx: Db,
  batch: Batch,
  { id, version, guard }: { id: string; version?: number | undefined; guard: Guard },
): Promise<void> {
  const { say, owner } = batch
  if (say?.notify && (await permitMail(tx, { mailboxId: owner.id, kind, id }, { say, deleted: true }))) return
  await deleteRecords(tx, batch, [{ id, version }], guard)
}

/** A batch of edits of events that may, or may not, mail the attendees. */
export function eventBatch(owner: Owner, { notify, comment }: Say): Batch {
  // Nothing said must not take back what was said before.
  return newBatch(owner, kind, 'api', notify ? { notify, comment: comment ?? '' } : undefined)
}

/** A batch with an answer to an invitation: the newest alone counts, also whether the organizer is told. */
export function answerBatch(owner: Owner, { notify = false, comment = '' }: Say): Batch {
  return newBatch(owner, kind, 'api', { notify, comment })
}
