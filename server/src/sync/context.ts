import type { Transaction } from 'kysely'
import type { Collection, Session } from '../providers/provider.ts'
import type { Owner } from '../store/batches.ts'
import type { Database } from '../store/database.ts'
import type { DB } from '../store/schema.ts'
import type { Fields } from './merge.ts'
import { type Resource, resourceOf } from './resources.ts'

/** What every run of a sync needs. */
export interface Sync {
  db: Database
  owner: Owner
  resource: Resource
  outside: Collection<Fields>
  /** Throws in `tx` when the mailbox is no longer ours to work on. */
  hold(tx: Transaction<DB>): Promise<void>
  signal?: AbortSignal | undefined
}

/** A sync of one kind of record of one mailbox; throws if the provider does not know the kind. */
export function createSync(
  db: Database,
  owner: Owner,
  kind: string,
  session: Session,
  lease: Pick<Sync, 'hold' | 'signal'>,
): Sync {
  const resource = resourceOf(kind)
  const outside = resource.collection(session)
  if (!outside) throw new Error(`This connection does not offer ${kind}`)
  return { db, owner, resource, outside, ...lease }
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
