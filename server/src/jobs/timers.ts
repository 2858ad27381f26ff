import { addJob } from '../queue/add.ts'
import type { Database } from '../store/database.ts'

const tickMs = 5000
const noticesMs = 60_000
const sweepMs = 3_600_000

/**
 * Asks for the next tick, round of mails, sweep and look at what ends. Any number of workers ask for the same ones: the
 * key names the time, which makes one job of it, and neither puts off one that is due nor depends on which of the
 * workers lives.
 */
export async function scheduleTimers(db: Database, now = Date.now()): Promise<void> {
  const every = { tick: tickMs, notices: noticesMs, sweep: sweepMs, expiries: sweepMs }
  for (const [name, ms] of Object.entries(every) as [keyof typeof every, number][]) {
    const runAt = next(now, ms)
    await addJob(db, name, {}, { jobKey: `${name} ${runAt.toISOString()}`, runAt })
  }
}

function next(now: number, every: number): Date {
  return new Date((Math.floor(now / every) + 1) * every)
}
