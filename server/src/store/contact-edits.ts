import type { ContactFields } from '@tandem/model/contact.ts'
import type { Fields } from '../lib/kinds.ts'
import { type Batch, newBatch, type Origin, type Owner } from './batches.ts'
import type { Db } from './database.ts'
import { createRecords, deleteRecords, type RecordVersion, updateRecords } from './record-edits.ts'

interface ContactEdit {
  id: string
  version?: number | undefined
  changes: ContactFields
}

/** Makes contacts, in the order of the input; the caller hints `push:contacts` in the same transaction. */
export async function createContacts(
  tx: Db,
  mailbox: Owner,
  items: ContactFields[],
  origin: Origin = 'api',
  batch: Batch = newBatch(mailbox, 'contacts', origin),
): Promise<RecordVersion[]> {
  return await createRecords(tx, batch, items)
}

/** Edits one contact; throws `not-found` or `stale-version`. */
export async function updateContact(
  tx: Db,
  mailbox: Owner,
  id: string,
  version: number | undefined,
  changes: ContactFields,
): Promise<RecordVersion> {
  const [updated] = await updateContacts(tx, mailbox, [{ id, version, changes }])
  return updated!
}

/** Edits contacts, all or none, in the order of the input. */
export async function updateContacts(
  tx: Db,
  mailbox: Owner,
  edits: ContactEdit[],
  batch: Batch = newBatch(mailbox, 'contacts', 'api'),
): Promise<RecordVersion[]> {
  return await updateRecords(
    tx,
    batch,
    edits.map((edit) => ({ ...edit, changes: edit.changes as Fields })),
  )
}

/** Deletes contacts, all or none; the mailbox is told by the outbox. */
export async function deleteContacts(
  tx: Db,
  mailbox: Owner,
  refs: { id: string; version?: number | undefined }[],
  batch: Batch = newBatch(mailbox, 'contacts', 'api'),
): Promise<{ id: string }[]> {
  return await deleteRecords(tx, batch, refs)
}
