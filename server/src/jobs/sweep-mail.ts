import type { RawStore } from '../mail/inbound/raw-store.ts'
import type { Database } from '../store/database.ts'
import { sweepRaw } from '../store/raw-names.ts'

/** What of the mail of queues goes by itself, every hour: bytes that no message names any more. */
export async function sweepMail(deps: { db: Database; rawMail: RawStore }): Promise<{ raw: number }> {
  return { raw: await sweepRaw(deps.db, deps.rawMail.delete) }
}
