import { isDeepStrictEqual } from 'node:util'
import type { HistoryEntry } from '@tandem/model/api/contacts.ts'
import { sql } from 'kysely'
import type { Db } from './database.ts'

type Fields = Record<string, unknown>
interface ChangeRow {
  seq: string
  operation: HistoryEntry['operation']
  origin: HistoryEntry['origin']
  version: number
  batchId: string | null
  at: Date
  before: Fields | null
  /** The record as this change left it; NULL when it deleted it. */
  after: Fields | null
}

/** The changes of one record, newest first, each with the names of the fields it touched. */
export async function recordHistory(
  db: Db,
  wish: { mailboxId: string; kind: string; recordId: string; before?: string | undefined; limit: number },
): Promise<HistoryEntry[]> {
  // What a change left behind is what the next one found, or the record as it is now.
  const { rows } = await sql<ChangeRow>`
    SELECT h.seq::text AS seq, h.operation, h.origin, h.version, h.batch_id AS "batchId", h.at, h.before,
      CASE WHEN h.operation = 'delete' THEN NULL ELSE coalesce(
        (SELECT n.before FROM change n WHERE n.record_id = h.record_id AND n.seq > h.seq ORDER BY n.seq LIMIT 1),
        (SELECT c.fields FROM record c WHERE c.id = h.record_id)) END AS after
    FROM change h
    WHERE h.record_id = ${wish.recordId} AND h.mailbox_id = ${wish.mailboxId} AND h.kind = ${wish.kind}
      ${wish.before === undefined ? sql`` : sql`AND h.seq < ${wish.before}::bigint`}
    ORDER BY h.seq DESC LIMIT ${wish.limit}`.execute(db)
  return rows.map(({ after, ...row }) => ({
    ...row,
    at: row.at.toISOString(),
    fields: touchedFields(row.before ?? {}, after ?? {}),
  }))
}

function touchedFields(before: Fields, after: Fields): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()
  return names.filter((name) => !isDeepStrictEqual(before[name], after[name]))
}
