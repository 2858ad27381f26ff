import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Logger } from 'pino'
import { forgetChannel } from '../store/announce.ts'
import { type Database, openDatabase } from '../store/database.ts'
import { reclaimLeases } from '../store/lease.ts'
import { buryWorkers, dismissWorker, enrolWorker, renamePool } from '../store/worker.ts'
import { type JobRunner, type Jobs, startJobRunner } from './job-runner.ts'
import { MailboxLoop } from './mailbox-loop.ts'
import type { MailboxTaskRunners } from './mailbox-work.ts'
import { scheduleTimers } from './timers.ts'

export interface WorkerDeps {
  /** Connection string: a worker keeps its connections to itself. */
  url: string
  log: Logger
  /** Mailboxes worked on side by side. */
  concurrency: number
  tasks: MailboxTaskRunners
  jobs: Jobs
  /** Told of connections whose tokens are to be forgotten at once. */
  forget?: (connectionId: string) => void
}

export interface Worker {
  /** Its number; it gets a new one when its connection broke. */
  readonly id: number
  /** Takes nothing more, lets the work end for `graceMs` (5 s), aborts the rest, frees everything. */
  close(graceMs?: number): Promise<void>
}

const second = 1000

/** Starts to work: on mailboxes under leases, on other jobs by graphile-worker, and on the timers of both. */
export async function startWorker(deps: WorkerDeps): Promise<Worker> {
  const worker = new RunningWorker(deps)
  await worker.start()
  return worker
}

class RunningWorker implements Worker {
  readonly #deps: WorkerDeps
  readonly #db: Database
  readonly #timers: NodeJS.Timeout[] = []
  #runner!: JobRunner
  #client!: pg.Client
  #loop!: MailboxLoop
  #id = 0
  #closing = false

  constructor(deps: WorkerDeps) {
    this.#deps = deps
    this.#db = openDatabase(leaseUrl(deps.url), { pool: 3, name: 'tandem worker', prepared: true })
  }

  get id(): number {
    return this.#id
  }

  async start(): Promise<void> {
    await this.#startRunner()
    await this.#enrol()
    this.#every(second, async () => {
      await Promise.all([reclaimLeases(this.#db), buryWorkers(this.#db)])
      this.#loop.wake()
    })
    this.#every(10 * second, () => this.#loop.extend())
    this.#every(5 * second, () => scheduleTimers(this.#db))
  }

  async close(graceMs = 5 * second): Promise<void> {
    this.#closing = true
    try {
      await Promise.all([this.#loop.close(graceMs), this.#runner.close()])
      await dismissWorker(this.#db, this.#id)
    } finally {
      for (const timer of this.#timers) clearInterval(timer)
      await Promise.all([this.#client.end(), this.#db.destroy()])
    }
  }

  /** The connection is the sign of life (advisory lock) and the ear for hints. */
  async #enrol(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#deps.url,
      application_name: 'tandem worker',
      keepAlive: true,
    })
    let loop: MailboxLoop | undefined
    let broken: Error | undefined
    const lose = (error: Error) => {
      if (broken || this.#closing) return
      broken = error
      // Before the loop exists the enrolment itself fails.
      if (!loop) return
      this.#deps.log.error({ err: error, worker: this.#id }, 'The connection of the worker broke')
      loop.abandon()
      void this.#enrolAgain()
    }
    client.on('error', lose)
    client.on('end', () => lose(new Error('The server closed it')))
    client.on('notification', ({ channel, payload }) => {
      if (channel === forgetChannel) this.#deps.forget?.(payload ?? '')
      else loop?.wake()
    })
    try {
      await client.connect()
      await client.query(`LISTEN tandem_work; LISTEN ${forgetChannel}`)
      this.#id = await enrolWorker(client, hostname(), this.#runner.pool)
      if (broken) throw broken
    } catch (error) {
      broken ??= error as Error
      await client.end()
      throw error
    }
    loop = new MailboxLoop({ ...this.#deps, db: this.#db }, this.#id)
    this.#client = client
    this.#loop = loop
    this.#deps.log.info({ worker: this.#id, pool: this.#runner.pool }, 'The worker listens')
    loop.wake()
  }

  async #enrolAgain(): Promise<void> {
    while (!this.#closing) {
      try {
        return await this.#enrol()
      } catch (error) {
        this.#deps.log.warn({ err: error }, 'No connection for the worker yet')
        await sleep(second)
      }
    }
  }

  async #startRunner(): Promise<void> {
    this.#runner = await startJobRunner({ ...this.#deps, concurrency: Math.min(4, this.#deps.concurrency) })
    void this.#runner.ended.then(() => this.#startRunnerAgain())
  }

  async #startRunnerAgain(): Promise<void> {
    const before = this.#runner
    while (!this.#closing && this.#runner === before) {
      await sleep(second)
      try {
        await this.#startRunner()
        await renamePool(this.#db, this.#id, this.#runner.pool)
      } catch (error) {
        this.#deps.log.warn({ err: error }, 'The job runner does not start yet')
      }
    }
  }

  /** A timer whose round never overlaps with the one before; a failure is logged, the next round tries again. */
  #every(ms: number, act: () => Promise<void>): void {
    let busy = false
    const round = async () => {
      if (busy) return
      busy = true
      try {
        await act()
      } catch (error) {
        this.#deps.log.error({ err: error }, 'A round of the worker failed')
      } finally {
        busy = false
      }
    }
    this.#timers.push(setInterval(round, ms))
    void round()
  }
}

/**
 * Leases get connections of their own: tasks that use up the process's pool must not keep them from being extended.
 * Their commits need not be on disk: one that a crash of the server undoes means that a task runs once more.
 */
function leaseUrl(url: string): string {
  const own = new URL(url)
  own.searchParams.set(
    'options',
    `${own.searchParams.get('options') ?? ''} -c synchronous_commit=off -c plan_cache_mode=force_generic_plan`.trim(),
  )
  return own.href
}
