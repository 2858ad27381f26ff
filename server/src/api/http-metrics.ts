import { Gauge, Histogram } from 'prom-client'
import { metrics } from '../lib/metrics.ts'
import type { App } from './deps.ts'

const requestSeconds = new Histogram({
  name: 'tandem_http_request_duration_seconds',
  help: 'How long answers took, by route; streams are left out',
  labelNames: ['method', 'route', 'status'],
  buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30],
  registers: [metrics],
})
const atWork = new Gauge({
  name: 'tandem_http_requests_at_work',
  help: 'Requests being answered now, streams among them',
  registers: [metrics],
})

/** Measures every request by its route, never by its address: an address may name a person. */
export function measureRequests(app: App): void {
  app.addHook('onRequest', async () => atWork.inc())
  app.addHook('onResponse', async (request, reply) => {
    atWork.dec()
    const route = request.routeOptions.url ?? 'unknown'
    if (route.endsWith('/stream')) return
    requestSeconds.observe(
      { method: request.method, route, status: reply.statusCode },
      reply.elapsedTime / 1000,
    )
  })
}
