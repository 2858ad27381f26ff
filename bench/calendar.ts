import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmulator } from '../server/src/demo/emulator.ts'
import { openDatabase } from '../server/src/store/database.ts'
import { measureBare } from './calendar/bare.ts'
import { writeSeed } from './calendar/seed.ts'
import { measureViews } from './calendar/views.ts'
import { measureFirstSync, pullAll, startProduct } from './contacts/product.ts'
import { openTenant } from './contacts/tenant.ts'
import type { Bench } from './main.ts'

const people = 4
const singles = 5000
const series = 200
const concurrency = 4

/**
 * First sync of calendars with 5,000 single events and 200 series each, by one worker, against the bare pipeline in the same run; what a look
 * without changes costs; and views of the calendar over HTTP against the bare rows behind them.
 */
export const bench: Bench = async ({ url, say }) => {
  const data = await mkdtemp(join(tmpdir(), 'tandem-bench-tenant-'))
  const emulator = await startEmulator({
    port: 0,
    data,
    seed: await writeSeed(data, { people, singles, series }),
  })
  const db = openDatabase(url, { pool: 25, name: 'bench' })
  const tenant = await openTenant(emulator)
  try {
    // The first round also warms the tenant's caches for both.
    await measureBare(db, tenant, { concurrency })
    await tenant.takeRequests()
    const before = await measureBare(db, tenant, { concurrency })
    const least = await tenant.takeRequests()
    const product = await startProduct(db, url, emulator, concurrency)
    await db
      .updateTable('connection')
      .set({ wanted: JSON.stringify({ calendar: true }) })
      .execute()
    const rate = await measureFirstSync(db, product.mailboxes, 'events')
    const firstSync = await tenant.takeRequests()
    const bare = Math.max(before, await measureBare(db, tenant, { concurrency }))
    await pullAll(db, product.mailboxes, 'events')
    await tenant.takeRequests()
    await pullAll(db, product.mailboxes, 'events')
    const quiet = (await tenant.takeRequests()).length / product.mailboxes.length
    await product.close()
    const views = await measureViews(db, url, product.mailboxes)
    say(`bare pipeline  ${bare.toFixed(0)} events/s (a series is one)`)
    say(`first sync     ${rate.toFixed(0)} events/s, ${firstSync.length} requests (bare: ${least.length})`)
    say(`no change      ${quiet} request(s) per mailbox`)
    say(`bare rows      ${views.bare.toFixed(0)} views/s`)
    say(
      `calendar view  ${views.rate.toFixed(0)} views/s over HTTP, the last with ${views.appointments} appointments`,
    )
    return {
      name: 'calendar',
      ratio: round(rate / bare),
      eventsPerSecond: Math.round(rate),
      barePerSecond: Math.round(bare),
      firstSyncRequestsToLeast: round(firstSync.length / least.length),
      noChangePullRequests: quiet,
      viewRatio: round(views.rate / views.bare),
      viewsPerSecond: Math.round(views.rate),
      bareViewsPerSecond: Math.round(views.bare),
    }
  } finally {
    await tenant.close()
    await db.destroy()
    await emulator.close()
    await rm(data, { recursive: true, force: true })
  }
}

function round(figure: number): number {
  return Math.round(figure * 100) / 100
}
