import { mostPerEvent, type WebhookPayload, type WebhookType } from '@tandem/model/api/webhook-events.ts'
import { sql } from 'kysely'
import { type FeedChange, type FeedPlace, readChanges } from './change-feed.ts'
import type { Database, Db } from './database.ts'

/** So many changes are looked at in one go. */
const pageSize = 5000
/** A webhook with so many deliveries open gets no new ones: what happens meanwhile waits in the feed, and comes in fewer. */
const mostOpen = 200

type FanOut = 'done' | 'again' | 'full'

interface Reader {
  id: string
  organisationId: string
  types: string[]
  change: FeedPlace
  event: FeedPlace
  open: number
}
interface EventRow extends FeedPlace {
  mailboxId: string | null
  type: WebhookType
  data: Record<string, unknown>
  at: string
}
interface Planned {
  lane: string
  payload: WebhookPayload
}

/**
 * Turns what happened in an organisation into deliveries for each of its webhooks, and moves their cursors in the same
 * transaction: nothing is skipped, nothing is made twice. Workers take turns at a webhook: whoever is
 * told of something reads after it was committed, and so cannot miss it.
 * Answers whether there is more to be done: `again` at once, `full` when deliveries have ended.
 */
export async function fanOut(db: Database, organisationId: string): Promise<FanOut> {
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM webhook WHERE organisation_id = ${organisationId} AND state <> 'off' ORDER BY id`.execute(
    db,
  )
  const ends: FanOut[] = []
  for (const { id } of rows) ends.push(await db.transaction().execute((tx) => fanOutTo(tx, id)))
  return ends.includes('again') ? 'again' : ends.includes('full') ? 'full' : 'done'
}

async function fanOutTo(tx: Db, id: string): Promise<FanOut> {
  const reader = await takeReader(tx, id)
  if (reader === undefined) return 'done'
  if (reader.open >= mostOpen) return 'full'
  const { organisationId, types } = reader
  const events = await readEvents(tx, reader)
  const changes = await readChanges(tx, { after: reader.change, organisationId, limit: pageSize })
  const wanted = (type: string) => types.length === 0 || types.includes(type)
  const planned = [...planChanges(organisationId, changes.items), ...planEvents(organisationId, events.items)]
  await insertDeliveries(
    tx,
    reader,
    planned.filter(({ payload }) => wanted(payload.type)),
  )
  await sql`
    UPDATE webhook SET change_xact = ${changes.next.xact}::xid8, change_seq = ${changes.next.seq}::bigint,
      event_xact = ${events.next.xact}::xid8, event_seq = ${events.next.seq}::bigint,
      told_seq = coalesce(${changes.items.at(-1)?.seq ?? null}::bigint, told_seq)
    WHERE id = ${id}`.execute(tx)
  return changes.more || changes.held || events.more ? 'again' : 'done'
}

async function takeReader(tx: Db, id: string): Promise<Reader | undefined> {
  const { rows } = await sql<Reader>`
    SELECT id, organisation_id AS "organisationId", types,
      jsonb_build_object('xact', change_xact::text, 'seq', change_seq::text) AS change,
      jsonb_build_object('xact', event_xact::text, 'seq', event_seq::text) AS event,
      (SELECT count(*)::int FROM webhook_delivery d WHERE d.webhook_id = webhook.id AND d.state = 'waiting') AS open
    FROM webhook WHERE id = ${id} AND state <> 'off' FOR NO KEY UPDATE`.execute(tx)
  return rows[0]
}

/** As the change feed is read: up to the oldest transaction still open. */
async function readEvents(tx: Db, reader: Reader) {
  const { after, organisationId } = { after: reader.event, organisationId: reader.organisationId }
  const { rows } = await sql<{ oldest: string; held: boolean; items: EventRow[] }>`
    WITH horizon AS MATERIALIZED (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS oldest),
    page AS (
      SELECT mailbox_id AS "mailboxId", type, data, at, xact::text AS xact, seq::text AS seq FROM webhook_event e
      WHERE organisation_id = ${organisationId} AND (e.xact, e.seq) > (${after.xact}::xid8, ${after.seq}::bigint)
        AND e.xact < (SELECT oldest FROM horizon)
      ORDER BY e.xact, e.seq LIMIT ${pageSize})
    SELECT oldest::text AS oldest,
      EXISTS (SELECT FROM webhook_event WHERE organisation_id = ${organisationId} AND xact >= oldest) AS held,
      coalesce((SELECT jsonb_agg(to_jsonb(page)) FROM page), '[]') AS items
    FROM horizon`.execute(tx)
  const { oldest, held, items } = rows[0]!
  const more = items.length === pageSize
  const last = items.at(-1)
  return {
    items,
    more: more || held,
    next: more && last ? { xact: last.xact, seq: last.seq } : { xact: oldest, seq: '-1' },
  }
}

const typeOfKind: Record<string, WebhookType> = {
  contacts: 'contact.changed',
  events: 'event.changed',
  tasks: 'task.changed',
}

/** Changes of one mailbox and kind, in their order, at most a hundred to an event. */
export function planChanges(organisationId: string, changes: FeedChange[]): Planned[] {
  const known = changes.filter(({ kind }) => typeOfKind[kind] !== undefined)
  return chunks(known, ({ mailboxId, kind }) => `${mailboxId}/${kind}`).map(({ lane, items }) => ({
    lane,
    payload: {
      type: typeOfKind[items[0]!.kind]!,
      timestamp: items.at(-1)!.at,
      data: {
        organisationId,
        mailboxId: items[0]!.mailboxId,
        changes: items.map(({ recordId, operation, origin, batchId, version, at }) => ({
          recordId,
          operation,
          origin,
          batchId,
          version,
          at,
        })),
      },
    },
  }))
}

function planEvents(organisationId: string, events: EventRow[]): Planned[] {
  const listed = chunks(
    events.filter((event) => listOf(event) !== undefined),
    ({ mailboxId, type }) => `${mailboxId}/${type}`,
  )
  return [
    ...listed.map(({ lane, items }) => ({
      lane,
      payload: {
        type: items[0]!.type,
        timestamp: new Date(items.at(-1)!.at).toISOString(),
        data: {
          organisationId,
          mailboxId: items[0]!.mailboxId,
          [listOf(items[0]!)!]: items.map(({ data }) => data),
        },
      },
    })),
    ...events
      .filter((event) => listOf(event) === undefined)
      .map(({ type, data, at, mailboxId }) => ({
        lane: mailboxId ?? String(data.connectionId ?? organisationId),
        payload: { type, timestamp: new Date(at).toISOString(), data: { organisationId, ...data } },
      })),
  ]
}

/** Where many of them stand in one event, the name of the list. */
function listOf({ type }: EventRow): 'messages' | 'conversations' | undefined {
  if (type.startsWith('message.')) return 'messages'
  return type.startsWith('conversation.') ? 'conversations' : undefined
}

function chunks<T>(items: T[], laneOf: (item: T) => string): { lane: string; items: T[] }[] {
  const made: { lane: string; items: T[] }[] = []
  const open = new Map<string, T[]>()
  for (const item of items) {
    const lane = laneOf(item)
    const last = open.get(lane)
    if (last !== undefined && last.length < mostPerEvent) last.push(item)
    else {
      const fresh = [item]
      open.set(lane, fresh)
      made.push({ lane, items: fresh })
    }
  }
  return made
}

async function insertDeliveries(tx: Db, { id, organisationId }: Reader, planned: Planned[]): Promise<void> {
  if (planned.length === 0) return
  const rows = planned.map(({ lane, payload }, place) => ({
    place,
    lane,
    type: payload.type,
    payload: JSON.stringify(payload),
  }))
  await sql`
    INSERT INTO webhook_delivery (organisation_id, webhook_id, type, lane, payload)
    SELECT ${organisationId}::uuid, ${id}::uuid, type, lane, payload
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(place int, type text, lane text, payload text)
    ORDER BY place`.execute(tx)
}
