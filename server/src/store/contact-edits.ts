import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { ContactFields } from '@tandem/model/contact.ts'
import { TandemError } from '../errors.ts'
import { editedContact, normalContact } from '../lib/normal-contact.ts'
import { type Batch, newBatch, type Origin, type Owner } from './batches.ts'
import {
  addContacts,
  dropContacts,
  editContacts,
  type LockedContact,
  lockContacts,
} from './contact-writes.ts'
import type { Db } from './database.ts'

/** A contact and the version it has now. */
export interface ContactVersion {
  id: string
  version: number
}

/** An edit of one contact; `changes` holds only the fields that change, `null` empties one. */
export interface ContactEdit {
  id: string
  /** Refused when the contact has another one; absent: whatever it is. */
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
): Promise<ContactVersion[]> {
  const rows = items.map((item) => ({ id: randomUUID(), fields: normalContact(item) }))
  await addContacts(tx, batch, rows)
  return rows.map(({ id }) => ({ id, version: 1 }))
}

/** Edits one contact; throws `not-found` or `stale-version`. */
export async function updateContact(
  tx: Db,
  mailbox: Owner,
  id: string,
  version: number | undefined,
  changes: ContactFields,
): Promise<ContactVersion> {
  const [updated] = await updateContacts(tx, mailbox, [{ id, version, changes }])
  return updated!
}

/** Edits contacts, all or none, in the order of the input; an edit that changes nothing makes no new version. */
export async function updateContacts(
  tx: Db,
  mailbox: Owner,
  edits: ContactEdit[],
  batch: Batch = newBatch(mailbox, 'contacts', 'api'),
): Promise<ContactVersion[]> {
  const ids = edits.map((edit) => edit.id)
  if (new Set(ids).size < ids.length)
    throw new TandemError('invalid-input', 'One contact is edited twice: fold its changes into one edit.')
  const locked = await lockContacts(tx, mailbox.id, ids)
  const edited = edits.map((edit, place) => {
    const contact = expected(locked, edit, `/update/${place}`)
    return { contact, fields: editedContact(contact.fields, edit.changes) }
  })
  const real = edited.filter(({ contact, fields }) => !isDeepStrictEqual(contact.fields, fields))
  const written = await editContacts(
    tx,
    batch,
    real.map(({ contact, fields }) => ({ id: contact.id, fields })),
  )
  const versions = new Map(written.map((row) => [row.id, row.version]))
  return edited.map(({ contact: { id, version } }) => ({ id, version: versions.get(id) ?? version }))
}

/** Deletes contacts, all or none; the mailbox is told by the outbox. */
export async function deleteContacts(
  tx: Db,
  mailbox: Owner,
  refs: { id: string; version?: number | undefined }[],
  batch: Batch = newBatch(mailbox, 'contacts', 'api'),
): Promise<{ id: string }[]> {
  const ids = [...new Set(refs.map((ref) => ref.id))]
  const locked = await lockContacts(tx, mailbox.id, ids)
  refs.forEach((ref, place) => {
    expected(locked, ref, `/delete/${place}`)
  })
  await dropContacts(tx, batch, ids)
  return ids.map((id) => ({ id }))
}

function expected(
  locked: Map<string, LockedContact>,
  ref: { id: string; version?: number | undefined },
  pointer: string,
): LockedContact {
  const contact = locked.get(ref.id)
  if (!contact || contact.deleted)
    throw new TandemError(
      'not-found',
      `There is no contact ${ref.id} in this mailbox: it may have been deleted.`,
    )
  if (ref.version === undefined || ref.version === contact.version) return contact
  const detail = `Contact ${ref.id} has version ${contact.version}, you edit ${ref.version}: read it again, then edit.`
  throw new TandemError('stale-version', detail, [{ pointer, detail }])
}
