import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { TandemError } from '../errors.ts'
import { type Fields, kindOf } from '../lib/kinds.ts'
import type { Batch } from './batches.ts'
import type { Db } from './database.ts'
import { addRecords, dropRecords, editRecords, type LockedRecord, lockRecords } from './record-writes.ts'

/** A record and the version it has now. */
export interface RecordVersion {
  id: string
  version: number
}

/** An edit of one record; `changes` holds only the fields that change, `null` empties one. */
export interface RecordEdit {
  id: string
  /** Refused when the record has another one; absent: whatever it is. */
  version?: number | undefined
  /** Where they depend on what is there: asked for once the record is locked; throws to refuse. */
  changes: Fields | ((before: Fields) => Fields)
}

/** Looks at a locked record before it is edited (`after`) or deleted (`undefined`); throws to refuse. */
export type Guard = (before: Fields, after: Fields | undefined) => void

/** Makes records of the batch's kind, in the order of the input; the caller hints the push in the same transaction. */
export async function createRecords(tx: Db, batch: Batch, items: Fields[]): Promise<RecordVersion[]> {
  const { normal } = kindOf(batch.kind)
  const rows = items.map((item) => ({ id: randomUUID(), fields: normal(item) }))
  await addRecords(tx, batch, rows)
  return rows.map(({ id }) => ({ id, version: 1 }))
}

/** Edits records, all or none, in the order of the input; an edit that changes nothing makes no new version. */
export async function updateRecords(
  tx: Db,
  batch: Batch,
  edits: RecordEdit[],
  guard: Guard = () => undefined,
): Promise<RecordVersion[]> {
  const { word, edited: apply } = kindOf(batch.kind)
  const ids = edits.map((edit) => edit.id)
  if (new Set(ids).size < ids.length)
    throw new TandemError('invalid-input', `One ${word} is edited twice: fold its changes into one edit.`)
  const locked = await lockRecords(tx, keptBy(batch), ids)
  const edited = edits.map((edit, place) => {
    const record = expected(locked, edit, { word, pointer: `/update/${place}` })
    const changes = typeof edit.changes === 'function' ? edit.changes(record.fields) : edit.changes
    const fields = apply(record.fields, changes)
    guard(record.fields, fields)
    return { record, fields }
  })
  const real = edited.filter(({ record, fields }) => !isDeepStrictEqual(record.fields, fields))
  const written = await editRecords(
    tx,
    batch,
    real.map(({ record, fields }) => ({ id: record.id, fields })),
  )
  const versions = new Map(written.map((row) => [row.id, row.version]))
  return edited.map(({ record: { id, version } }) => ({ id, version: versions.get(id) ?? version }))
}

/** Deletes records, all or none; the mailbox is told by the outbox. */
export async function deleteRecords(
  tx: Db,
  batch: Batch,
  refs: { id: string; version?: number | undefined }[],
  guard: Guard = () => undefined,
): Promise<{ id: string }[]> {
  const { word } = kindOf(batch.kind)
  const ids = [...new Set(refs.map((ref) => ref.id))]
  const locked = await lockRecords(tx, keptBy(batch), ids)
  refs.forEach((ref, place) => {
    guard(expected(locked, ref, { word, pointer: `/delete/${place}` }).fields, undefined)
  })
  await dropRecords(tx, batch, ids)
  return ids.map((id) => ({ id }))
}

function keptBy(batch: Batch): { mailboxId: string; kind: string } {
  return { mailboxId: batch.owner.id, kind: batch.kind }
}

function expected(
  locked: Map<string, LockedRecord>,
  ref: { id: string; version?: number | undefined },
  { word, pointer }: { word: string; pointer: string },
): LockedRecord {
  const record = locked.get(ref.id)
  const article = /^[aeiou]/.test(word) ? 'an' : 'a'
  if (!record || record.deleted)
    throw new TandemError(
      'not-found',
      `There is no ${word} ${ref.id} in this mailbox: it may have been deleted.`,
    )
  if (ref.version === undefined || ref.version === record.version) return record
  const detail = `You edit version ${ref.version} of ${article} ${word} (${ref.id}) that has version ${record.version}: read it again, then edit.`
  throw new TandemError('stale-version', detail, [{ pointer, detail }])
}
