import { addJob } from '../queue/add.ts'
import type { Database } from '../store/database.ts'

const tickMs = 5000
const sweepMs = 3_600_000

/**
 * Asks for the next tick and the next sweep. Any number of workers ask for the same ones: the key names the time, which
 * makes one job of it, and neither puts off one that is due nor depends on which of the workers lives.
 */
export async function scheduleTimers(db: Database, now = Date.now()): Promise<void> {
  const tick = next(now, tickMs)
  const sweep = next(now, sweepMs)
  await addJob(db, 'tick', {}, { jobKey: `tick ${tick.toISOString()}`, runAt: tick })
  await addJob(db, 'sweep', {}, { jobKey: `sweep ${sweep.toISOString()}`, runAt: sweep })
}

function next(now: number, every: number): Date {
  return new Date((Math.floor(now / every) + 1) * every)
}
