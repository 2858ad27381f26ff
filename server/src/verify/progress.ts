import type { CheckResult } from '@tandem/model/verification.ts'
import type { Database } from '../store/database.ts'
import { type Taking, touchReport, writeChecks } from '../store/verification-reports.ts'

export interface Progress {
  changed(index: number, result: CheckResult): void
  /** Waits until all is stored. */
  end(): Promise<void>
}

/** How often a worker says that it is still at work, in milliseconds; see `endAbandoned`. */
const heartbeat = 3000

/**
 * Stores states of checks as they come: one statement at a time, with all that changed while the one before was
 * under way. The heartbeat tells that a worker is at work, also during a slow check.
 */
export function storeProgress(
  db: Database,
  taking: Taking,
  log: { warn(facts: object, text: string): void },
): Progress {
  const changed = new Map<number, CheckResult>()
  let writing: Promise<void> | undefined
  const pulse = setInterval(() => {
    touchReport(db, taking).catch((err: unknown) =>
      log.warn({ err, ...taking }, 'heartbeat of a report not stored'),
    )
  }, heartbeat)

  async function write(): Promise<void> {
    try {
      while (changed.size > 0) {
        const batch = new Map(changed)
        changed.clear()
        await db.transaction().execute((tx) => writeChecks(tx, taking, batch))
      }
    } catch (err) {
      // The end of the report stores all results once more.
      log.warn({ err, ...taking }, 'progress of a report not stored')
    } finally {
      writing = undefined
    }
  }
  return {
    changed(index, result) {
      changed.set(index, result)
      writing ??= write()
    },
    async end() {
      clearInterval(pulse)
      await writing
    },
  }
}
