import { EventEmitter } from 'node:events'
import { type Runner, Logger as RunnerLogger, run, type TaskList } from 'graphile-worker'
import type { Logger } from 'pino'
import { jobSeconds, jobsRun } from '../lib/metrics.ts'
import { type JobName, type JobPayload, jobPayloads } from '../queue/payloads.ts'
import { openPool } from '../store/database.ts'

/** What a job gets besides its payload. */
export interface JobContext {
  log: Logger
  /** 1 at the first run. */
  attempt: number
  /** Aborted when the worker closes. */
  signal: AbortSignal
}
export type Jobs = { [N in JobName]: (payload: JobPayload<N>, job: JobContext) => Promise<void> }

export interface JobRunner {
  /** Under this name jobs are taken (`locked_by`). */
  pool: string
  /** Resolves when it ended, also by itself: after ten failures in a row to reach the database. */
  ended: Promise<void>
  close(): Promise<void>
}

/** Runs the jobs that belong to no mailbox, by graphile-worker, on connections of its own. */
export async function startJobRunner(deps: {
  url: string
  log: Logger
  concurrency: number
  jobs: Jobs
}): Promise<JobRunner> {
  // EventEmitter's own type: graphile-worker narrows it by its event names.
  const events = new EventEmitter() as NonNullable<Parameters<typeof run>[0]['events']>
  let pool = ''
  events.on('pool:create', ({ workerPool }) => {
    pool = workerPool.id
  })
  // Not a pool of its own making: graphile-worker would let go of it without waiting for the end of its connections.
  const connections = openPool(deps.url, { pool: deps.concurrency + 2, name: 'tandem jobs' })
  const running = run({
    pgPool: connections,
    concurrency: deps.concurrency,
    noHandleSignals: true,
    parsedCronItems: [],
    taskList: taskList(deps.jobs, deps.log),
    logger: runnerLogger(deps.log),
    events,
  })
  running.catch(() => connections.end())
  const runner: Runner = await running
  const ended = runner.promise
    .catch((error: unknown) => deps.log.error({ err: error }, 'The job runner ended'))
    .then(() => connections.end())
  let over = false
  void ended.then(() => {
    over = true
  })
  return {
    pool,
    ended,
    close: async () => {
      if (!over) await runner.stop()
      await ended
    },
  }
}

function taskList(jobs: Jobs, log: Logger): TaskList {
  return Object.fromEntries(
    (Object.keys(jobPayloads) as JobName[]).map((name) => [name, runJob(name, jobs, log)]),
  )
}

function runJob<N extends JobName>(name: N, jobs: Jobs, log: Logger): TaskList[string] {
  return async (payload, { job, abortSignal }) => {
    const stop = jobSeconds.startTimer({ task: name })
    const context = {
      log: log.child({ job: job.id, task: name }),
      attempt: job.attempts,
      signal: abortSignal,
    }
    try {
      await jobs[name](jobPayloads[name].parse(payload) as JobPayload<N>, context)
      jobsRun.inc({ task: name, result: 'done' })
    } catch (error) {
      jobsRun.inc({ task: name, result: 'failed' })
      context.log.warn({ err: error, attempt: job.attempts }, 'The job failed; it will be tried again')
      throw error
    } finally {
      stop()
    }
  }
}

/** Its own lines: problems stay visible, the rest is for debugging; job failures are logged above. */
function runnerLogger(log: Logger): RunnerLogger {
  return new RunnerLogger(() => (level, message) => {
    if (level === 'error' && !message.startsWith('Failed task'))
      log.error({ from: 'graphile-worker' }, message)
    else log.debug({ from: 'graphile-worker' }, message)
  })
}
