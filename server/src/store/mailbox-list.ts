import { sql } from 'kysely'
import type { Db } from './database.ts'
import type { Choice } from './mailbox-switch.ts'
import type { MailboxRow } from './mailboxes.ts'
import type { Kept } from './records.ts'

export interface CollectionFacts {
  mailboxId: string
  kind: string
  state: string
  counts: { records: number; pending: number; failed: number; conflicts: number }
  hasCursor: boolean
  lastPullAt: string | null
  lastChangeAt: string | null
  verifiedCompleteAt: string | null
  verifiedCount: number | null
  pullEverySeconds: number
  watchedUntil: string | null
  failure: { kind: string; detail: string; at?: string } | null
  question: Record<string, unknown> | null
  preview: Record<string, unknown> | null
  folder: string | null
  folders: { id: string; name: string }[]
  skipPrivate: boolean
  privateAsBusy: boolean
  conflictPolicy: string
  writeBack: boolean
}

export interface MailboxQuery {
  scope: string | null
  organisationId?: string
  connectionId?: string
  search?: string
  state?: string
  limit: number
  /** The last one seen. */
  after?: { address: string; id: string }
}

/** Mailboxes in the order of their addresses. */
export async function listMailboxes(db: Db, query: MailboxQuery): Promise<MailboxRow[]> {
  let select = db.selectFrom('mailbox').selectAll()
  if (query.scope !== null) select = select.where('organisation_id', '=', query.scope)
  if (query.organisationId) select = select.where('organisation_id', '=', query.organisationId)
  if (query.connectionId) select = select.where('connection_id', '=', query.connectionId)
  if (query.state) select = select.where('state', '=', query.state)
  if (query.search) {
    const pattern = `%${query.search.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`
    select = select.where((eb) =>
      eb.or([eb('address', 'like', pattern), eb(eb.fn('lower', ['display_name']), 'like', pattern)]),
    )
  }
  const { after } = query
  if (after)
    select = select.where((eb) => eb(eb.refTuple('address', 'id'), '>', eb.tuple(after.address, after.id)))
  return await select.orderBy('address').orderBy('id').limit(query.limit).execute()
}

/** Everything a page shows of the collections of some mailboxes: one statement, whatever their number. */
export async function collectionFacts(db: Db, mailboxIds: string[]): Promise<Map<string, CollectionFacts[]>> {
  const { rows } = await sql<{ facts: CollectionFacts }>`
    WITH wanted AS (SELECT unnest(${mailboxIds}::uuid[]) AS mailbox_id),
    records AS (
      SELECT mailbox_id, kind, count(*) AS count FROM record JOIN wanted USING (mailbox_id)
      WHERE deleted_at IS NULL GROUP BY mailbox_id, kind),
    edits AS (
      SELECT mailbox_id, kind, count(*) FILTER (WHERE state <> 'failed') AS pending,
        count(*) FILTER (WHERE state = 'failed') AS failed
      FROM outbox JOIN wanted USING (mailbox_id) GROUP BY mailbox_id, kind),
    conflicts AS (
      SELECT mailbox_id, kind, count(*) AS count FROM conflict JOIN wanted USING (mailbox_id)
      WHERE state = 'open' GROUP BY mailbox_id, kind)
    SELECT jsonb_build_object(
      'mailboxId', c.mailbox_id, 'kind', c.kind, 'state', c.state,
      'counts', jsonb_build_object('records', coalesce(records.count, 0), 'pending', coalesce(edits.pending, 0),
        'failed', coalesce(edits.failed, 0), 'conflicts', coalesce(conflicts.count, 0)),
      'hasCursor', c.cursor IS NOT NULL, 'lastPullAt', c.last_pull_at, 'lastChangeAt', c.last_change_at,
      'verifiedCompleteAt', c.verified_complete_at, 'verifiedCount', c.verified_count,
      'pullEverySeconds', c.pull_every_seconds, 'watchedUntil', c.subscription_expires_at,
      'failure', c.failure, 'question', c.question, 'preview', c.preview, 'folder', c.folder,
      'folders', c.folders, 'skipPrivate', c.skip_private, 'privateAsBusy', c.private_as_busy, 'conflictPolicy', c.conflict_policy,
      'writeBack', c.write_back) AS facts
    FROM collection c JOIN wanted ON wanted.mailbox_id = c.mailbox_id AND c.kind <> 'inbox'
    LEFT JOIN records ON records.mailbox_id = c.mailbox_id AND records.kind = c.kind
    LEFT JOIN edits ON edits.mailbox_id = c.mailbox_id AND edits.kind = c.kind
    LEFT JOIN conflicts ON conflicts.mailbox_id = c.mailbox_id AND conflicts.kind = c.kind
    ORDER BY c.kind`.execute(db)
  const byMailbox = new Map<string, CollectionFacts[]>(mailboxIds.map((id) => [id, []]))
  for (const { facts } of rows) byMailbox.get(facts.mailboxId)?.push(facts)
  return byMailbox
}

/** Changes how a collection is kept in step; absent ones stay. */
export async function setCollectionOptions(
  db: Db,
  { mailboxId, kind }: Kept,
  options: Choice & { conflictPolicy?: string | undefined; writeBack?: boolean | undefined },
): Promise<void> {
  await db
    .updateTable('collection')
    .set({
      folder: options.folder,
      skip_private: options.skipPrivate,
      private_as_busy: options.privateAsBusy,
      conflict_policy: options.conflictPolicy,
      write_back: options.writeBack,
      mailbox_id: mailboxId,
    })
    .where('mailbox_id', '=', mailboxId)
    .where('kind', '=', kind)
    .execute()
}
