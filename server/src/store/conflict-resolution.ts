import { TandemError } from '../errors.ts'
import { type Fields, kindOf } from '../lib/kinds.ts'
import { announce } from './announce.ts'
import { type Batch, newBatch, type Owner } from './batches.ts'
import type { Db } from './database.ts'
import { addRecords, dropRecords, editRecords, lastVersion, lockRecords } from './record-writes.ts'

type Side = 'tandem' | 'mailbox'
interface Field {
  field: string
  base: unknown
  tandem: unknown
  mailbox: unknown
  chosen: Side
}

/**
 * Decides a conflict: `choices` names for each field whose value shall count; a field left out stays as it is. Values are
 * restored as a normal edit; the caller hints the push of `kind` in the same transaction.
 */
export async function resolveConflict(
  tx: Db,
  conflictId: string,
  choices: Record<string, Side>,
  by: string,
): Promise<{ recordId: string; mailbox: Owner; kind: string }> {
  const row = await tx
    .selectFrom('conflict')
    .selectAll()
    .where('id', '=', conflictId)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw new TandemError('not-found', 'There is no such conflict.')
  if (row.state !== 'open')
    throw new TandemError('wrong-state', 'This conflict is decided already: edit the record instead.')
  const fields = row.fields as unknown as Field[]
  for (const name of Object.keys(choices))
    if (!fields.some((field) => field.field === name))
      throw new TandemError('invalid-input', `The conflict has no field ${name}.`)
  const mailbox = { id: row.mailbox_id, organisationId: row.organisation_id }
  const batch = newBatch(mailbox, row.kind, 'api')
  const other = fields.filter((field) => (choices[field.field] ?? field.chosen) !== field.chosen)
  await restore(tx, batch, row.record_id, other)
  await tx
    .updateTable('conflict')
    .set({ state: 'resolved', resolved_at: new Date(), resolved_by: by })
    .where('id', '=', conflictId)
    .execute()
  await announce(tx, { organisationId: row.organisation_id, topic: 'conflict', id: conflictId })
  return { recordId: row.record_id, mailbox, kind: row.kind }
}

/** Gives the values that were not chosen back. */
async function restore(tx: Db, batch: Batch, id: string, others: Field[]): Promise<void> {
  if (others.length === 0) return
  const record = (await lockRecords(tx, { mailboxId: batch.owner.id, kind: batch.kind }, [id])).get(id)
  const whole = others.find((field) => field.field === 'record')
  if (whole) {
    const fields = otherValue(whole) as Fields | null
    if (fields === null) await dropRecords(tx, batch, [id])
    else if (record) await editRecords(tx, batch, [{ id, fields }])
    else await addRecords(tx, batch, [{ id, version: (await lastVersion(tx, id)) + 1, fields }])
    return
  }
  if (!record || record.deleted)
    throw new TandemError('wrong-state', 'The record was deleted meanwhile: keep the values as they are.')
  const fields: Record<string, unknown> = { ...record.fields }
  for (const field of others) {
    const [name, part] = field.field.split('.') as [string, string | undefined]
    if (part === undefined) fields[name] = otherValue(field)
    else fields[name] = { ...(fields[name] as object | undefined), [part]: otherValue(field) }
  }
  await editRecords(tx, batch, [{ id, fields: kindOf(batch.kind).normal(fields) }])
}

function otherValue(field: Field): unknown {
  return field.chosen === 'tandem' ? field.mailbox : field.tandem
}
