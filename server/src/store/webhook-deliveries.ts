import type { WebhookPayload } from '@tandem/model/api/webhook-events.ts'
import type { Delivery, WebhookAttempt } from '@tandem/model/api/webhooks.ts'
import { type Selectable, sql } from 'kysely'
import { TandemError } from '../errors.ts'
import type { Db } from './database.ts'
import type { WebhookDelivery } from './schema.ts'
import { wakeWorkers } from './webhooks.ts'

type DeliveryRow = Omit<Selectable<WebhookDelivery>, 'payload'>

const listed = [
  'id',
  'seq',
  'organisation_id',
  'webhook_id',
  'type',
  'lane',
  'state',
  'tries',
  'due_at',
  'taken_until',
  'attempts',
  'created_at',
  'ended_at',
] as const

/** Deliveries of a webhook, newest first, before the place `before` (their number). */
export async function listDeliveries(
  db: Db,
  query: { webhookId: string; state?: string; before?: string; limit: number },
): Promise<(Delivery & { seq: string })[]> {
  let select = db.selectFrom('webhook_delivery').select(listed).where('webhook_id', '=', query.webhookId)
  if (query.state !== undefined) select = select.where('state', '=', query.state)
  if (query.before !== undefined) select = select.where('seq', '<', Number(query.before))
  const rows = await select.orderBy('seq', 'desc').limit(query.limit).execute()
  return rows.map((row) => ({ ...asDelivery(row), seq: String(row.seq) }))
}

/** One delivery with its body. */
export async function getDelivery(
  db: Db,
  webhookId: string,
  id: string,
): Promise<Delivery & { payload: WebhookPayload }> {
  const row = await db
    .selectFrom('webhook_delivery')
    .select([...listed, 'payload'])
    .where('webhook_id', '=', webhookId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (row === undefined) throw notFound(id)
  return { ...asDelivery(row), payload: JSON.parse(row.payload) as WebhookPayload }
}

/** Makes a delivery that is tried once, also when the webhook is off. */
export async function createTestDelivery(
  db: Db,
  webhook: { id: string; organisationId: string },
): Promise<Delivery> {
  const payload: WebhookPayload = {
    type: 'test',
    timestamp: new Date().toISOString(),
    data: { organisationId: webhook.organisationId, webhookId: webhook.id },
  }
  const row = await db
    .insertInto('webhook_delivery')
    .values({
      organisation_id: webhook.organisationId,
      webhook_id: webhook.id,
      type: payload.type,
      // One after the other, and never behind what waits.
      lane: 'test',
      payload: JSON.stringify(payload),
    })
    .returning(listed)
    .executeTakeFirstOrThrow()
  await wakeWorkers(db, webhook.id)
  return asDelivery(row)
}

/** Sends a delivery once more, under the same id, with all attempts before it; one that waits goes out at once. */
export async function replayDelivery(db: Db, webhookId: string, id: string): Promise<Delivery> {
  const row = await replay(db, webhookId).where('id', '=', id).returning(listed).executeTakeFirst()
  if (row === undefined) throw notFound(id)
  await wakeWorkers(db, webhookId)
  return asDelivery(row)
}

/** Sends every dead delivery made since then once more; answers how many. */
export async function replayDead(db: Db, webhookId: string, since: Date): Promise<number> {
  const { numUpdatedRows } = await replay(db, webhookId)
    .where('state', '=', 'dead')
    .where('type', '<>', 'test')
    .where('created_at', '>=', since)
    .executeTakeFirst()
  await wakeWorkers(db, webhookId)
  return Number(numUpdatedRows)
}

function replay(db: Db, webhookId: string) {
  return db
    .updateTable('webhook_delivery')
    .set({ state: 'waiting', tries: 0, due_at: sql<Date>`now()`, ended_at: null })
    .where('webhook_id', '=', webhookId)
}

function notFound(id: string): TandemError {
  return new TandemError(
    'not-found',
    `This webhook has no delivery ${id}. What arrived is kept for 7 days, what was given up for 30.`,
  )
}

function asDelivery(row: DeliveryRow): Delivery {
  return {
    id: row.id,
    webhookId: row.webhook_id,
    type: row.type,
    state: row.state as Delivery['state'],
    tries: row.tries,
    dueAt: row.state === 'waiting' ? row.due_at.toISOString() : null,
    attempts: row.attempts as unknown as WebhookAttempt[],
    createdAt: row.created_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
  }
}
