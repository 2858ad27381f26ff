import { sql } from 'kysely'
import type { Dispatcher } from 'undici'
import type { Database } from '../../server/src/store/database.ts'

/** The tenant as both sides of the measurement reach it. */
export interface Tenant {
  url: string
  dispatcher: Dispatcher
  token: string
  mailboxes: string[]
}

interface Page {
  value: unknown[]
  '@odata.nextLink'?: string
}

/**
 * The limit: the same pages of the same mailboxes, fetched ahead, parsed, and written with one JSON parameter a
 * page into a table with a key, by as many at a time as the worker works on. No matching, no change feed, no
 * cursor, no lease. Returns contacts per second.
 */
export async function measureBare(
  db: Database,
  tenant: Tenant,
  options: { concurrency: number; pageSize: number },
): Promise<number> {
  await sql`DROP TABLE IF EXISTS bare`.execute(db)
  await sql`CREATE TABLE bare (mailbox text, id text, version text, fields jsonb, PRIMARY KEY (mailbox, id))`.execute(
    db,
  )
  const waiting = [...tenant.mailboxes]
  const began = performance.now()
  const reader = async () => {
    let count = 0
    for (let mailbox = waiting.pop(); mailbox !== undefined; mailbox = waiting.pop())
      count += await copyMailbox(db, tenant, mailbox, options.pageSize)
    return count
  }
  const counts = await Promise.all(Array.from({ length: options.concurrency }, reader))
  const seconds = (performance.now() - began) / 1000
  return counts.reduce((sum, count) => sum + count, 0) / seconds
}

async function copyMailbox(db: Database, tenant: Tenant, mailbox: string, pageSize: number): Promise<number> {
  let count = 0
  let next: Promise<Page> | undefined = fetchPage(tenant, `/v1.0/users/${mailbox}/contacts/delta`, pageSize)
  while (next !== undefined) {
    const page: Page = await next
    const link = page['@odata.nextLink']
    next = link === undefined ? undefined : fetchPage(tenant, link.slice(tenant.url.length), pageSize)
    if (page.value.length > 0) await write(db, mailbox, JSON.stringify(page.value))
    count += page.value.length
  }
  return count
}

async function fetchPage(tenant: Tenant, path: string, pageSize: number): Promise<Page> {
  const answer = await tenant.dispatcher.request({
    origin: tenant.url,
    path,
    method: 'GET',
    headers: {
      authorization: `Bearer ${tenant.token}`,
      prefer: `IdType="ImmutableId", odata.maxpagesize=${pageSize}`,
    },
  })
  if (answer.statusCode !== 200)
    throw new Error(`${path} answered ${answer.statusCode}: ${await answer.body.text()}`)
  return (await answer.body.json()) as Page
}

async function write(db: Database, mailbox: string, items: string): Promise<void> {
  await sql`
    INSERT INTO bare (mailbox, id, version, fields)
    SELECT ${mailbox}, item->>'id', item->>'changeKey', item FROM jsonb_array_elements(${items}::jsonb) AS item
    ON CONFLICT (mailbox, id) DO UPDATE SET version = excluded.version, fields = excluded.fields`.execute(db)
}
