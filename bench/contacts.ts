import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmulator } from '../server/src/demo/emulator.ts'
import { type Database, openDatabase } from '../server/src/store/database.ts'
import { measureBare } from './contacts/bare.ts'
import { measureFirstSync, pullAll, pushEdits, startProduct } from './contacts/product.ts'
import { type Logged, openTenant } from './contacts/tenant.ts'
import type { Bench } from './main.ts'

const people = 50
const contactsEach = 1000
const concurrency = 20
const pageSize = 1000
const edits = 1000
/** What one `$batch` takes. */
const perBatch = 20

/**
 * First sync of 50 mailboxes × 1,000 contacts by one worker against the bare pipeline in the same run, what a look
 * without changes costs, and how 1,000 edits travel. The tenant is a process of its own.
 */
export const bench: Bench = async ({ url, say }) => {
  const data = await mkdtemp(join(tmpdir(), 'tandem-bench-tenant-'))
  const emulator = await startEmulator({ port: 0, data, seed: `large:${people}x${contactsEach}` })
  const db = openDatabase(url, { pool: 25, name: 'bench' })
  const tenant = await openTenant(emulator)
  try {
    // The first round also warms the tenant's caches for both.
    const warm = await measureBare(db, tenant, { concurrency, pageSize })
    await tenant.takeRequests()
    const before = await measureBare(db, tenant, { concurrency, pageSize })
    const least = await tenant.takeRequests()
    const product = await startProduct(db, url, emulator, concurrency)
    const memory = watchMemory()
    const rate = await measureFirstSync(db, product.mailboxes)
    const memoryGrowthMb = memory.stop()
    const firstSync = await tenant.takeRequests()
    const after = await measureBare(db, tenant, { concurrency, pageSize })
    await tenant.takeRequests()
    const bare = Math.max(before, after)
    say(`bare pipeline  ${bare.toFixed(0)} contacts/s (${warm.toFixed(0)} cold)`)
    say(
      `first sync     ${rate.toFixed(0)} contacts/s, memory grew by ${memoryGrowthMb.toFixed(0)} MB from its first half to its second`,
    )
    const rest = await measureRest(db, product.mailboxes, tenant.takeRequests)
    await product.close()
    say(`no change      ${rest.noChangePullRequests} request(s) per mailbox`)
    say(`1,000 edits    ${rest.pushRequests} requests, at most ${rest.pushConcurrency} at a time`)
    return {
      name: 'contacts',
      ratio: round(rate / bare),
      contactsPerSecond: Math.round(rate),
      barePerSecond: Math.round(bare),
      memoryGrowthMb: round(memoryGrowthMb),
      firstSyncRequestsToLeast: round(firstSync.length / least.length),
      ...rest,
    }
  } finally {
    await tenant.close()
    await db.destroy()
    await emulator.close()
    await rm(data, { recursive: true, force: true })
  }
}

async function measureRest(db: Database, mailboxes: string[], takeRequests: () => Promise<Logged[]>) {
  await pullAll(db, mailboxes)
  await takeRequests()
  await pullAll(db, mailboxes)
  const quiet = await takeRequests()
  await pushEdits(db, mailboxes[0] ?? '', edits)
  const pushed = (await takeRequests()).filter(({ operation }) => operation === '$batch')
  return {
    noChangePullRequests: quiet.length / mailboxes.length,
    pushRequests: pushed.length,
    pushRequestsToLeast: round(pushed.length / Math.ceil(edits / perBatch)),
    pushConcurrency: mostAtATime(pushed),
  }
}

/** How many of the requests were under way together at the most. */
function mostAtATime(requests: Logged[]): number {
  const moments = requests.flatMap(({ time, milliseconds }) => [
    { at: time, step: 1 },
    { at: time + milliseconds, step: -1 },
  ])
  moments.sort((a, b) => a.at - b.at || a.step - b.step)
  let [now, most] = [0, 0]
  for (const { step } of moments) {
    now += step
    most = Math.max(most, now)
  }
  return most
}

/** By how much the process grew from the first half of a run to the second, MB: flat, if it does not grow with the work. */
function watchMemory() {
  const samples: number[] = []
  const timer = setInterval(() => samples.push(process.memoryUsage().rss / 1024 / 1024), 50)
  return {
    stop: () => {
      clearInterval(timer)
      const half = Math.ceil(samples.length / 2)
      return Math.max(...samples.slice(half)) - Math.max(...samples.slice(0, half))
    },
  }
}

function round(figure: number): number {
  return Math.round(figure * 100) / 100
}
