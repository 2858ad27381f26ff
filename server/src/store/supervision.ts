import type { Supervision } from '@tandem/model/api/routing.ts'
import { sql } from 'kysely'
import type { Db } from './database.ts'

export interface SupervisionWish {
  organisationId: string | null
  mailboxId: string | undefined
  /** Hours back. */
  hours: number
}

type QueueFigures = Supervision['queues'][number]
type HourFigures = Supervision['hours'][number]
interface AgentFigures {
  id: string
  answered: number
  closed: number
  late: number
}

/** What waits in queues now, and how answers went in the span. */
export async function queueFigures(db: Db, wish: SupervisionWish): Promise<QueueFigures[]> {
  const { rows } = await sql<QueueFigures>`
    SELECT q.mailbox_id AS id, q.name, w.waiting, w.unowned, to_jsonb(w.since) #>> '{}' AS "waitingSince", w.late,
      a.answered, CASE WHEN q.routing ->> 'targetMinutes' IS NOT NULL THEN a.kept END AS kept, a."medianMinutes"
    FROM queue q CROSS JOIN LATERAL (
      SELECT count(*)::int AS waiting, (count(*) FILTER (WHERE owner_id IS NULL))::int AS unowned,
        min(waiting_since) AS since, (count(*) FILTER (WHERE due_at < now()))::int AS late
      FROM conversation c WHERE c.mailbox_id = q.mailbox_id AND c.state = 'open' AND c.waiting_since IS NOT NULL
        AND c.snoozed_until IS NULL AND ${isNoTest('c.id')}) w
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS answered, (count(*) FILTER (WHERE NOT (data ->> 'isLate')::boolean))::int AS kept,
        round((percentile_cont(0.5) WITHIN GROUP (ORDER BY (data ->> 'waitedSeconds')::float8))::numeric / 60, 1)::float8
          AS "medianMinutes"
      FROM conversation_event e WHERE ${inSpan(wish)} AND e.mailbox_id = q.mailbox_id AND e.kind = 'answered'
        AND e.organisation_id = q.organisation_id AND ${isNoTest('e.conversation_id')}) a
    WHERE true ${wish.organisationId === null ? sql`` : sql`AND q.organisation_id = ${wish.organisationId}`}
      ${wish.mailboxId === undefined ? sql`` : sql`AND q.mailbox_id = ${wish.mailboxId}`}
    ORDER BY lower(q.name), q.mailbox_id`.execute(db)
  return rows
}

/** What agents did in the span; who did nothing is not among them. */
export async function agentFigures(db: Db, wish: SupervisionWish): Promise<Map<string, AgentFigures>> {
  const { rows } = await sql<AgentFigures>`
    SELECT e.agent_id AS id, (count(*) FILTER (WHERE kind = 'answered'))::int AS answered,
      (count(*) FILTER (WHERE kind = 'closed'))::int AS closed,
      (count(*) FILTER (WHERE kind = 'answered' AND (data ->> 'isLate')::boolean))::int AS late
    FROM conversation_event e
    WHERE ${inSpan(wish)} AND e.agent_id IS NOT NULL AND kind IN ('answered', 'closed') ${ofWish(wish)}
    GROUP BY e.agent_id`.execute(db)
  return new Map(rows.map((row) => [row.id, row]))
}

/** Each hour of the span, also those in which nothing happened, oldest first. */
export async function hourFigures(db: Db, wish: SupervisionWish): Promise<HourFigures[]> {
  const { rows } = await sql<HourFigures>`
    SELECT to_jsonb(h.at) #>> '{}' AS at, coalesce(e.came, 0) AS came, coalesce(e.answered, 0) AS answered,
      coalesce(e.closed, 0) AS closed, coalesce(e.late, 0) AS late
    FROM generate_series(date_trunc('hour', now()) - make_interval(hours => ${wish.hours - 1}), date_trunc('hour', now()),
      interval '1 hour') AS h(at)
    LEFT JOIN (
      SELECT date_trunc('hour', e.at) AS at, (count(*) FILTER (WHERE kind = 'waiting'))::int AS came,
        (count(*) FILTER (WHERE kind = 'answered'))::int AS answered,
        (count(*) FILTER (WHERE kind = 'closed'))::int AS closed,
        (count(*) FILTER (WHERE kind = 'answered' AND (data ->> 'isLate')::boolean))::int AS late
      FROM conversation_event e WHERE ${inSpan(wish)} ${ofWish(wish)} GROUP BY 1
    ) e ON e.at = h.at ORDER BY h.at`.execute(db)
  return rows
}

function inSpan({ hours }: SupervisionWish) {
  return sql`e.at >= date_trunc('hour', now()) - make_interval(hours => ${hours - 1})`
}

function ofWish({ organisationId, mailboxId }: SupervisionWish) {
  return sql`${organisationId === null ? sql`` : sql`AND e.organisation_id = ${organisationId}`}
    ${mailboxId === undefined ? sql`` : sql`AND e.mailbox_id = ${mailboxId}`} AND ${isNoTest('e.conversation_id')}`
}

/** What a queue sent to itself to see whether mail comes through is nobody's question. */
function isNoTest(conversation: string) {
  return sql`NOT EXISTS (SELECT FROM queue_test t WHERE t.conversation_id = ${sql.ref(conversation)})`
}
