import { readFile } from 'node:fs/promises'
import { createSecureContext, getCACertificates } from 'node:tls'
import { Agent, type Dispatcher } from 'undici'
import { guardedConnector, type InsideRule } from './outside-address.ts'

/**
 * Connections to each outside host: its own pool, kept open, with the given authority trusted beside the usual ones. With
 * `inside` for addresses that users gave: nothing inside is connected to but what the rule allows.
 */
export async function createDispatcher(options: {
  caFile?: string
  timeout: number
  inside?: InsideRule
}): Promise<Dispatcher> {
  const extra = options.caFile === undefined ? [] : [await readFile(options.caFile, 'utf8')]
  // Once for all connections: reading the authorities takes 10 ms each time.
  const secureContext = createSecureContext({ ca: [...getCACertificates('default'), ...extra] })
  const connect = { timeout: Math.min(options.timeout, 10_000), secureContext }
  return new Agent({
    connections: 64,
    // Below the 60–120 s after which Microsoft's front ends drop an idle connection.
    keepAliveTimeout: 30_000,
    headersTimeout: options.timeout,
    bodyTimeout: options.timeout,
    connect: options.inside === undefined ? connect : guardedConnector(options.inside, connect),
  })
}
