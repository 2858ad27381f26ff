import type { Logger } from 'pino'
import { jobSeconds, jobsRun, startDelaySeconds } from '../lib/metrics.ts'
import { ProviderError } from '../providers/failures.ts'
import type { mailboxTasks } from '../queue/payloads.ts'
import { type Fence, LeaseLost, type Taken, type TakenTask } from '../store/lease.ts'
import type { MailboxEnd, StoredTaskEnd } from '../store/todo.ts'

export type { Fence } from '../store/lease.ts'

/** One run of one task of a mailbox, under the mailbox's lease. */
export interface MailboxJob {
  mailboxId: string
  organisationId: string
  /** The resource: 'contacts'; of a task that sends 'messages'. */
  kind: string
  /** Why it was asked for last. */
  reason: string
  /** Failed runs before this one. */
  attempts: number
  /** Every transaction that stores something calls holdLease with it. */
  fence: Fence
  log: Logger
  /** Aborted when the worker closes or lost the mailbox. */
  signal: AbortSignal
}

/**
 * `again`: run it again at that time; with a `failure` it counts as an attempt, is shown, and hints other than a
 * person's do not bring it forward (a throttled mailbox stays left alone). `progress`: it came further all the same, so that it is no
 * row of failures. Throwing = failure with backoff.
 */
export type TaskEnd =
  | { done: true }
  | { again: Date; failure?: { kind: string; detail: string }; progress?: boolean }
export type MailboxTaskRunner = (job: MailboxJob) => Promise<TaskEnd>
export type MailboxTaskRunners = Record<(typeof mailboxTasks)[number], MailboxTaskRunner>

export interface MailboxWorkDeps {
  tasks: MailboxTaskRunners
  workerId: number
  log: Logger
  signal: AbortSignal
}

/** Runs all due tasks of a taken mailbox one after another; never throws. A task cut short has no end: it stays due. */
export async function workOnMailbox(taken: Taken, deps: MailboxWorkDeps): Promise<MailboxEnd> {
  const ends: StoredTaskEnd[] = []
  for (const task of inOrder(taken.tasks)) {
    if (deps.signal.aborted) break
    const end = await runTask(taken, task, deps)
    if (end === 'lost') break
    ends.push({ task: task.task, revision: task.revision, ...end })
  }
  return { mailboxId: taken.mailboxId, fence: taken.fence, tasks: ends }
}

/** Milliseconds until the next try: 2 s, 8 s, 32 s, 2 min, 9 min, then 15 min, each a fifth more or less. */
export function retryDelay(attempts: number, random: () => number = Math.random): number {
  return Math.min(900_000, 2000 * 4 ** Math.min(attempts, 10)) * (0.8 + 0.4 * random())
}

/** Mail and a person's edits go out before anything is read in, the long and rare comes last. */
const order = ['send', 'folders', 'preview', 'push', 'pull', 'audit', 'watch']

function inOrder(tasks: TakenTask[]): TakenTask[] {
  const rank = (task: TakenTask) => order.indexOf(nameOf(task))
  return [...tasks].sort((a, b) => rank(a) - rank(b))
}

function nameOf(task: TakenTask): string {
  return task.task.split(':', 1)[0] ?? ''
}

type Ended = Pick<StoredTaskEnd, 'dueAt' | 'failure' | 'progress'>

async function runTask(taken: Taken, task: TakenTask, deps: MailboxWorkDeps): Promise<Ended | 'lost'> {
  const name = nameOf(task)
  const { mailboxId, organisationId } = taken
  const log = deps.log.child({ mailbox: mailboxId, task: task.task, fence: taken.fence })
  startDelaySeconds.observe({ task: name }, Math.max(0, task.waitedMs / 1000))
  const stop = jobSeconds.startTimer({ task: name })
  try {
    const runner = Object.hasOwn(deps.tasks, name) ? deps.tasks[name as keyof MailboxTaskRunners] : undefined
    if (!runner) throw new Error(`This version knows no task ${task.task}`)
    const end = await runner({
      mailboxId,
      organisationId,
      kind: task.task.slice(name.length + 1),
      reason: task.reason,
      attempts: task.attempts,
      fence: { mailboxId, workerId: deps.workerId, fence: taken.fence },
      log,
      signal: deps.signal,
    })
    jobsRun.inc({ task: name, result: 'done' in end ? 'done' : end.failure ? 'failed' : 'again' })
    if ('done' in end) return { dueAt: null, failure: null }
    return { dueAt: end.again, failure: end.failure ?? null, progress: end.progress }
  } catch (error) {
    return failed(error, name, task, log, deps.signal)
  } finally {
    stop()
  }
}

function failed(
  error: unknown,
  name: string,
  task: TakenTask,
  log: Logger,
  signal: AbortSignal,
): Ended | 'lost' {
  if (error instanceof LeaseLost || signal.aborted) {
    jobsRun.inc({ task: name, result: 'lost' })
    log.info({ err: error }, 'Cut short; it will be run again')
    return 'lost'
  }
  const delay = retryDelay(task.attempts)
  jobsRun.inc({ task: name, result: 'failed' })
  log.warn(
    { err: error, attempts: task.attempts + 1, retryInMs: Math.round(delay) },
    'Failed; it will be tried again',
  )
  return { dueAt: new Date(Date.now() + delay), failure: describe(error) }
}

function describe(error: unknown): { kind: string; detail: string } {
  if (error instanceof ProviderError)
    return { kind: error.failure.kind, detail: error.failure.detail.slice(0, 2000) }
  if (error instanceof Error) return { kind: error.name, detail: error.message.slice(0, 2000) }
  return { kind: 'Unexpected', detail: String(error).slice(0, 2000) }
}
