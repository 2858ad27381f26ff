import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { openDatabase } from '../src/store/database.ts'
import { startTestWorker } from './worker.ts'

/** A worker in a process of its own, for tests that kill it: `worker-process.ts <url>`; its tasks never end. */
async function main(): Promise<void> {
  const url = process.argv[2]!
  const db = openDatabase(url, { pool: 2 })
  const worker = await startTestWorker({ url }, async (job) => {
    const note = JSON.stringify({ process: process.pid, fence: job.fence })
    await sql`SELECT pg_notify('test_started', ${note})`.execute(db)
    await sleep(600_000)
    return { done: true }
  })
  console.log(`worker ${worker.id}`)
}

await main()
