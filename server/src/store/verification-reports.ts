import type { CheckResult, Drift } from '@tandem/model/verification.ts'
import { type Selectable, sql } from 'kysely'
import { TandemError } from '../errors.ts'
import { announce } from './announce.ts'
import type { Db } from './database.ts'
import type { VerificationReport } from './schema.ts'

export type ReportRow = Omit<Selectable<VerificationReport>, 'checks' | 'drift'> & {
  checks: CheckResult[]
  drift: Drift[]
}

/** A worker's right to write a report; a later taking ends it. */
export interface Taking {
  reportId: string
  takings: number
}

/** Adds a report with all checks waiting; a connection has one open report at a time (`already-exists`). */
export async function createReport(
  db: Db,
  given: {
    organisationId: string
    connectionId: string
    attempt: number
    checks: CheckResult[]
    requestedBy: string
    /** Without one a person asked. */
    reason?: string
  },
): Promise<ReportRow> {
  const row = await db
    .insertInto('verification_report')
    .values({
      organisation_id: given.organisationId,
      connection_id: given.connectionId,
      attempt: given.attempt,
      checks: JSON.stringify(given.checks),
      requested_by: given.requestedBy,
      ...(given.reason !== undefined && { reason: given.reason }),
    })
    .onConflict((oc) => oc.column('connection_id').where('state', 'in', ['queued', 'running']).doNothing())
    .returningAll()
    .executeTakeFirst()
  if (!row) throw new TandemError('already-exists', 'A verification is under way: wait for its report.')
  await announce(db, { organisationId: given.organisationId, topic: 'verification', id: row.id })
  return asReport(row)
}

/** One report; a key of another organisation sees `not-found`. */
export async function getReport(db: Db, id: string, scope: string | null = null): Promise<ReportRow> {
  const row = await db.selectFrom('verification_report').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row || (scope !== null && row.organisation_id !== scope))
    throw new TandemError('not-found', `There is no verification ${id}.`)
  return asReport(row)
}

/** Reports of a connection, newest first. */
export async function listReports(
  db: Db,
  connectionId: string,
  query: { limit: number; before?: { createdAt: Date; id: string } },
): Promise<ReportRow[]> {
  let select = db.selectFrom('verification_report').selectAll().where('connection_id', '=', connectionId)
  const { before } = query
  if (before)
    select = select.where((eb) =>
      eb(eb.refTuple('created_at', 'id'), '<', eb.tuple(before.createdAt, before.id)),
    )
  const rows = await select.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(query.limit).execute()
  return rows.map(asReport)
}

/** What a list shows of a report. */
export type SummaryRow = Pick<
  ReportRow,
  | 'id'
  | 'attempt'
  | 'state'
  | 'reason'
  | 'again_at'
  | 'again_until'
  | 'created_at'
  | 'started_at'
  | 'finished_at'
> & { headline: string | null }

