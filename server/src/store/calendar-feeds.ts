import { randomBytes } from 'node:crypto'
import type { EventContent } from '@tandem/model/event.ts'
import { type Selectable, sql } from 'kysely'
import { TandemError } from '../errors.ts'
import { hashOfToken } from './api-keys.ts'
import type { Owner } from './batches.ts'
import type { Db } from './database.ts'
import type { CalendarFeed } from './schema.ts'

export type FeedRow = Omit<Selectable<CalendarFeed>, 'token_hash'>

const shown = [
  'id',
  'organisation_id',
  'mailbox_id',
  'name',
  'only_busy',
  'created_at',
  'last_read_at',
] as const

/** Makes a feed; the token (256 random bits) is answered once, only its hash is kept. */
export async function createFeed(
  db: Db,
  owner: Owner,
  { name, onlyBusy }: { name: string; onlyBusy: boolean },
): Promise<{ token: string; feed: FeedRow }> {
  const token = randomBytes(32).toString('base64url')
  const feed = await db
    .insertInto('calendar_feed')
    .values({
      organisation_id: owner.organisationId,
      mailbox_id: owner.id,
      name,
      only_busy: onlyBusy,
      token_hash: hashOfToken(token),
    })
    .returning(shown)
    .executeTakeFirstOrThrow()
  return { token, feed }
}

/** The feeds of a mailbox, oldest first. */
export async function listFeeds(db: Db, mailboxId: string): Promise<FeedRow[]> {
  return await db
    .selectFrom('calendar_feed')
    .select(shown)
    .where('mailbox_id', '=', mailboxId)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
}

/** Ends a feed for ever. */
export async function revokeFeed(
  db: Db,
  id: string,
  scope: string | null,
): Promise<{ organisationId: string }> {
  let removal = db.deleteFrom('calendar_feed').where('id', '=', id)
  if (scope !== null) removal = removal.where('organisation_id', '=', scope)
  const row = await removal.returning('organisation_id as organisationId').executeTakeFirst()
  if (row) return row
  throw new TandemError('not-found', `There is no calendar feed ${id}: it may have been revoked already.`)
}

/** What a feed shows: itself, and its events in the order of their ids. */
export interface FeedContent {
  id: string
  name: string
  onlyBusy: boolean
  events: FeedEvent[]
}

interface FeedEvent {
  id: string
  version: number
  updatedAt: Date
  event: EventContent
}

/** A feed without events is one row without an event. */
type FeedLine = { feedId: string; name: string; onlyBusy: boolean } & (FeedEvent | { id: null })

/**
 * The feed of a token with its events of the last 90 days and the next two years, in one statement; undefined when there is none. That it
 * was read is noted at most once a minute.
 */
export async function readFeed(db: Db, token: string): Promise<FeedContent | undefined> {
  const { rows } = await sql<FeedLine>`
    WITH feed AS (SELECT id, mailbox_id, name, only_busy FROM calendar_feed WHERE token_hash = ${hashOfToken(token)}),
    noted AS (
      UPDATE calendar_feed f SET last_read_at = now() FROM feed
      WHERE f.id = feed.id AND (f.last_read_at IS NULL OR f.last_read_at < now() - interval '1 minute'))
    SELECT feed.id AS "feedId", feed.name, feed.only_busy AS "onlyBusy", c.id, c.version, c.updated_at AS "updatedAt",
      CASE WHEN feed.only_busy THEN c.fields - 'body' ELSE c.fields END AS event
    FROM feed LEFT JOIN record c ON c.mailbox_id = feed.mailbox_id AND c.kind = 'events' AND c.deleted_at IS NULL
      AND c.ends_at >= now() - interval '90 days' AND c.starts_at < now() + interval '2 years'
    ORDER BY c.id`.execute(db)
  const [first] = rows
  if (first === undefined) return undefined
  const events = rows.flatMap((row) => (row.id === null ? [] : [row]))
  return { id: first.feedId, name: first.name, onlyBusy: first.onlyBusy, events }
}
