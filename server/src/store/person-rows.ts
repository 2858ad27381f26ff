import { type RawBuilder, sql } from 'kysely'
import type { PersonAddresses } from '../lib/person-addresses.ts'
import type { Db } from './database.ts'

/** A person within an organisation: whose rows are looked for. */
export interface PersonWish extends PersonAddresses {
  organisationId: string
}

type Condition = RawBuilder<boolean>

/**
 * Whether an address stands in a text, also in one of JSON, where a line's end is `\n`. The substring is looked for first: it is cheap, and
 * few rows have it.
 */
export function standsIn(text: RawBuilder<unknown>, { likes, pattern }: PersonAddresses): Condition {
  return sql`(${text} ILIKE ANY(${likes}::text[])
    AND regexp_replace(${text}, ${'\\\\+[nrtbf]'}, ' ', 'g') ~* ${pattern})`
}

/** `c`: a conversation that the person began. */
export function began({ addresses }: PersonAddresses): Condition {
  return sql`lower(c.sender ->> 'address') = ANY(${addresses}::text[])`
}

/** `m`: a message that the person wrote. */
export function wrote({ addresses }: PersonAddresses): Condition {
  return sql`lower(m.content #>> '{from,address}') = ANY(${addresses}::text[])`
}

/** `o`: a message that was sent to the person, alone or with others. */
export function sentTo({ addresses }: PersonAddresses): Condition {
  return sql`EXISTS (
    SELECT FROM jsonb_array_elements(coalesce(o.content -> 'to', '[]') || coalesce(o.content -> 'cc', '[]')
      || coalesce(o.content -> 'bcc', '[]')) AS r WHERE lower(r ->> 'address') = ANY(${addresses}::text[]))`
}

/** `m`: everything of a message that came in and that a reader sees. */
export const inboundText = sql`(m.content::text || ' ' || coalesce(m.message_id, ''))`
/** `o`: the same of one that went out. */
export const outgoingText = sql`(o.content::text || ' ' || coalesce(o.problem::text, ''))`

/** An address among these that is a mailbox of the organisation. */
export async function mailboxAmong(
  db: Db,
  organisationId: string,
  addresses: string[],
): Promise<string | undefined> {
  const { rows } = await sql<{ address: string }>`
    SELECT address FROM mailbox WHERE organisation_id = ${organisationId} AND lower(address) = ANY(${addresses}::text[])
    LIMIT 1`.execute(db)
  return rows[0]?.address
}

/** What an erasure would find: model/src/api/erasures.ts, erasureCounts. */
export interface PersonCounts {
  conversations: number
  messages: number
  ownMessages: number
  sent: number
  mentions: number
  copies: number
}

/** Counts what there is of a person. Reads all mail of the organisation. */
export async function countPerson(db: Db, wish: PersonWish): Promise<PersonCounts> {
  const { organisationId } = wish
  const { rows } = await sql<PersonCounts>`
    WITH begun AS MATERIALIZED (
      SELECT c.id FROM conversation c WHERE c.organisation_id = ${organisationId} AND ${began(wish)}
    ), others AS (
      SELECT ${wrote(wish)} AS own, m.erased_at, ${standsIn(inboundText, wish)} AS named FROM inbound_message m
      WHERE m.organisation_id = ${organisationId} AND m.conversation_id NOT IN (SELECT id FROM begun)
    ), outgoing AS (
      SELECT ${sentTo(wish)} OR coalesce(o.conversation_id IN (SELECT id FROM begun), false) AS theirs,
        ${standsIn(outgoingText, wish)} AS named
      FROM outgoing_message o WHERE o.organisation_id = ${organisationId}
    )
    SELECT (SELECT count(*) FROM begun)::int AS conversations,
      (SELECT count(*) FROM inbound_message WHERE conversation_id IN (SELECT id FROM begun))::int AS messages,
      (SELECT count(*) FROM others WHERE own)::int AS "ownMessages",
      (SELECT count(*) FROM outgoing WHERE theirs)::int AS sent,
      ((SELECT count(*) FROM others WHERE named AND NOT coalesce(own, false))
        + (SELECT count(*) FROM outgoing WHERE named AND NOT theirs))::int AS mentions,
      ${copies(wish)} AS copies`.execute(db)
  return rows[0]!
}

/** Contacts, events and tasks in which an address stands. */
function copies(wish: PersonWish): RawBuilder<number> {
  return sql`(SELECT count(*) FROM record r WHERE r.organisation_id = ${wish.organisationId}
    AND ${standsIn(sql`r.fields::text`, wish)})::int`
}

/** How many contacts, events and tasks an address stands in. */
export async function countCopies(db: Db, wish: PersonWish): Promise<number> {
  const { rows } = await sql<{ count: number }>`SELECT ${copies(wish)} AS count`.execute(db)
  return rows[0]!.count
}

/**
 * In how many rows of each table an address stands: of every table that says whose its rows are, whoever adds one. Reads the whole
 * organisation.
 */
export async function findRemaining(db: Db, wish: PersonWish): Promise<Record<string, number>> {
  const { rows } = await sql<{ name: string }>`
    SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attname = 'organisation_id'
      AND NOT a.attisdropped AND c.relname <> 'erasure' ORDER BY 1`.execute(db)
  // One statement: what is counted is of one moment.
  const each = rows.map(
    ({ name }) => sql`
      SELECT ${name}::text AS name, count(*)::int AS count FROM ${sql.table(name)} AS t
      WHERE t.organisation_id = ${wish.organisationId} AND ${standsIn(sql`t::text`, wish)}`,
  )
  const counted = await sql<{ name: string; count: number }>`${sql.join(each, sql` UNION ALL `)}`.execute(db)
  return Object.fromEntries(counted.rows.filter(({ count }) => count > 0).map((one) => [one.name, one.count]))
}
