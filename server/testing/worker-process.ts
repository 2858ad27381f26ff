import { setTimeout as sleep } from 'node:timers/promises'
import { startTestWorker } from './worker.ts'

/** A worker in a process of its own, for tests that kill it: `worker-process.ts <url>`; its work never ends. */
async function main(): Promise<void> {
  const forever = async () => void (await sleep(600_000))
  const run = async () => {
    await forever()
    return { done: true as const }
  }
  const worker = await startTestWorker({ url: process.argv[2]!, jobs: { discover: forever } }, run)
  console.log(`worker ${worker.id}`)
}

await main()
