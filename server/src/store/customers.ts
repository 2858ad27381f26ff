import type { Customer } from '@tandem/model/api/customers.ts'
import { sql } from 'kysely'
import { fold } from '../lib/search-text.ts'
import type { Db } from './database.ts'

export interface CustomerRow extends Customer {
  /** For the cursor. */
  place: string
}

/** Gives each of these conversations the customer of its sender's address (migration 0111). */
export async function assignCustomers(tx: Db, conversations: string[]): Promise<void> {
  await sql`SELECT assign_customers(${conversations}::uuid[])`.execute(tx)
}

/** Words as patterns for LIKE on what the database has folded (`folded`, migration 0111). */
export function likeTerms(search: string): string[] {
  return fold(search)
    .split(/\s+/u)
    .filter((term) => term !== '')
    .map((term) => `%${term.replace(/[\\%_]/g, '\\$&')}%`)
}

/** Customers by name; `search`: the words that must all be in name or addresses. */
export async function listCustomers(
  db: Db,
  wish: {
    organisationId: string | null
    address: string | undefined
    search: string
    limit: number
    after: { place: string; id: string } | undefined
  },
): Promise<CustomerRow[]> {
  const { organisationId, address, search, limit, after } = wish
  const terms = likeTerms(search)
  const { rows } = await sql<CustomerRow>`
    SELECT ${columns} FROM customer k WHERE true
      ${organisationId === null ? sql`` : sql`AND k.organisation_id = ${organisationId}`}
      ${
        address === undefined
          ? sql``
          : sql`AND (k.organisation_id, k.id) IN (
        SELECT organisation_id, customer_id FROM customer_address WHERE address = lower(${address})
          ${organisationId === null ? sql`` : sql`AND organisation_id = ${organisationId}`})`
      }
      ${
        terms.length === 0
          ? sql``
          : sql`AND folded(k.name || ' ' || (SELECT string_agg(address, ' ') FROM customer_address a WHERE a.customer_id = k.id))
              LIKE ALL (${terms}::text[])`
      }
      ${after === undefined ? sql`` : sql`AND (lower(k.name), k.id) > (${after.place}, ${after.id}::uuid)`}
    ORDER BY lower(k.name), k.id LIMIT ${limit}`.execute(db)
  return rows
}

/** One customer, if it is of the organisation (`null`: any). */
export async function getCustomer(
  db: Db,
  id: string,
  organisationId: string | null,
): Promise<CustomerRow | undefined> {
  const { rows } = await sql<CustomerRow>`
    SELECT ${columns} FROM customer k WHERE k.id = ${id}
      ${organisationId === null ? sql`` : sql`AND k.organisation_id = ${organisationId}`}`.execute(db)
  return rows[0]
}

/** Makes two customers of one organisation one: `other` ends. False: the caller does not see both, or another merge was faster. */
export async function mergeCustomers(tx: Db, target: string, other: string): Promise<boolean> {
  // The caller sees what row-level security lets them; the function moves all.
  const { rows } = await sql<{ done: boolean }>`
    SELECT merge_customers(t.id, o.id) AS done FROM customer t CROSS JOIN customer o
    WHERE t.id = ${target} AND o.id = ${other}`.execute(tx)
  return rows[0]?.done === true
}

/** Changes how a customer is called; what is absent stays. */
export async function changeCustomer(
  tx: Db,
  id: string,
  { name, labels }: { name?: string | undefined; labels?: string[] | undefined },
): Promise<void> {
  await sql`
    UPDATE customer SET name = coalesce(${name ?? null}::text, name), labels = coalesce(${labels ?? null}::text[], labels)
    WHERE id = ${id}`.execute(tx)
}

/** Makes addresses of a customer a customer of their own. False: the caller does not see it, or it has not all of them and another one. */
export async function partCustomer(tx: Db, id: string, addresses: string[]): Promise<boolean> {
  const { rows } = await sql<{ done: boolean }>`
    SELECT part_customer(k.id, ${addresses}::text[]) AS done FROM customer k WHERE k.id = ${id}`.execute(tx)
  return rows[0]?.done === true
}

/** The labels of the customers who have these addresses (lower case); who has none is left out. */
export async function labelsByAddress(
  db: Db,
  organisationId: string,
  addresses: string[],
): Promise<Map<string, string[]>> {
  const { rows } = await sql<{ address: string; labels: string[] }>`
    SELECT a.address, k.labels FROM customer_address a JOIN customer k ON k.id = a.customer_id
    WHERE a.organisation_id = ${organisationId} AND a.address = ANY(${addresses}::text[]) AND k.labels <> '{}'`.execute(
    db,
  )
  return new Map(rows.map(({ address, labels }) => [address, labels]))
}

const columns = sql`k.id, k.organisation_id AS "organisationId", k.name, k.labels,
  ARRAY(SELECT address FROM customer_address a WHERE a.customer_id = k.id ORDER BY address) AS addresses,
  lower(k.name) AS place`
