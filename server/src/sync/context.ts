import type { Transaction } from 'kysely'
import type { Collection, Session } from '../providers/provider.ts'
import type { Owner } from '../store/batches.ts'
import type { Database } from '../store/database.ts'
import type { Kept } from '../store/records.ts'
import type { DB } from '../store/schema.ts'
import type { Fields } from './merge.ts'
import { type Resource, resourceOf } from './resources.ts'

/** What every run of a sync needs. */
export interface Sync {
  db: Database
  owner: Owner
  /** The mailbox's address: who is not to be taken for somebody else. */
  self: string
  /** The records it is about. */
  kept: Kept
  resource: Resource
  outside: Collection<Fields>
  /** Throws in `tx` when the mailbox is no longer ours to work on. */
  hold(tx: Transaction<DB>): Promise<void>
  signal?: AbortSignal | undefined
}

/** A sync of one kind of record of one mailbox; undefined if the connection does not offer the kind, or not any more. */
export function createSync(
  db: Database,
  owner: Owner & { address: string },
  kind: string,
  session: Session,
  lease: Pick<Sync, 'hold' | 'signal'>,
): Sync | undefined {
  const resource = resourceOf(kind)
  const outside = resource.collection(session)
  if (!outside) return undefined
  const { id, organisationId, address } = owner
  const kept = { mailboxId: id, kind }
  return { db, owner: { id, organisationId }, self: address, kept, resource, outside, ...lease }
}

/** Runs in one transaction that ends with the lease still ours, or not at all. */
export async function stored<Result>(
  sync: Sync,
  run: (tx: Transaction<DB>) => Promise<Result>,
): Promise<Result> {
  return await sync.db.transaction().execute(async (tx) => {
    await sync.hold(tx)
    return await run(tx)
  })
}
