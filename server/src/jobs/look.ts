import type { CheckResult } from '@tandem/model/verification.ts'
import { TandemError } from '../errors.ts'
import { dueChecks } from '../providers/due-checks.ts'
import type { Provider, Wanted } from '../providers/provider.ts'
import { getConnection } from '../store/connections.ts'
import type { Database } from '../store/database.ts'
import { finishLook, takeLook } from '../store/setup-looks.ts'
import { runChecks } from '../verify/run.ts'
import { checksUpTo } from '../verify/up-to.ts'
import { type CheckDeps, checkContext } from './check-context.ts'

/** A quick look ends with this check and makes those that it stands on: sign-in, then what was granted. */
const last = ['permissions', 'credential']
/** Milliseconds for a check: somebody waits, and the verification has more patience. */
const checkLimit = 15_000

interface LookDeps extends CheckDeps {
  db: Database
  registry: Record<string, Provider>
}

/** The job `look`: what of a connection is there so far. Writes nothing in any mailbox. */
export function createLook(deps: LookDeps) {
  return async (
    { connectionId }: { connectionId: string },
    job: { log: { warn(facts: object, text: string): void }; signal: AbortSignal },
  ): Promise<void> => {
    const wish = await takeLook(deps.db, connectionId)
    if (wish === undefined) return
    try {
      await finishLook(deps.db, connectionId, wish, await look(deps, connectionId, job.signal))
    } catch (failure) {
      if (job.signal.aborted) throw failure
      job.log.warn({ err: failure, connectionId }, 'a look could not be carried out')
      await finishLook(deps.db, connectionId, wish, [notCarriedOut(failure)])
    }
  }
}

async function look(deps: LookDeps, connectionId: string, signal: AbortSignal): Promise<CheckResult[]> {
  const connection = await getConnection(deps.db, connectionId)
  const provider = deps.registry[connection.method]
  const sealed = connection.next_credential ?? connection.credential
  // A new attempt has begun meanwhile: there is nothing to look at.
  if (!provider || sealed === null) return []
  const checks = checksUpTo(dueChecks(provider.checks, connection.wanted as Wanted), last)
  const context = await checkContext(deps, { connection, provider, sealed })
  return await runChecks(checks, context, { changed: () => undefined, limit: checkLimit, signal })
}

function notCarriedOut(failure: unknown): CheckResult {
  return {
    check: 'tandem',
    title: 'Tandem can look',
    state: 'failed',
    headline: 'Tandem could not look at what is there so far.',
    meaning:
      failure instanceof TandemError
        ? failure.message
        : 'Tandem has a fault; this says nothing about your tenant. You can go on, the verification looks at everything.',
    actor: 'operations',
    evidence: [],
  }
}
