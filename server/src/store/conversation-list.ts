import { type RawBuilder, sql } from 'kysely'
import { type ConversationRow, conversationColumns } from './conversations.ts'
import type { Db } from './database.ts'

interface Wish {
  organisationId: string | null
  mailboxId: string | undefined
  state: 'open' | 'closed' | 'snoozed' | undefined
  /** Whose; `null`: nobody’s. */
  ownerId: string | null | undefined
  /** Folded, each the beginning of a word in one of the messages or notes. */
  words: string[]
  after: { at: string; newest: string } | undefined
  limit: number
}

/** So many of the newest conversations are looked through before the index of words is asked. */
const walked = 500

/**
 * Conversations, newest activity first. A word that is frequent is found in the newest ones at once, while its index would list half of
 * all messages; for one that is rare it is the other way round: so the newest are walked through first, then the index is asked.
 */
export async function listConversations(db: Db, wish: Wish): Promise<ConversationRow[]> {
  const query = queryOf(wish.words)
  const where = conditions(wish)
  const order = sql`ORDER BY c.last_at DESC, c.newest DESC`
  if (query === '')
    return await found(
      db,
      sql`SELECT ${conversationColumns} FROM conversation c ${where} ${order} LIMIT ${wish.limit}`,
    )
  const { rows } = await sql<{ walked: number; ids: string[] }>`
    WITH newest AS MATERIALIZED (
      SELECT c.id, c.last_at, c.newest FROM conversation c ${where} ${order} LIMIT ${walked})
    SELECT (SELECT count(*)::int FROM newest) AS walked, ARRAY(
      SELECT c.id FROM newest c WHERE EXISTS (
        SELECT FROM inbound_message m WHERE m.conversation_id = c.id AND m.search @@ to_tsquery('simple', ${query})
        UNION ALL
        SELECT FROM conversation_note n WHERE n.conversation_id = c.id AND n.search @@ to_tsquery('simple', ${query}))
      ${order} LIMIT ${wish.limit}) AS ids`.execute(db)
  const first = rows[0]!
  const isAll = first.walked < walked || first.ids.length === wish.limit
  const among = isAll
    ? sql`AND c.id = ANY(${first.ids}::uuid[])`
    : sql`AND c.id = ANY(ARRAY(SELECT conversations_with(to_tsquery('simple', ${query}))))`
  return await found(
    db,
    sql`SELECT ${conversationColumns} FROM conversation c ${where} ${among} ${order} LIMIT ${wish.limit}`,
  )
}

async function found(db: Db, query: RawBuilder<unknown>): Promise<ConversationRow[]> {
  return (await (query as RawBuilder<ConversationRow>).execute(db)).rows
}

const states = {
  open: sql`AND c.state = 'open' AND c.snoozed_until IS NULL`,
  closed: sql`AND c.state = 'closed'`,
  snoozed: sql`AND c.state = 'open' AND c.snoozed_until IS NOT NULL`,
}

function conditions({ organisationId, mailboxId, state, ownerId, after }: Wish): RawBuilder<unknown> {
  return sql`WHERE true
    ${organisationId === null ? sql`` : sql`AND c.organisation_id = ${organisationId}`}
    ${mailboxId === undefined ? sql`` : sql`AND c.mailbox_id = ${mailboxId}`}
    ${state === undefined ? sql`` : states[state]}
    ${ownerId === undefined ? sql`` : ownerId === null ? sql`AND c.owner_id IS NULL` : sql`AND c.owner_id = ${ownerId}`}
    ${after === undefined ? sql`` : sql`AND (c.last_at, c.newest) < (${after.at}::timestamptz, ${after.newest}::bigint)`}`
}

/** Quoted, a word is taken apart as the text was; signs alone are no words. */
function queryOf(words: string[]): string {
  return words
    .map((word) => word.replaceAll(/['\\]/g, ' '))
    .filter((word) => /[\p{L}\p{N}]/u.test(word))
    .map((word) => `'${word}':*`)
    .join(' & ')
}
