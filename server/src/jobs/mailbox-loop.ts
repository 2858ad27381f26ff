import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { mailboxesAtWork } from '../lib/metrics.ts'
import type { Database } from '../store/database.ts'
import { dropLeases, extendLeases, type Taken, takeLeases } from '../store/lease.ts'
import { finishWork, type MailboxEnd, nextDueIn } from '../store/todo.ts'
import { type MailboxTaskRunners, workOnMailbox } from './mailbox-work.ts'

interface AtWork {
  fence: number
  abort: AbortController
  end: Promise<void>
}

/** Takes due mailboxes and works on up to `concurrency` of them side by side, in the name of one worker id. */
export class MailboxLoop {
  readonly #db: Database
  readonly #log: Logger
  readonly #tasks: MailboxTaskRunners
  readonly #concurrency: number
  readonly #workerId: number
  readonly #atWork = new Map<string, AtWork>()
  /** Taken, and waiting for a place: few, and only while the work on a mailbox takes milliseconds. */
  #queue: Taken[] = []
  /** Recent average of the work on one mailbox. */
  #workMs = 1000
  #ended: MailboxEnd[] = []
  /** Something may be due: look. */
  #look = false
  #closing = false
  #closed = false
  #pump: Promise<void> | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(
    deps: { db: Database; log: Logger; tasks: MailboxTaskRunners; concurrency: number },
    workerId: number,
  ) {
    this.#db = deps.db
    this.#log = deps.log
    this.#tasks = deps.tasks
    this.#concurrency = deps.concurrency
    this.#workerId = workerId
  }

  /** Something may be due. */
  wake(): void {
    this.#look = true
    this.#start()
  }

  /** Lets our leases run on, and stops the work on mailboxes that are no longer ours. */
  async extend(): Promise<void> {
    const asked = [...this.#atWork]
    const queued = [...this.#queue]
    const held = new Map(
      (await extendLeases(this.#db, this.#workerId)).map((row) => [row.mailboxId, row.fence]),
    )
    for (const [mailboxId, work] of asked) if (held.get(mailboxId) !== work.fence) work.abort.abort()
    this.#queue = this.#queue.filter(
      (taken) => !queued.includes(taken) || held.get(taken.mailboxId) === taken.fence,
    )
  }

  /** The connection that proves us alive broke, others may take our mailboxes: stop, and free what is still ours. */
  abandon(): void {
    this.#closing = true
    this.#queue = []
    clearTimeout(this.#timer)
    for (const work of this.#atWork.values()) work.abort.abort()
  }

  /** Takes nothing more, waits for the work, aborts what is left after `graceMs`, and frees all mailboxes. */
  async close(graceMs: number): Promise<void> {
    this.#closing = true
    this.#queue = []
    clearTimeout(this.#timer)
    await this.#settle(graceMs)
    for (const work of this.#atWork.values()) work.abort.abort()
    await this.#settle(2000)
    this.#closed = true
    await this.#pump
    await this.#finish()
    await dropLeases(this.#db, this.#workerId)
  }

  async #settle(ms: number): Promise<void> {
    const ended = Promise.all([...this.#atWork.values()].map((work) => work.end))
    const waiting = new AbortController()
    await Promise.race([ended, sleep(ms, undefined, { signal: waiting.signal }).catch(() => undefined)])
    waiting.abort()
  }

  #start(): void {
    this.#pump ??= this.#run().finally(() => {
      this.#pump = undefined
      // What came in between the last look and this line.
      if (this.#hasWork()) this.#start()
    })
  }

  /**
   * How many to take: as many as places are free, and, to spare statements (measured: 2 ms for 20 mailboxes, 8 ms for
   * 200), those that will be worked off within some 20 ms. Slow work is never taken ahead of other workers.
   */
  #room(): number {
    if (this.#closing) return 0
    const ahead = Math.min(10 * this.#concurrency, Math.floor((this.#concurrency * 20) / this.#workMs))
    return (
      this.#concurrency -
      this.#atWork.size +
      (ahead > this.#queue.length * 2 ? ahead : 0) -
      this.#queue.length
    )
  }

  #hasWork(): boolean {
    return !this.#closed && (this.#ended.length > 0 || (this.#look && this.#room() > 0))
  }

  /** Ends and takings go out side by side, each as one statement for all mailboxes concerned. */
  async #run(): Promise<void> {
    try {
      while (this.#hasWork()) await Promise.all([this.#finish(), this.#take()])
      if (!this.#closing) await this.#setTimer()
    } catch (error) {
      this.#log.error({ err: error }, 'The database does not answer the worker; trying again in a second')
      this.#look = true
      await sleep(1000)
    }
  }

  async #finish(): Promise<void> {
    const ends = this.#ended
    if (ends.length === 0) return
    this.#ended = []
    try {
      await finishWork(this.#db, this.#workerId, ends)
    } catch (error) {
      this.#ended.push(...ends)
      throw error
    }
    // Hinted at during the work: due again, and nobody was told.
    this.#look = true
  }

  async #take(): Promise<void> {
    const room = this.#room()
    if (!this.#look || room <= 0) return
    this.#look = false
    const all = await takeLeases(this.#db, this.#workerId, room)
    if (all.length > 0) this.#look = true
    // Those that come when we close already are freed at its end.
    if (!this.#closing) this.#queue.push(...all)
    this.#fill()
  }

  #fill(): void {
    while (this.#atWork.size < this.#concurrency) {
      const taken = this.#queue.shift()
      if (!taken) return
      this.#begin(taken)
    }
  }

  #begin(taken: Taken): void {
    const abort = new AbortController()
    const began = performance.now()
    const work = workOnMailbox(taken, {
      tasks: this.#tasks,
      workerId: this.#workerId,
      log: this.#log,
      signal: abort.signal,
    })
    const end = work.then((ended) => {
      this.#atWork.delete(taken.mailboxId)
      mailboxesAtWork.dec()
      this.#workMs += (performance.now() - began - this.#workMs) / 10
      this.#ended.push(ended)
      this.#fill()
      this.#start()
    })
    mailboxesAtWork.inc()
    this.#atWork.set(taken.mailboxId, { fence: taken.fence, abort, end })
  }

  /** The worker looks every second anyway; this is for what becomes due sooner. */
  async #setTimer(): Promise<void> {
    const ms = await nextDueIn(this.#db)
    clearTimeout(this.#timer)
    if (ms !== undefined && ms < 1000 && !this.#closing)
      this.#timer = setTimeout(() => this.wake(), Math.ceil(ms) + 1)
  }
}
