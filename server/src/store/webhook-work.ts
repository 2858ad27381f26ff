import type { WebhookAttempt } from '@tandem/model/api/webhooks.ts'
import { sql } from 'kysely'
import type { Database, Db } from './database.ts'

/** A delivery that a worker has in hand. */
export interface TakenDelivery {
  id: string
  webhookId: string
  organisationId: string
  type: string
  payload: string
  /** Failed attempts before this one. */
  tries: number
  url: string
  secret: string
  previousSecret: string | null
}

/** What became of an attempt. */
export interface Outcome {
  delivery: TakenDelivery
  attempt: WebhookAttempt
  /** `retry` in so many seconds; `gone`: the receiver wants nothing any more. */
  end: { kind: 'delivered' } | { kind: 'retry'; seconds: number } | { kind: 'dead' } | { kind: 'gone' }
}

/** A failing webhook is tried with one request at a time, another with so many; a host with so many of all webhooks. */
const perWebhook = 4
const perHost = 8
/** After so many failed attempts in a row a webhook counts as failing. */
const untilFailing = 3

/**
 * Takes up to `limit` deliveries that are due, for `seconds`: of each lane the oldest, and none while one of its lane is
 * at work. One that waits for its next attempt holds up nobody.
 */
export async function takeDeliveries(db: Db, limit: number, seconds: number): Promise<TakenDelivery[]> {
  const { rows } = await sql<TakenDelivery>`
    WITH busy AS MATERIALIZED (
      SELECT d.webhook_id, d.lane, w.host FROM webhook_delivery d JOIN webhook w ON w.id = d.webhook_id
      WHERE d.state = 'waiting' AND d.taken_until > now()
    ), first AS (
      SELECT DISTINCT ON (d.webhook_id, d.lane) d.id, d.webhook_id, d.seq, w.host,
        CASE w.state WHEN 'failing' THEN 1 ELSE ${perWebhook} END AS most
      FROM webhook_delivery d JOIN webhook w ON w.id = d.webhook_id
      WHERE d.state = 'waiting' AND d.due_at <= now() AND (w.state <> 'off' OR d.type = 'test')
        AND NOT EXISTS (SELECT FROM busy b WHERE b.webhook_id = d.webhook_id AND b.lane = d.lane)
      ORDER BY d.webhook_id, d.lane, d.seq
    ), ranked AS (
      SELECT *, row_number() OVER (PARTITION BY webhook_id ORDER BY seq) AS in_webhook,
        row_number() OVER (PARTITION BY host ORDER BY seq) AS in_host
      FROM first
    ), picked AS (
      SELECT id FROM ranked r
      WHERE in_webhook <= most - (SELECT count(*) FROM busy b WHERE b.webhook_id = r.webhook_id)
        AND in_host <= ${perHost} - (SELECT count(*) FROM busy b WHERE b.host = r.host)
      ORDER BY seq LIMIT ${limit}
    )
    UPDATE webhook_delivery d SET taken_until = now() + make_interval(secs => ${seconds})
    FROM webhook w
    WHERE d.id IN (SELECT id FROM picked) AND w.id = d.webhook_id
      AND d.state = 'waiting' AND (d.taken_until IS NULL OR d.taken_until <= now())
    RETURNING d.id, d.webhook_id AS "webhookId", d.organisation_id AS "organisationId", d.type, d.payload, d.tries,
      w.url, w.secret, CASE WHEN w.previous_until > now() THEN w.previous_secret END AS "previousSecret"`.execute(
    db,
  )
  return rows
}

