import type { NoticeKind } from '@tandem/model/api/notices.ts'
import { sql } from 'kysely'
import { announce } from './announce.ts'
import type { Db } from './database.ts'

/** What the contacts of an organisation are to be told. */
export interface NewNotice {
  organisationId: string
  connectionId: string | null
  kind: NoticeKind
  /** Names the cause: a second notice of the organisation with the same key is none. */
  key: string
  subject: string
  /** Paragraphs, separated by empty lines. */
  text: string
  /** Of the page where something can be done, below PUBLIC_URL. */
  path: string
}

export interface NoticeRow {
  id: string
  organisation_id: string
  organisation_name: string
  connection_id: string | null
  kind: string
  subject: string
  text: string
  created_at: Date
  read_at: Date | null
  mails: { address: string; state: 'waiting' | 'sent' | 'refused' | 'unmailed'; problem: string | null }[]
}

/**
 * Keeps a notice, and a mail of it for every contact that the organisation has now. Answers whether it is new: with a
 * known key nothing happens.
 */
export async function addNotice(db: Db, given: NewNotice): Promise<boolean> {
  const { rows } = await sql<{ id: string }>`
    WITH made AS (
      INSERT INTO notice (organisation_id, connection_id, kind, key, subject, text, path)
      VALUES (${given.organisationId}, ${given.connectionId}, ${given.kind}, ${given.key}, ${given.subject},
        ${given.text}, ${given.path})
      ON CONFLICT (organisation_id, key) DO NOTHING
      RETURNING id, organisation_id
    ), mailed AS (
      INSERT INTO notice_mail (notice_id, organisation_id, address)
      SELECT DISTINCT ON (lower(address)) made.id, made.organisation_id, address
      FROM made JOIN organisation o ON o.id = made.organisation_id, unnest(o.contact_emails) AS address
    )
    SELECT id FROM made`.execute(db)
  const made = rows[0]
  if (made) await announce(db, { organisationId: given.organisationId, topic: 'notice', id: made.id })
  return made !== undefined
}

/** Notices, newest first, from `before` on; `scope` is the only organisation that is seen, `null` means all. */
export async function listNotices(
  db: Db,
  query: {
    scope: string | null
    unread?: boolean
    limit: number
    before?: { createdAt: Date; id: string }
  },
): Promise<NoticeRow[]> {
  const { rows } = await sql<NoticeRow>`
    SELECT n.id, n.organisation_id, o.name AS organisation_name, n.connection_id, n.kind, n.subject, n.text,
      n.created_at, n.read_at,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('address', m.address, 'state', m.state, 'problem', m.problem)
          ORDER BY m.address), '[]') FROM notice_mail m WHERE m.notice_id = n.id) AS mails
    FROM notice n JOIN organisation o ON o.id = n.organisation_id
    WHERE (${query.scope}::uuid IS NULL OR n.organisation_id = ${query.scope})
      AND (NOT ${query.unread ?? false} OR n.read_at IS NULL)
      AND (${query.before?.id ?? null}::uuid IS NULL
        OR (n.created_at, n.id) < (${query.before?.createdAt ?? null}::timestamptz, ${query.before?.id ?? null}::uuid))
    ORDER BY n.created_at DESC, n.id DESC
    LIMIT ${query.limit}`.execute(db)
  return rows
}

/** How many nobody has marked as read. */
export async function countUnread(db: Db, scope: string | null): Promise<number> {
  const { rows } = await sql<{ unread: number }>`
    SELECT count(*) AS unread FROM notice
    WHERE read_at IS NULL AND (${scope}::uuid IS NULL OR organisation_id = ${scope})`.execute(db)
  return rows[0]?.unread ?? 0
}

/** Marks those of `ids` that the caller may see as read; answers how many were not yet. */
export async function markRead(db: Db, ids: string[], scope: string | null): Promise<number> {
  const { rows } = await sql<{ id: string; organisation_id: string }>`
    UPDATE notice SET read_at = now()
    WHERE id = ANY(${ids}::uuid[]) AND read_at IS NULL
      AND (${scope}::uuid IS NULL OR organisation_id = ${scope})
    RETURNING id, organisation_id`.execute(db)
  const seen = new Map(rows.map((row) => [row.organisation_id, row.id]))
  for (const [organisationId, id] of seen) await announce(db, { organisationId, topic: 'notice', id })
  return rows.length
}
