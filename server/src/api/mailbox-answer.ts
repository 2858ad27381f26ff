import { wanted } from '@tandem/model/api/connections.ts'
import type { Mailbox } from '@tandem/model/api/mailboxes.ts'
import { wantedOf } from '../store/connections.ts'
import type { Db } from '../store/database.ts'
import { type CollectionFacts, collectionFacts } from '../store/mailbox-list.ts'
import type { MailboxRow } from '../store/mailboxes.ts'

/** Mailboxes as they are answered, with the facts of their collections read in one statement. */
export async function mailboxAnswers(db: Db, rows: MailboxRow[]): Promise<Mailbox[]> {
  const facts = await collectionFacts(
    db,
    rows.map((row) => row.id),
  )
  const wishes = await wantedOf(db, [...new Set(rows.map((row) => row.connection_id))])
  return rows.map((row) => ({
    id: row.id,
    organisationId: row.organisation_id,
    connectionId: row.connection_id,
    address: row.address,
    displayName: row.display_name,
    state: row.state as Mailbox['state'],
    trouble: row.trouble as Mailbox['trouble'],
    source: row.source as Mailbox['source'],
    goneAt: row.gone_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    switchedOnAt: row.switched_on_at?.toISOString() ?? null,
    wanted: wanted.parse(wishes.get(row.connection_id)),
    collections: (facts.get(row.id) ?? []).map(collectionAnswer),
  }))
}

/** As `mailboxAnswers`, for one. */
export async function mailboxAnswer(db: Db, row: MailboxRow): Promise<Mailbox> {
  return (await mailboxAnswers(db, [row]))[0] as Mailbox
}

/** PostgreSQL writes moments in JSON with microseconds and +00:00; the API has one way to write them. */
function collectionAnswer(facts: CollectionFacts): Mailbox['collections'][number] {
  return {
    ...(facts as Mailbox['collections'][number]),
    lastPullAt: instant(facts.lastPullAt),
    lastChangeAt: instant(facts.lastChangeAt),
    verifiedCompleteAt: instant(facts.verifiedCompleteAt),
    watchedUntil: instant(facts.watchedUntil),
  }
}

function instant(moment: string | null): string | null {
  return moment === null ? null : new Date(moment).toISOString()
}
