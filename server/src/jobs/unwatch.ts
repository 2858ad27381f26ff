import { TandemError } from '../errors.ts'
import { ProviderError } from '../providers/failures.ts'
import type { JobPayload } from '../queue/payloads.ts'
import type { JobContext } from './job-runner.ts'
import { AtRest, type Sessions } from './sessions.ts'

/** Then what is left runs out by itself, within a week; what it sends until then does nothing. */
const mostAttempts = 5

/**
 * The job `unwatch`: stops subscriptions that nobody wants any more, also of a connection that was suspended. Best
 * effort: a service that does not answer is asked again a few times, one that refuses is left alone.
 */
export function createUnwatch(deps: { sessions: Pick<Sessions, 'leave' | 'forget'> }) {
  return async (
    { connectionId, subscriptions }: JobPayload<'unwatch'>,
    job: Pick<JobContext, 'attempt' | 'signal'> & { log: Pick<JobContext['log'], 'info'> },
  ): Promise<void> => {
    let unanswered: ProviderError | undefined
    try {
      const { provider, settings, access, outside, connection } = await deps.sessions.leave(connectionId)
      for (const { id, mailbox } of subscriptions) {
        job.signal.throwIfAborted()
        const session = provider.open(settings, access, mailbox, { ...outside, wanted: {} })
        try {
          await session.watch?.stop(id)
        } catch (error) {
          if (!(error instanceof ProviderError)) throw error
          job.log.info({ mailbox, failure: error.failure.kind }, 'A subscription was not stopped')
          if (isPassing(error)) unanswered = error
        } finally {
          await session.close()
        }
      }
      if (connection.state !== 'active' && connection.state !== 'verified') deps.sessions.forget(connectionId)
    } catch (error) {
      if (error instanceof AtRest || (error instanceof TandemError && error.code === 'not-found')) return
      throw error
    }
    if (unanswered && job.attempt < mostAttempts) throw unanswered
  }
}

function isPassing({ failure }: ProviderError): boolean {
  return failure.kind === 'Throttled' || failure.kind === 'Unavailable'
}
