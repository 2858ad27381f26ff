import type { Conflict, ConflictField } from '@tandem/model/api/conflicts.ts'
import { sql } from 'kysely'
import { type Fields, kindOf } from '../lib/kinds.ts'
import type { Db } from './database.ts'

export interface ConflictRow {
  id: string
  organisationId: string
  mailboxId: string
  kind: string
  recordId: string
  reason: Conflict['reason']
  fields: ConflictField[]
  state: Conflict['state']
  createdAt: Date
  resolvedAt: Date | null
  resolvedBy: string | null
  record: Fields | null
  /** For the cursor: with microseconds. */
  place: string
}

/** A page of conflicts, newest first. */
export async function listConflicts(
  db: Db,
  wish: {
    organisationId: string | null
    mailboxId?: string
    state: string
    limit: number
    after?: { place: string; id: string }
  },
): Promise<ConflictRow[]> {
  const { organisationId, mailboxId, after } = wish
  const { rows } = await sql<ConflictRow>`
    SELECT ${shown} FROM conflict x LEFT JOIN record c ON c.id = x.record_id
    WHERE x.state = ${wish.state}
      ${organisationId === null ? sql`` : sql`AND x.organisation_id = ${organisationId}`}
      ${mailboxId === undefined ? sql`` : sql`AND x.mailbox_id = ${mailboxId}`}
      ${after === undefined ? sql`` : sql`AND (x.created_at, x.id) < (${after.place}::timestamptz, ${after.id}::uuid)`}
    ORDER BY x.created_at DESC, x.id DESC LIMIT ${wish.limit}`.execute(db)
  return rows
}

/** One conflict, if it is of the organisation (`null`: any). */
export async function getConflict(
  db: Db,
  id: string,
  organisationId: string | null,
): Promise<ConflictRow | undefined> {
  const { rows } = await sql<ConflictRow>`
    SELECT ${shown} FROM conflict x LEFT JOIN record c ON c.id = x.record_id
    WHERE x.id = ${id} ${organisationId === null ? sql`` : sql`AND x.organisation_id = ${organisationId}`}`.execute(
    db,
  )
  return rows[0]
}

/** A conflict's row as it is answered. */
export function toConflict({ record, place: _place, ...row }: ConflictRow): Conflict {
  return {
    ...row,
    recordName: record === null ? null : kindOf(row.kind).nameOf(record),
    createdAt: row.createdAt.toISOString(),
    resolvedAt: row.resolvedAt?.toISOString() ?? null,
  }
}

const shown = sql`x.id, x.organisation_id AS "organisationId", x.mailbox_id AS "mailboxId", x.kind,
  x.record_id AS "recordId", x.reason, x.fields, x.state, x.created_at AS "createdAt",
  x.resolved_at AS "resolvedAt", x.resolved_by AS "resolvedBy", c.fields AS record, x.created_at::text AS place`
