import { addJob } from '../queue/add.ts'
import type { Db } from '../store/database.ts'
import type { DroppedSubscription } from '../store/subscriptions.ts'

/** Stopped by one job. */
const atOnce = 100

/** Has jobs stop subscriptions that nobody wants any more at their services: nothing waits for that. */
export async function stopWatching(tx: Db, unwanted: DroppedSubscription[]): Promise<void> {
  const byConnection = new Map<string, DroppedSubscription[]>()
  for (const one of unwanted)
    byConnection.set(one.connectionId, [...(byConnection.get(one.connectionId) ?? []), one])
  for (const [connectionId, dropped] of byConnection)
    for (let from = 0; from < dropped.length; from += atOnce) {
      const subscriptions = dropped.slice(from, from + atOnce).map(({ id, mailbox }) => ({ id, mailbox }))
      await addJob(tx, 'unwatch', { connectionId, subscriptions })
    }
}
