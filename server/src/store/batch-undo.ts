import { sql } from 'kysely'
import { TandemError } from '../errors.ts'
import { type Fields, kindOf } from '../lib/kinds.ts'
import { announce } from './announce.ts'
import { newBatch, type Owner } from './batches.ts'
import type { Db } from './database.ts'
import { addRecords, dropRecords, editRecords, lockRecords } from './record-writes.ts'

/** What taking back a batch did. */
export interface Undone {
  mailbox: Owner
  kind: string
  /** The batch that took it back; it can be taken back in turn. */
  batchId: string
  reverted: number
  /** Records that were edited since: left as they are. */
  skipped: { recordId: string; name: string | null; reason: string }[]
}

/** A record as the batch found and left it. */
interface Touched {
  recordId: string
  /** NULL: the batch made it. */
  before: Fields | null
  version: number
  lastOperation: 'create' | 'update' | 'delete'
  /** The newest version of the record by any batch. */
  newest: number
}

/**
 * Takes back everything a batch did: here at once, in the mailbox by the outbox (the caller hints the push of `kind` in the
 * same transaction). Records edited since are reported, not overwritten.
 */
export async function undoBatch(tx: Db, batchId: string): Promise<Undone> {
  const row = await tx
    .selectFrom('batch')
    .selectAll()
    .where('id', '=', batchId)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw new TandemError('not-found', 'There is no such batch.')
  if (row.undone_at !== null) throw new TandemError('wrong-state', 'This batch was taken back already.')
  const mailbox = { id: row.mailbox_id, organisationId: row.organisation_id }
  const touched = await touchedBy(tx, batchId)
  const records = await lockRecords(
    tx,
    { mailboxId: mailbox.id, kind: row.kind },
    touched.map((one) => one.recordId),
  )
  const current = touched.filter((one) => one.newest === one.version)
  const batch = newBatch(mailbox, row.kind, 'undo')
  const made = current.filter((one) => one.before === null && one.lastOperation !== 'delete')
  const changed = current.flatMap((one) =>
    one.before === null ? [] : [{ id: one.recordId, version: one.version + 1, fields: one.before }],
  )
  await dropRecords(
    tx,
    batch,
    made.map((one) => one.recordId),
  )
  await editRecords(
    tx,
    batch,
    changed.filter((one) => records.has(one.id)),
  )
  await addRecords(
    tx,
    batch,
    changed.filter((one) => !records.has(one.id)),
  )
  await tx.updateTable('batch').set({ undone_at: new Date() }).where('id', '=', batchId).execute()
  await announce(tx, { organisationId: row.organisation_id, topic: 'batch', id: batchId })
  const skipped = touched
    .filter((one) => one.newest !== one.version)
    .map(({ recordId }) => {
      const record = records.get(recordId)
      const name = record && !record.deleted ? kindOf(row.kind).nameOf(record.fields) : null
      return { recordId, name, reason: 'It was changed since.' }
    })
  return { mailbox, kind: row.kind, batchId: batch.id, reverted: made.length + changed.length, skipped }
}

/** First before-image and last version of each record in the batch, with its newest version of all. */
async function touchedBy(tx: Db, batchId: string): Promise<Touched[]> {
  const { rows } = await sql<Touched>`
    SELECT record_id AS "recordId", (array_agg(before ORDER BY seq))[1] AS before, max(version) AS version,
      (array_agg(operation ORDER BY seq DESC))[1] AS "lastOperation",
      (SELECT max(n.version) FROM change n WHERE n.record_id = c.record_id) AS newest
    FROM change c WHERE batch_id = ${batchId} GROUP BY record_id`.execute(tx)
  return rows
}
