import type { Transaction } from 'kysely'
import { ProviderError } from '../providers/failures.ts'
import type { Session } from '../providers/provider.ts'
import type { Owner } from '../store/batches.ts'
import { announceCollection, noteFailure } from '../store/collections.ts'
import type { ConnectionRow } from '../store/connections.ts'
import type { Database } from '../store/database.ts'
import { holdLease } from '../store/lease.ts'
import { setTrouble } from '../store/mailboxes.ts'
import type { DB } from '../store/schema.ts'
import { createSync, type Sync } from '../sync/context.ts'
import { afterTask, told } from '../sync/retry.ts'
import type { MailboxJob, MailboxTaskRunner, TaskEnd } from './mailbox-work.ts'
import { quietAtRest, type Sessions } from './sessions.ts'

/** What the tasks of a mailbox need. */
export interface CollectionDeps {
  db: Database
  sessions: Pick<Sessions, 'session'>
  /** Address under which services reach us. */
  publicUrl: string
}

/** A task's look at the mailbox it works on. */
export interface OpenedWork {
  job: MailboxJob
  session: Session
  connection: ConnectionRow
  owner: Owner & { address: string }
  /** Runs in one transaction that ends with the lease still ours, or not at all. */
  stored<Result>(run: (tx: Transaction<DB>) => Promise<Result>): Promise<Result>
}

/** A task's look at the collection it works on. */
export interface CollectionWork extends OpenedWork {
  sync: Sync
}

/**
 * A task of a collection: opens the mailbox, runs, notes a failure where people look, and says when to come again.
 * A run that ends well takes the failure and the trouble away.
 */
export function collectionTask(
  deps: CollectionDeps,
  run: (work: CollectionWork) => Promise<TaskEnd>,
): MailboxTaskRunner {
  return openedTask(deps, async (work) => {
    const { job, owner, session } = work
    const lease = { hold: (tx: Transaction<DB>) => holdLease(tx, job.fence), signal: job.signal }
    const sync = createSync(deps.db, owner, job.kind, session, lease)
    return sync ? await run({ ...work, sync }) : undefined
  })
}

/** As `collectionTask`, for what is no record; `undefined`: the connection does not offer it. */
export function openedTask(
  deps: CollectionDeps,
  run: (work: OpenedWork) => Promise<TaskEnd | undefined>,
): MailboxTaskRunner {
  return quietAtRest(async (job) => {
    try {
      const { session, mailbox, connection } = await deps.sessions.session(job.mailboxId)
      const owner = { id: job.mailboxId, organisationId: job.organisationId, address: mailbox.address }
      const stored: OpenedWork['stored'] = async (act) =>
        await deps.db.transaction().execute(async (tx) => {
          await holdLease(tx, job.fence)
          return await act(tx)
        })
      try {
        const end = await run({ job, session, connection, owner, stored })
        if (end === undefined) return { done: true as const }
        // Only after a failure is there anything to take away; a pull that ends well takes the collection's away itself.
        if (job.attempts > 0 || mailbox.state === 'trouble') await note(deps, job, null)
        return end
      } finally {
        await session.close()
      }
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error
      return await failed(deps, job, error)
    }
  })
}

/** Notes a failure of the outside and returns when the task is tried again. */
export async function failed(deps: CollectionDeps, job: MailboxJob, error: ProviderError): Promise<TaskEnd> {
  const now = new Date()
  const failure = told(error.failure, now)
  const { again, trouble } = afterTask(error.failure, job.attempts, now)
  job.log.info({ failure: failure.kind, again }, failure.title)
  await note(deps, job, { failure, trouble })
  return { again, failure }
}

async function note(
  deps: CollectionDeps,
  job: MailboxJob,
  what: { failure: ReturnType<typeof told>; trouble: boolean } | null,
): Promise<void> {
  await deps.db.transaction().execute(async (tx) => {
    await holdLease(tx, job.fence)
    // The mailbox before its collection, as everybody locks them.
    if (what === null) await setTrouble(tx, job.mailboxId, null)
    else if (what.trouble) {
      const { title, at: since, kind, detail } = what.failure
      await setTrouble(tx, job.mailboxId, { title, detail, since, failure: { kind, detail } })
    }
    if (await noteFailure(tx, job.mailboxId, job.kind, what?.failure ?? null))
      await announceCollection(tx, job.mailboxId, job.organisationId)
  })
}