/** Reports of a connection in a line each, newest first: what the checks found is not read, but for the first that failed. */
export async function listSummaries(db: Db, connectionId: string, limit: number): Promise<SummaryRow[]> {
  return await db
    .selectFrom('verification_report')
    .select([
      ...(['id', 'attempt', 'state', 'reason'] as const),
      ...(['again_at', 'again_until', 'created_at', 'started_at', 'finished_at'] as const),
      sql<string | null>`jsonb_path_query_first(checks, '$[*] ? (@.state == "failed").headline') #>> '{}'`.as(
        'headline',
      ),
    ])
    .where('connection_id', '=', connectionId)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

/** Takes a report to work on it, from the start; undefined if it has ended. */
export async function takeReport(
  db: Db,
  id: string,
  waiting: CheckResult[],
): Promise<{ report: ReportRow; taking: Taking } | undefined> {
  const row = await db
    .updateTable('verification_report')
    .set((eb) => ({
      state: 'running',
      takings: eb('takings', '+', 1),
      checks: JSON.stringify(waiting),
      started_at: sql<Date>`coalesce(started_at, now())`,
      seen_at: sql<Date>`now()`,
    }))
    .where('id', '=', id)
    .where('state', 'in', ['queued', 'running'])
    .returningAll()
    .executeTakeFirst()
  return row && { report: asReport(row), taking: { reportId: row.id, takings: row.takings } }
}

/** Says that a worker is still at work on it; false: another one took it over. */
export async function touchReport(db: Db, taking: Taking): Promise<boolean> {
  const result = await held(db, taking).set({ seen_at: sql<Date>`now()` }).executeTakeFirst()
  return Number(result.numUpdatedRows) > 0
}

/** Stores the results of some checks, by their place, and announces the report. */
export async function writeChecks(db: Db, taking: Taking, results: Map<number, CheckResult>): Promise<void> {
  let checks = sql`checks`
  for (const [index, result] of results)
    checks = sql`jsonb_set(${checks}, ${`{${index}}`}::text[], ${JSON.stringify(result)}::jsonb)`
  const row = await held(db, taking)
    .set({ checks: sql`${checks}`, seen_at: sql<Date>`now()` })
    .returning(['organisation_id', 'id'])
    .executeTakeFirst()
  if (row) await announce(db, { organisationId: row.organisation_id, topic: 'verification', id: row.id })
}

/** How a report ended, and what follows from it. */
export interface ReportEnd {
  state: 'passed' | 'failed'
  checks: CheckResult[]
  again: { at: Date; until: Date } | undefined
  drift: Drift[]
  news: string | undefined
  told: boolean
}

/** Ends a report; false: it is no longer ours. */
export async function finishReport(db: Db, taking: Taking, end: ReportEnd): Promise<boolean> {
  const row = await held(db, taking)
    .set({
      state: end.state,
      checks: JSON.stringify(end.checks),
      again_at: end.again?.at ?? null,
      again_until: end.again?.until ?? null,
      drift: JSON.stringify(end.drift),
      news: end.news ?? null,
      told: end.told,
      finished_at: sql<Date>`now()`,
    })
    .returning(['organisation_id', 'id'])
    .executeTakeFirst()
  if (row) await announce(db, { organisationId: row.organisation_id, topic: 'verification', id: row.id })
  return row !== undefined
}

/**
 * Drops reports that nobody asked for and that told nothing, 30 days after, as long as a later one says the same. Those of
 * people, and those with news, are kept for ever. Returns how many.
 */
export async function sweepReports(db: Db): Promise<number> {
  const { numAffectedRows } = await sql`
    DELETE FROM verification_report r
    WHERE reason <> 'person' AND news IS NULL AND finished_at < now() - interval '30 days' AND EXISTS (
      SELECT FROM verification_report n
      WHERE n.connection_id = r.connection_id AND n.attempt = r.attempt AND n.state = r.state
        AND n.created_at > r.created_at
    )`.execute(db)
  return Number(numAffectedRows ?? 0)
}

/** The last report of the same attempt that ended before this one, and the last of those that passed. */
export async function reportsBefore(
  db: Db,
  report: ReportRow,
): Promise<{ previous: ReportRow | undefined; passed: ReportRow | undefined }> {
  const before = db
    .selectFrom('verification_report')
    .selectAll()
    .where('connection_id', '=', report.connection_id)
    .where('attempt', '=', report.attempt)
    .where('id', '<>', report.id)
    .where('finished_at', 'is not', null)
    .where('created_at', '<=', report.created_at)
    .orderBy('created_at', 'desc')
    .limit(1)
  const [previous, passed] = [
    await before.executeTakeFirst(),
    await before.where('state', '=', 'passed').executeTakeFirst(),
  ]
  return { previous: previous && asReport(previous), passed: passed && asReport(passed) }
}

/**
 * Ends the open report of a connection if nobody is at work on it: no sign of life for a minute, or not begun within
 * ten. Answers whether there was one.
 */
export async function endAbandoned(db: Db, connectionId: string): Promise<boolean> {
  const note: CheckResult = {
    check: 'tandem',
    title: 'Tandem can carry out the verification',
    state: 'failed',
    headline: 'The verification was not finished.',
    meaning: 'The worker that carried it out ended before the last check; nothing is known about the tenant.',
    actor: 'operations',
    remedy: 'Look whether a worker runs, then start the verification again.',
    evidence: [],
  }
  const rows = await db
    .updateTable('verification_report')
    .set((eb) => ({
      state: 'failed',
      takings: eb('takings', '+', 1),
      checks: sql`jsonb_build_array(${JSON.stringify(note)}::jsonb) || checks`,
      finished_at: sql<Date>`now()`,
    }))
    .where('connection_id', '=', connectionId)
    .where((eb) =>
      eb.or([
        eb('state', '=', 'running').and('seen_at', '<', sql<Date>`now() - interval '1 minute'`),
        eb('state', '=', 'queued').and('created_at', '<', sql<Date>`now() - interval '10 minutes'`),
      ]),
    )
    .returning('id')
    .execute()
  return rows.length > 0
}

function held(db: Db, taking: Taking) {
  return db
    .updateTable('verification_report')
    .where('id', '=', taking.reportId)
    .where('takings', '=', taking.takings)
    .where('state', '=', 'running')
}

function asReport(row: Selectable<VerificationReport>): ReportRow {
  return { ...row, checks: row.checks as unknown as CheckResult[], drift: row.drift as unknown as Drift[] }
}