/** Keeps what became of an attempt, with the delivery and with its webhook; a webhook that works again gets all that waits. */
export async function storeOutcome(db: Database, { delivery, attempt, end }: Outcome): Promise<void> {
  const state = { delivered: 'delivered', retry: 'waiting', dead: 'dead', gone: 'dead' }[end.kind]
  const seconds = end.kind === 'retry' ? end.seconds : 0
  await db.transaction().execute(async (tx) => {
    await sql`
      UPDATE webhook_delivery SET state = ${state}, tries = tries + 1, taken_until = NULL,
        due_at = now() + make_interval(secs => ${seconds}),
        ended_at = CASE WHEN ${state} <> 'waiting' THEN now() END,
        attempts = (SELECT jsonb_agg(value ORDER BY place) FROM (
          SELECT value, place FROM jsonb_array_elements(attempts || ${JSON.stringify([attempt])}::jsonb)
            WITH ORDINALITY AS a(value, place) ORDER BY place DESC LIMIT 20) AS kept)
      WHERE id = ${delivery.id} AND state = 'waiting'`.execute(tx)
    if (end.kind === 'delivered') await works(tx, delivery.webhookId)
    else if (end.kind === 'gone') await gone(tx, delivery.webhookId)
    else if (delivery.type !== 'test') await fails(tx, delivery.webhookId, attempt.problem ?? '')
  })
}

async function works(tx: Db, webhookId: string): Promise<void> {
  const { rows } = await sql<{ recovered: boolean }>`
    WITH before AS (SELECT id, state FROM webhook WHERE id = ${webhookId} FOR UPDATE)
    UPDATE webhook w SET failures = 0, failing_since = NULL, last_success_at = now(),
      state = CASE w.state WHEN 'failing' THEN 'on' ELSE w.state END,
      problem = CASE w.state WHEN 'failing' THEN NULL ELSE problem END
    FROM before b WHERE w.id = b.id
    RETURNING b.state = 'failing' AS recovered`.execute(tx)
  if (rows[0]?.recovered === true)
    await sql`UPDATE webhook_delivery SET due_at = now() WHERE webhook_id = ${webhookId} AND state = 'waiting'`.execute(
      tx,
    )
}

async function fails(tx: Db, webhookId: string, problem: string): Promise<void> {
  await sql`
    UPDATE webhook SET failures = failures + 1, failing_since = coalesce(failing_since, now()),
      state = CASE WHEN state = 'on' AND failures + 1 >= ${untilFailing} THEN 'failing' ELSE state END,
      problem = CASE WHEN state = 'failing' OR state = 'on' AND failures + 1 >= ${untilFailing}
        THEN ${problem} ELSE problem END
    WHERE id = ${webhookId}`.execute(tx)
}

async function gone(tx: Db, webhookId: string): Promise<void> {
  await sql`
    UPDATE webhook SET state = 'off', failing_since = NULL, failures = 0,
      problem = 'The receiver answered 410 Gone: it wants no more requests. Turn the webhook on when it does again.'
    WHERE id = ${webhookId}`.execute(tx)
  await sql`UPDATE webhook_delivery SET state = 'dead', ended_at = now(), taken_until = NULL
    WHERE webhook_id = ${webhookId} AND state = 'waiting'`.execute(tx)
}

/** Milliseconds until the next delivery is due; undefined: none waits. */
export async function nextDelivery(db: Db): Promise<number | undefined> {
  const { rows } = await sql<{ wait: number | null }>`
    SELECT (extract(epoch FROM min(greatest(d.due_at, coalesce(d.taken_until, d.due_at))) - now()) * 1000)::float8 AS wait
    FROM webhook_delivery d JOIN webhook w ON w.id = d.webhook_id
    WHERE d.state = 'waiting' AND (w.state <> 'off' OR d.type = 'test')`.execute(db)
  return rows[0]?.wait ?? undefined
}

/** Organisations with a webhook to be told. */
export async function organisationsWithWebhooks(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom('webhook')
    .select('organisation_id')
    .distinct()
    .where('state', '<>', 'off')
    .execute()
  return rows.map((row) => row.organisation_id)
}

/** Drops what arrived 7 days ago, what was given up 30 days ago, and events that every webhook has been told of. */
export async function sweepDeliveries(db: Db): Promise<void> {
  await sql`DELETE FROM webhook_delivery WHERE ended_at < now() - CASE state WHEN 'dead' THEN interval '30 days'
    ELSE interval '7 days' END`.execute(db)
  await sql`DELETE FROM webhook_event e WHERE at < now() - interval '30 days'`.execute(db)
}
