import { type Mailer, stored } from '../mail/mailer.ts'
import { delayed } from '../mail/refusals.ts'
import { sendDue } from '../mail/send.ts'
import { type Failure, ProviderError } from '../providers/failures.ts'
import { holdLease } from '../store/lease.ts'
import { setTrouble } from '../store/mailboxes.ts'
import { announceOutgoing } from '../store/outgoing.ts'
import { delayOutgoing } from '../store/outgoing-work.ts'
import { afterTask, told } from '../sync/retry.ts'
import type { CollectionDeps } from './collection-task.ts'
import type { MailboxJob, MailboxTaskRunner, TaskEnd } from './mailbox-work.ts'
import { quietAtRest } from './sessions.ts'

type SendDeps = Pick<CollectionDeps, 'db' | 'sessions'>

/** `send:messages`: sends the mail of a mailbox that is due. Belongs to no collection: what goes wrong stands with the messages. */
export function sendTask(deps: SendDeps): MailboxTaskRunner {
  return quietAtRest(async (job: MailboxJob): Promise<TaskEnd> => {
    try {
      const { session } = await deps.sessions.session(job.mailboxId)
      try {
        // The connection is not to send (any more): its messages wait until it is.
        if (!session.send) return { done: true }
        const mailer: Mailer = {
          db: deps.db,
          owner: { id: job.mailboxId, organisationId: job.organisationId },
          sender: session.send,
          log: job.log,
          hold: (tx) => holdLease(tx, job.fence),
          signal: job.signal,
        }
        const { sent, progress, again, failure } = await sendDue(mailer)
        if (sent > 0) job.log.info({ sent }, 'Sent')
        if (failure) return await failed(deps, job, failure, progress)
        if (job.attempts > 0) await stored(mailer, (tx) => setTrouble(tx, job.mailboxId, null))
        return again ? { again } : { done: true }
      } finally {
        await session.close()
      }
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error
      return await failed(deps, job, error.failure, false)
    }
  })
}

/** A failure of the mailbox: all its messages wait, and say why. */
async function failed(deps: SendDeps, job: MailboxJob, cause: Failure, progress: boolean): Promise<TaskEnd> {
  const now = new Date()
  const failure = told(cause, now)
  const { again, trouble } = afterTask(cause, progress ? 0 : job.attempts, now)
  job.log.info({ failure: failure.kind, again }, failure.title)
  await deps.db.transaction().execute(async (tx) => {
    await holdLease(tx, job.fence)
    if (trouble) {
      const { title, at: since, kind, detail } = failure
      await setTrouble(tx, job.mailboxId, { title, detail, since, failure: { kind, detail } })
    }
    const delayedOnes = await delayOutgoing(tx, job.mailboxId, again, delayed(cause))
    await announceOutgoing(tx, job.organisationId, delayedOnes)
  })
  return { again, failure, progress }
}
