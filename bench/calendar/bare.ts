import { sql } from 'kysely'
import { eventNames } from '../../server/src/providers/graph/event-map.ts'
import { windowAt } from '../../server/src/providers/window.ts'
import type { Database } from '../../server/src/store/database.ts'
import type { Tenant } from '../contacts/bare.ts'

interface Item {
  id: string
  type?: string
  seriesMasterId?: string | null
}
interface Page {
  value: Item[]
  '@odata.nextLink'?: string
}

/**
 * The limit: the same pages of the same calendars, the same series twenty to a batch, parsed, and written with one JSON parameter a page
 * into a table with a key, by as many at a time as the worker works on; the next page is fetched while one is written. No
 * matching, no normal form, no change feed, no lease. Returns events (a series is one) per second.
 */
export async function measureBare(
  db: Database,
  tenant: Tenant,
  { concurrency }: { concurrency: number },
): Promise<number> {
  await sql`DROP TABLE IF EXISTS bare`.execute(db)
  await sql`CREATE TABLE bare (mailbox text, id text, fields jsonb, PRIMARY KEY (mailbox, id))`.execute(db)
  const waiting = [...tenant.mailboxes]
  const began = performance.now()
  const reader = async () => {
    for (let mailbox = waiting.pop(); mailbox !== undefined; mailbox = waiting.pop())
      await copyCalendar(db, tenant, mailbox)
  }
  await Promise.all(Array.from({ length: concurrency }, reader))
  const seconds = (performance.now() - began) / 1000
  const { rows } = await sql<{ count: number }>`SELECT count(*) FROM bare`.execute(db)
  return rows[0]!.count / seconds
}

async function copyCalendar(db: Database, tenant: Tenant, mailbox: string): Promise<void> {
  const { from, to } = windowAt(Date.now())
  const range = new URLSearchParams({ startDateTime: from, endDateTime: to })
  const read = new Set<string>()
  let next: Promise<Page> | undefined = ask(
    tenant,
    'GET',
    `/v1.0/users/${mailbox}/calendarView/delta?${range}`,
  )
  while (next !== undefined) {
    const page: Page = await next
    const singles = page.value.filter((item) => masterOf(item) === undefined)
    const masters = [...new Set(page.value.flatMap((item) => masterOf(item) ?? []))]
    const fresh = masters.filter((id) => !read.has(id))
    for (const id of fresh) read.add(id)
    const items = [...singles, ...(await readSeries(tenant, mailbox, fresh))]
    // Not sooner: four requests of a batch side by side are all that a mailbox allows.
    const link = page['@odata.nextLink']
    next = link === undefined ? undefined : ask(tenant, 'GET', link.slice(tenant.url.length))
    if (items.length > 0) await write(db, mailbox, JSON.stringify(items))
  }
}

/** The series that an item of a page belongs to, which is itself on the page as well. */
function masterOf({ id, type, seriesMasterId }: Item): string | undefined {
  return seriesMasterId || (type === 'seriesMaster' ? id : undefined)
}

async function readSeries(tenant: Tenant, mailbox: string, ids: string[]): Promise<unknown[]> {
  const series: unknown[] = []
  const options = new URLSearchParams({
    $select: eventNames.join(','),
    $expand: 'exceptionOccurrences,calendar',
  })
  for (let at = 0; at < ids.length; at += 20) {
    const requests = ids.slice(at, at + 20).map((id, nth) => ({
      id: String(nth),
      method: 'GET',
      url: `/users/${mailbox}/events/${id}?${options}`,
      headers: { prefer: 'IdType="ImmutableId"' },
    }))
    const { responses } = await ask<{ responses: { status: number; body: unknown }[] }>(
      tenant,
      'POST',
      '/v1.0/$batch',
      JSON.stringify({ requests }),
    )
    for (const { status, body } of responses) {
      if (status !== 200) throw new Error(`A series answered ${status}: ${JSON.stringify(body)}`)
      series.push(body)
    }
  }
  return series
}

async function ask<T = Page>(
  tenant: Tenant,
  method: 'GET' | 'POST',
  path: string,
  body?: string,
): Promise<T> {
  const answer = await tenant.dispatcher.request({
    origin: tenant.url,
    path,
    method,
    body,
    headers: {
      authorization: `Bearer ${tenant.token}`,
      prefer: 'IdType="ImmutableId", odata.maxpagesize=1000',
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
  })
  if (answer.statusCode !== 200)
    throw new Error(`${path} answered ${answer.statusCode}: ${await answer.body.text()}`)
  return (await answer.body.json()) as T
}

async function write(db: Database, mailbox: string, items: string): Promise<void> {
  await sql`
    INSERT INTO bare (mailbox, id, fields)
    SELECT ${mailbox}, item->>'id', item FROM jsonb_array_elements(${items}::jsonb) AS item
    ON CONFLICT (mailbox, id) DO UPDATE SET fields = excluded.fields`.execute(db)
}
