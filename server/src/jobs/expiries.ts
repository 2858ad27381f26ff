import { credentialEnds } from '../mail/notice-words.ts'
import { tellContacts } from '../mail/tell.ts'
import { addJob } from '../queue/add.ts'
import { connectionsToAsk, listEnds } from '../store/credential-ends.ts'
import type { Database } from '../store/database.ts'

const day = 86_400_000
const thresholds = [1, 7, 14, 30, 60]

/**
 * The job `expiries`: tells contacts 60, 30, 14, 7 and 1 days before a credential ends, and when it has ended; each once.
 * Of several that are due (nobody looked for a while) only the most urgent is told. Also asks the directory of every
 * connection once a day.
 */
export function createExpiries(deps: { db: Database; now?: () => Date }) {
  return async (): Promise<void> => {
    const now = deps.now?.() ?? new Date()
    for (const { id, organisation_id, facts, endsAt } of await listEnds(deps.db, null)) {
      const due = endsAt === null ? undefined : dueNotice(new Date(endsAt), now)
      if (due === undefined || endsAt === null) continue
      await deps.db
        .transaction()
        .execute((tx) => tellContacts(tx, credentialEnds({ id, organisation_id, facts, at: endsAt, ...due })))
    }
    for (const connectionId of await connectionsToAsk(deps.db))
      await addJob(deps.db, 'expiry', { connectionId }, { jobKey: `expiry:${connectionId}` })
  }
}

/** The notice that is due for an end: days till then (below 0: it has ended), and under which threshold; undefined: none. */
export function dueNotice(end: Date, now: Date): { days: number; threshold: number } | undefined {
  if (end <= now) return { days: -1, threshold: -1 }
  const days = Math.floor(end.getTime() / day) - Math.floor(now.getTime() / day)
  const threshold = thresholds.find((one) => days <= one)
  return threshold === undefined ? undefined : { days, threshold }
}
