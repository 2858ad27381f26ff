import { sql } from 'kysely'
import type { Db } from './database.ts'
import type { InboundContent } from './inbound-messages.ts'
import type { OutgoingContent } from './outgoing.ts'
import { began, type PersonWish, sentTo, wrote } from './person-rows.ts'

export interface ExportedConversation {
  id: string
  queue: string
  subject: string
  state: string
  firstAt: Date
  lastAt: Date
}
export interface ExportedMessage {
  id: string
  receivedAt: Date
  raw: string
  content: InboundContent
}
export interface ExportedAnswer {
  id: string
  state: string
  createdAt: Date
  sentAt: Date | null
  content: OutgoingContent
  files: string[]
}

/** Rows read at a time. */
const atOnce = 50

/** Pages of rows in the order of their ids, until there are none. */
async function* pages<Row extends { id: string }>(
  read: (after: string) => Promise<Row[]>,
): AsyncGenerator<Row> {
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const rows = await read(after)
    yield* rows
    const last = rows.at(-1)
    if (last === undefined || rows.length < atOnce) return
    after = last.id
  }
}

/** Runs a statement: the export is read long after its request, whose scope it still has. */
export type Run = <Row>(read: (db: Db) => Promise<Row>) => Promise<Row>

/** What the person is called here as a customer. */
export async function exportedCustomers(
  run: Run,
  { organisationId, addresses }: PersonWish,
): Promise<{ name: string; labels: string[]; addresses: string[] }[]> {
  return await run(async (db) => {
    const { rows } = await sql<{ name: string; labels: string[]; addresses: string[] }>`
      SELECT k.name, k.labels, array_agg(a.address ORDER BY a.address) AS addresses
      FROM customer k JOIN customer_address a ON a.customer_id = k.id
      WHERE k.organisation_id = ${organisationId} AND a.address = ANY(${addresses}::text[])
      GROUP BY k.id ORDER BY k.id`.execute(db)
    return rows
  })
}

/** Conversations that the person began. */
export function exportedConversations(run: Run, wish: PersonWish): AsyncGenerator<ExportedConversation> {
  return pages((after) =>
    run(async (db) => {
      const { rows } = await sql<ExportedConversation>`
        SELECT c.id, m.address AS queue, c.subject, c.state, c.first_at AS "firstAt", c.last_at AS "lastAt"
        FROM conversation c JOIN mailbox m ON m.id = c.mailbox_id
        WHERE c.organisation_id = ${wish.organisationId} AND c.id > ${after}::uuid AND ${began(wish)}
        ORDER BY c.id LIMIT ${atOnce}`.execute(db)
      return rows
    }),
  )
}

/** All messages of a conversation or, without one, those that the person wrote in conversations of others. */
export function exportedMessages(
  run: Run,
  wish: PersonWish,
  conversationId?: string,
): AsyncGenerator<ExportedMessage> {
  return pages((after) =>
    run(async (db) => {
      const { rows } = await sql<ExportedMessage>`
        SELECT m.id, m.received_at AS "receivedAt", m.raw, m.content
        FROM inbound_message m JOIN conversation c ON c.id = m.conversation_id
        WHERE m.organisation_id = ${wish.organisationId} AND m.id > ${after}::uuid
          AND ${conversationId === undefined ? sql`NOT ${began(wish)} AND ${wrote(wish)}` : sql`m.conversation_id = ${conversationId}`}
        ORDER BY m.id LIMIT ${atOnce}`.execute(db)
      return rows
    }),
  )
}

/** Answers in a conversation or, without one, what was sent to the person and is not in a conversation that they began. */
export function exportedAnswers(
  run: Run,
  wish: PersonWish,
  conversationId?: string,
): AsyncGenerator<ExportedAnswer> {
  const which =
    conversationId === undefined
      ? sql`${sentTo(wish)} AND NOT coalesce(${began(wish)}, false)`
      : sql`o.conversation_id = ${conversationId}`
  return pages((after) =>
    run(async (db) => {
      const { rows } = await sql<ExportedAnswer>`
        SELECT o.id, o.state, o.created_at AS "createdAt", o.sent_at AS "sentAt", o.content,
          ARRAY(SELECT a.name FROM outgoing_attachment x JOIN attachment a ON a.id = x.attachment_id
            WHERE x.message_id = o.id ORDER BY x.place) AS files
        FROM outgoing_message o LEFT JOIN conversation c ON c.id = o.conversation_id
        WHERE o.organisation_id = ${wish.organisationId} AND o.id > ${after}::uuid AND ${which}
        ORDER BY o.id LIMIT ${atOnce}`.execute(db)
      return rows
    }),
  )
}
