import type { CheckResult } from '@tandem/model/verification.ts'
import { TandemError } from '../errors.ts'
import { dueChecks } from '../providers/due-checks.ts'
import type { Provider, Wanted } from '../providers/provider.ts'
import { addJob } from '../queue/add.ts'
import { type ConnectionRow, getConnection, moveConnection } from '../store/connections.ts'
import type { Database } from '../store/database.ts'
import {
  finishReport,
  type ReportRow,
  reportsBefore,
  type Taking,
  takeReport,
} from '../store/verification-reports.ts'
import { storeProgress } from '../verify/progress.ts'
import { runChecks, waitingChecks } from '../verify/run.ts'
import { type CheckDeps, checkContext } from './check-context.ts'
import { judge, type Reason } from '../verify/verdict.ts'
import { verificationEnded } from './verification-ended.ts'

export interface VerifyDeps extends CheckDeps {
  db: Database
  registry: Record<string, Provider>
}

interface VerifyJob {
  log: { warn(facts: object, text: string): void; info(facts: object, text: string): void }
  signal: AbortSignal
}

/** A check may last this long, in milliseconds. */
const checkLimit = 45_000
/** A report that so many workers died with is ended. */
const mostTakings = 4

/** The job `verify`: proves a connection and stores how, step by step. Begun anew when its worker died. */
export function createVerify(deps: VerifyDeps) {
  return async ({ reportId }: { reportId: string }, job: VerifyJob): Promise<void> => {
    const connection = await connectionOf(deps.db, reportId)
    const provider = connection && deps.registry[connection.method]
    const due = dueChecks(provider?.checks ?? [], (connection?.wanted ?? {}) as Wanted)
    const waiting = waitingChecks(due)
    const taken = await takeReport(deps.db, reportId, waiting)
    if (!taken || !connection) return
    const { report, taking } = taken
    if (taking.takings > mostTakings)
      return await end(deps.db, report, taking, [interrupted(taking.takings - 1)])
    try {
      if (!provider) throw new TandemError('unexpected', `Tandem knows no method ${connection.method}.`)
      // A credential that waits for its proof is proven when a person asks, not by a timer.
      const next = report.reason === 'schedule' ? null : connection.next_credential
      const sealed = next ?? connection.credential
      if (sealed === null)
        throw new TandemError('wrong-state', 'No credential was entered for this connection.')
      const checks = await prove(deps, { report, connection, provider, sealed, taking }, job)
      await end(deps.db, report, taking, checks, sealed)
    } catch (failure) {
      if (job.signal.aborted) throw failure
      job.log.warn({ err: failure, reportId }, 'a verification could not be carried out')
      await end(deps.db, report, taking, [notCarriedOut(failure), ...waiting])
    }
  }
}

async function connectionOf(db: Database, reportId: string): Promise<ConnectionRow | undefined> {
  const report = await db
    .selectFrom('verification_report')
    .select('connection_id')
    .where('id', '=', reportId)
    .executeTakeFirst()
  return report && (await getConnection(db, report.connection_id))
}

async function prove(
  deps: VerifyDeps,
  given: { report: ReportRow; connection: ConnectionRow; provider: Provider; sealed: string; taking: Taking },
  job: VerifyJob,
): Promise<CheckResult[]> {
  const { connection, provider, taking } = given
  const progress = storeProgress(deps.db, taking, job.log)
  try {
    return await runChecks(
      dueChecks(provider.checks, connection.wanted as Wanted),
      { ...(await checkContext(deps, given)), isQuiet: given.report.reason !== 'person' },
      { changed: progress.changed, limit: checkLimit, signal: job.signal },
    )
  } finally {
    await progress.end()
  }
}

/** Report, connection and what follows change together; a report that another worker took over is left alone. */
async function end(
  db: Database,
  report: ReportRow,
  taking: Taking,
  checks: CheckResult[],
  sealed?: string,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const { previous, passed } = await reportsBefore(tx, report)
    const verdict = judge(checks, {
      reason: report.reason as Reason,
      now: new Date(),
      previous,
      passed: passed?.checks,
    })
    if (!(await finishReport(tx, taking, verdict))) return
    const isPassed = verdict.state === 'passed'
    await moveConnection(tx, report.connection_id, ['verifying'], isPassed ? 'verified' : 'failed')
    await verificationEnded(tx, report, { verdict, sealed })
    if (!isPassed || report.reason === 'schedule') return
    const connectionId = report.connection_id
    await addJob(tx, 'discover', { connectionId }, { jobKey: `discover:${connectionId}` })
  })
}

function notCarriedOut(failure: unknown): CheckResult {
  return {
    check: 'tandem',
    title: 'Tandem can carry out the verification',
    state: 'failed',
    headline: 'The verification could not be carried out.',
    meaning:
      failure instanceof TandemError
        ? failure.message
        : 'Tandem has a fault; this says nothing about your tenant or the application.',
    actor: 'operations',
    remedy: 'Correct what is named here and start the verification again, or look in the log of the worker.',
    evidence: [],
  }
}

function interrupted(times: number): CheckResult {
  return {
    check: 'tandem',
    title: 'Tandem can carry out the verification',
    state: 'failed',
    headline: `The verification was interrupted ${times} times and given up.`,
    meaning:
      'The worker that carried it out ended each time before the last check; nothing is known about the tenant.',
    actor: 'operations',
    remedy: 'Look in the log of the workers for the reason, then start the verification again.',
    evidence: [],
  }
}
