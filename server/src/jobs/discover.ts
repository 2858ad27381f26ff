import { ProviderError } from '../providers/failures.ts'
import { addJob } from '../queue/add.ts'
import type { Database } from '../store/database.ts'
import { finishReading, storeFound } from '../store/found-mailboxes.ts'
import { AtRest, type Sessions } from './sessions.ts'

interface DiscoverJob {
  log: { warn(facts: object, text: string): void; info(facts: object, text: string): void }
  signal: AbortSignal
}

/** The job `discover`: reads the directory of a connection into `mailbox`, page by page. */
export function createDiscover(deps: { db: Database; sessions: Sessions }) {
  return async ({ connectionId }: { connectionId: string }, job: DiscoverJob): Promise<void> => {
    try {
      const counts = await discover(deps, connectionId, job.signal)
      job.log.info({ connectionId, ...counts }, 'directory read')
    } catch (failure) {
      if (failure instanceof AtRest) return
      if (!(failure instanceof ProviderError)) throw failure
      await goOnLater(deps.db, connectionId, failure, job)
    }
  }
}

async function discover(
  { db, sessions }: { db: Database; sessions: Sessions },
  connectionId: string,
  signal: AbortSignal,
): Promise<{ seen: number; added: number; gone: number }> {
  const { provider, settings, access, outside, connection } = await sessions.access(connectionId)
  const counts = { seen: 0, added: 0, gone: 0 }
  if (!provider.directory) return counts
  const began = new Date()
  for await (const page of provider.directory(settings, access, outside)) {
    signal.throwIfAborted()
    counts.seen += page.length
    counts.added += await db.transaction().execute((tx) => storeFound(tx, connection, page, began))
  }
  // Only a reading that came to its end can say who is missing; an empty one is a fault, not an empty company.
  if (counts.seen > 0)
    counts.gone = await db.transaction().execute((tx) => finishReading(tx, connection, began))
  return counts
}

/** What will not get better by itself is left to the verification, whose report names it; the rest is tried again. */
async function goOnLater(
  db: Database,
  connectionId: string,
  error: ProviderError,
  job: DiscoverJob,
): Promise<void> {
  const { failure } = error
  job.log.warn({ connectionId, failure: failure.kind, detail: failure.detail }, 'directory not read')
  if (failure.kind === 'Unavailable' || failure.kind === 'AuthExpired') throw error
  if (failure.kind !== 'Throttled') return
  const runAt = new Date(Date.now() + failure.retryAfterSeconds * 1000)
  await addJob(db, 'discover', { connectionId }, { jobKey: `discover:${connectionId}`, runAt })
}
