import type { Webhook as ShownWebhook } from '@tandem/model/api/webhooks.ts'
import { type Selectable, sql } from 'kysely'
import { TandemError } from '../errors.ts'
import { feedEnd } from './change-feed.ts'
import type { Db } from './database.ts'
import type { Webhook } from './schema.ts'

type WebhookRow = Omit<Selectable<Webhook>, 'secret' | 'previous_secret'> & { waiting: number; dead: number }

/** What a webhook is made of; `secret` is sealed. */
export interface NewWebhook {
  organisationId: string
  url: URL
  description: string
  types: string[]
  secret: string
}

/** Makes a webhook; it is told of what happens from now on. */
export async function createWebhook(db: Db, given: NewWebhook): Promise<ShownWebhook> {
  const end = await feedEnd(db)
  const { id } = await db
    .insertInto('webhook')
    .values({
      organisation_id: given.organisationId,
      url: given.url.href,
      host: given.url.host,
      description: given.description,
      types: given.types,
      secret: given.secret,
      change_xact: end.xact,
      change_seq: Number(end.seq),
      event_xact: end.xact,
      event_seq: Number(end.seq),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return await getWebhook(db, id)
}

/** Webhooks of an organisation, oldest first. */
export async function listWebhooks(db: Db, organisationId: string): Promise<ShownWebhook[]> {
  const rows = await shown(db)
    .where('organisation_id', '=', organisationId)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return rows.map(asShown)
}

/** One webhook; that of another organisation is unknown. */
export async function getWebhook(db: Db, id: string, scope: string | null = null): Promise<ShownWebhook> {
  const row = await shown(db).where('id', '=', id).executeTakeFirst()
  if (!row || (scope !== null && row.organisation_id !== scope))
    throw new TandemError(
      'not-found',
      `There is no webhook ${id}. Look at GET /api/v1/organisations/{id}/webhooks.`,
    )
  return asShown(row)
}

/** Changes what is given. Turned on, or sent elsewhere, it is tried anew at once with all that waits. */
export async function updateWebhook(
  db: Db,
  id: string,
  changes: { url?: URL; description?: string; types?: string[]; state?: 'on' | 'off' },
): Promise<ShownWebhook> {
  const { url, description, types, state } = changes
  const fresh = state === 'on' || url !== undefined
  await db
    .updateTable('webhook')
    .set({
      ...(url && { url: url.href, host: url.host }),
      ...(description !== undefined && { description }),
      ...(types && { types }),
      ...(state && { state, problem: null }),
      ...(fresh && { failures: 0, failing_since: null }),
      ...(fresh &&
        !state && {
          state: sql<string>`CASE state WHEN 'failing' THEN 'on' ELSE state END`,
          problem: sql<string | null>`CASE state WHEN 'failing' THEN NULL ELSE problem END`,
        }),
    })
    .where('id', '=', id)
    .execute()
  if (fresh)
    await sql`UPDATE webhook_delivery SET due_at = now() WHERE webhook_id = ${id} AND state = 'waiting'`.execute(
      db,
    )
  await wakeWorkers(db, id)
  return await getWebhook(db, id)
}

/** Ends a webhook with all its deliveries. */
export async function deleteWebhook(db: Db, id: string): Promise<void> {
  await db.deleteFrom('webhook').where('id', '=', id).execute()
}

/** The new sealed secret signs at once, the one before for another 24 hours beside it. */
export async function rotateSecret(db: Db, id: string, secret: string): Promise<ShownWebhook> {
  await db
    .updateTable('webhook')
    .set((eb) => ({
      previous_secret: eb.ref('secret'),
      previous_until: sql<Date>`now() + interval '24 hours'`,
      secret,
      rotated_at: sql<Date>`now()`,
    }))
    .where('id', '=', id)
    .execute()
  return await getWebhook(db, id)
}

/** Workers look for the deliveries of a webhook's organisation, at commit. */
export async function wakeWorkers(db: Db, webhookId: string): Promise<void> {
  await sql`SELECT pg_notify('tandem_webhook', organisation_id::text) FROM webhook WHERE id = ${webhookId}`.execute(
    db,
  )
}

function shown(db: Db) {
  return db
    .selectFrom('webhook')
    .select([
      'id',
      'organisation_id',
      'url',
      'host',
      'description',
      'types',
      'state',
      'problem',
      'failures',
      'failing_since',
      'last_success_at',
      'previous_until',
      'created_at',
    ])
    .select((eb) => [
      countOf(eb.ref('webhook.id'), 'waiting').as('waiting'),
      countOf(eb.ref('webhook.id'), 'dead').as('dead'),
    ])
}

function countOf(id: unknown, state: string) {
  return sql<number>`(SELECT count(*)::int FROM webhook_delivery d WHERE d.webhook_id = ${id} AND d.state = ${sql.lit(state)})`
}

type Shown = Pick<
  WebhookRow,
  | 'id'
  | 'organisation_id'
  | 'url'
  | 'description'
  | 'types'
  | 'state'
  | 'problem'
  | 'failing_since'
  | 'last_success_at'
  | 'previous_until'
  | 'created_at'
  | 'waiting'
  | 'dead'
>

function asShown(row: Shown): ShownWebhook {
  const previousUntil = row.previous_until
  return {
    id: row.id,
    organisationId: row.organisation_id,
    url: row.url,
    description: row.description,
    types: row.types,
    state: row.state as ShownWebhook['state'],
    problem: row.problem,
    failingSince: row.state === 'failing' ? (row.failing_since?.toISOString() ?? null) : null,
    lastSuccessAt: row.last_success_at?.toISOString() ?? null,
    previousSecretUntil: previousUntil && previousUntil > new Date() ? previousUntil.toISOString() : null,
    waiting: row.waiting,
    dead: row.dead,
    createdAt: row.created_at.toISOString(),
  }
}
