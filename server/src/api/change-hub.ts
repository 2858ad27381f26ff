import type { FastifyBaseLogger } from 'fastify'
import pg from 'pg'
import type { Announcement } from '../store/announce.ts'

/** `change`: records changed, read the feed. `lost`: we were deaf for a while, anything may have happened. */
type Signal = { topic: 'change'; organisationId: string } | Announcement | { topic: 'lost' }
type Listener = (signal: Signal) => void

/** One connection that listens for all streams and waiting requests of this process. */
export interface ChangeHub {
  /** Calls `listener` for what concerns the organisation (`null`: all); returns the function that ends it. */
  subscribe(organisationId: string | null, listener: Listener): () => void
  /** Resolves once the connection listens. */
  ready(): Promise<void>
  close(): Promise<void>
}

const retryAfter = 500

/** Starts to listen to the database at `url`; a lost connection is made again until `close`. */
export function createChangeHub(url: string, log: FastifyBaseLogger): ChangeHub {
  const listeners = new Map<Listener, string | null>()
  let client: pg.Client | undefined
  let closed = false
  let retry: ReturnType<typeof setTimeout> | undefined
  const tell = (signal: Signal) => {
    for (const [listener, scope] of listeners) {
      if (signal.topic === 'lost' || scope === null || scope === signal.organisationId) listener(signal)
    }
  }
  const connect = async (): Promise<void> => {
    try {
      client = await listen(url, tell, () => {
        tell({ topic: 'lost' })
        again()
      })
      if (closed) await client.end()
    } catch (error) {
      log.warn({ err: error }, 'cannot listen for changes; trying again')
      again()
    }
  }
  const again = () => {
    if (!closed) retry = setTimeout(() => void connect(), retryAfter)
  }
  const first = connect()
  return {
    subscribe: (organisationId, listener) => {
      listeners.set(listener, organisationId)
      return () => listeners.delete(listener)
    },
    ready: async () => await first,
    close: async () => {
      closed = true
      clearTimeout(retry)
      await first
      client?.removeAllListeners('end')
      await client?.end()
    },
  }
}

async function listen(url: string, tell: Listener, onEnd: () => void): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'tandem stream', keepAlive: true })
  // The end of the connection is what matters; it follows every error.
  client.on('error', () => undefined)
  await client.connect()
  client.on('notification', ({ channel, payload = '' }) => {
    if (channel === 'tandem_change') tell({ topic: 'change', organisationId: payload })
    else tell(JSON.parse(payload) as Announcement)
  })
  client.once('end', onEnd)
  await client.query('LISTEN tandem_change; LISTEN tandem_event')
  return client
}
