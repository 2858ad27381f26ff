import pg from 'pg'
import type { Logger } from 'pino'
import { jobSeconds, jobsRun } from '../../lib/metrics.ts'
import type { Database } from '../../store/database.ts'
import { fanOut } from '../../store/webhook-fan-out.ts'
import {
  nextDelivery,
  organisationsWithWebhooks,
  storeOutcome,
  takeDeliveries,
} from '../../store/webhook-work.ts'
import { type DeliverDeps, deliver } from './deliver.ts'

export interface WebhookLoopDeps extends DeliverDeps {
  db: Database
  /** Connection string, for the listening connection. */
  url: string
  log: Logger
  /** Requests at one time. */
  concurrency: number
}

/** Without being told, it looks around this often: for what another worker left when it died. */
const lookAroundMs = 15_000
/** After a feed that waits for an older transaction, or a failure. */
const againMs = 100
const afterFailureMs = 2000
/** What is due, but in a lane or for a host that another worker keeps busy. */
const elsewhereMs = 250

/**
 * Makes deliveries of what happens, and makes the requests. Any number of workers do so side by side: deliveries and
 * webhooks are taken by rows of the database, and what a killed worker had in hand is due again after its time.
 */
export class WebhookLoop {
  readonly #deps: WebhookLoopDeps
  /** Organisations in which something happened. */
  readonly #told = new Set<string>()
  /** Organisations with a webhook that has so much open that the rest waits. */
  readonly #full = new Set<string>()
  #client: pg.Client | undefined
  #closed = false
  #wake: () => void = () => undefined
  #woken = false
  readonly #atWork = new Set<Promise<void>>()
  readonly #ended: Promise<void>

  constructor(deps: WebhookLoopDeps) {
    this.#deps = deps
    this.#ended = this.#run()
  }

  /** Takes nothing more and waits for the requests under way. */
  async close(): Promise<void> {
    this.#closed = true
    this.#rouse()
    await this.#ended
    await Promise.all(this.#atWork)
    await this.#client?.end()
  }

  async #run(): Promise<void> {
    let lookedAround = 0
    while (!this.#closed) {
      let wait: number
      try {
        await this.#listen()
        if (Date.now() - lookedAround > lookAroundMs) {
          for (const id of await organisationsWithWebhooks(this.#deps.db)) this.#told.add(id)
          lookedAround = Date.now()
        }
        const more = await this.#fanOut()
        const full = await this.#startDeliveries()
        const next = (await nextDelivery(this.#deps.db)) ?? lookAroundMs
        // Full: the end of a request wakes us.
        wait = more ? againMs : full ? lookAroundMs : next <= 0 ? elsewhereMs : Math.min(next, lookAroundMs)
      } catch (error) {
        this.#deps.log.error({ err: error }, 'A round of the webhooks failed')
        wait = afterFailureMs
      }
      await this.#rest(wait)
    }
  }

  async #fanOut(): Promise<boolean> {
    const told = [...this.#told]
    this.#told.clear()
    let more = false
    for (const id of told) {
      const stop = jobSeconds.startTimer({ task: 'webhook fan-out' })
      const again = await fanOut(this.#deps.db, id).catch((error: unknown) => {
        this.#told.add(id)
        throw error
      })
      stop()
      if (again === 'again') this.#told.add(id)
      if (again === 'full') this.#full.add(id)
      more ||= again === 'again'
    }
    return more
  }

  /** Starts what is due; answers whether there was no room for more. */
  async #startDeliveries(): Promise<boolean> {
    const { db, concurrency, timeout } = this.#deps
    for (;;) {
      const room = concurrency - this.#atWork.size
      if (room <= 0) return true
      // Longer than a request can take: nobody else makes it meanwhile.
      const taken = await takeDeliveries(db, room, timeout / 1000 + 30)
      for (const delivery of taken) {
        const work: Promise<void> = this.#deliver(delivery).finally(() => {
          this.#atWork.delete(work)
          this.#rouse()
        })
        this.#atWork.add(work)
      }
      // What is in hand keeps its lane and its host closed: the end of each wakes us.
      if (taken.length < room) return this.#atWork.size > 0
    }
  }

  async #deliver(delivery: Parameters<typeof deliver>[1]): Promise<void> {
    const stop = jobSeconds.startTimer({ task: 'webhook delivery' })
    try {
      const outcome = await deliver(this.#deps, delivery)
      await storeOutcome(this.#deps.db, outcome)
      jobsRun.inc({ task: 'webhook delivery', result: outcome.attempt.problem === null ? 'done' : 'failed' })
      // There is room again for what waits in the feed.
      if (this.#full.delete(delivery.organisationId)) this.#told.add(delivery.organisationId)
    } catch (error) {
      // It is due again when its time is over.
      this.#deps.log.error({ err: error, delivery: delivery.id }, 'An outcome was not stored')
    } finally {
      stop()
    }
  }

  /** One connection that hears of what happens; a lost one is made again by the next round. */
  async #listen(): Promise<void> {
    if (this.#client !== undefined) return
    const client = new pg.Client({
      connectionString: this.#deps.url,
      application_name: 'tandem webhooks',
      keepAlive: true,
    })
    client.on('error', () => undefined)
    await client.connect()
    client.once('end', () => {
      this.#client = undefined
      this.#rouse()
    })
    client.on('notification', ({ payload = '' }) => {
      this.#told.add(payload)
      this.#rouse()
    })
    await client.query('LISTEN tandem_change; LISTEN tandem_webhook')
    this.#client = client
    // Whatever was said while nobody listened.
    for (const id of await organisationsWithWebhooks(this.#deps.db)) this.#told.add(id)
  }

  #rouse(): void {
    this.#woken = true
    this.#wake()
  }

  async #rest(ms: number): Promise<void> {
    if (!this.#woken && !this.#closed)
      await new Promise<void>((done) => {
        const timer = setTimeout(done, ms)
        this.#wake = () => {
          clearTimeout(timer)
          done()
        }
      })
    this.#woken = false
  }
}
