import { z } from 'zod'
import { metrics } from '../lib/metrics.ts'
import { type Readiness, readiness } from '../store/readiness.ts'
import type { ApiDeps, App } from './deps.ts'

const ready = z.object({
  ready: z.boolean(),
  database: z.boolean(),
  missingMigrations: z.array(z.string()),
  workers: z.int(),
  /** What is missing and what to do, in words; empty when ready. */
  problems: z.array(z.string()),
})
const tags = ['Operation']

/** /healthz, /readyz, /metrics: for those who run Tandem. */
export function healthRoutes(app: App, { db, version }: ApiDeps): void {
  app.get(
    '/healthz',
    {
      config: { access: 'public' },
      schema: {
        tags,
        summary: 'The process is alive',
        response: { 200: z.object({ alive: z.literal(true), version: z.string() }) },
      },
    },
    async () => ({ alive: true as const, version }),
  )
  app.get(
    '/readyz',
    {
      config: { access: 'public' },
      schema: {
        tags,
        summary: 'Database, migrations and a worker are there',
        response: { 200: ready, 503: ready },
      },
    },
    async (_request, reply) => {
      const state = await readiness(db)
      return await reply.status(state.ready ? 200 : 503).send({ ...state, problems: problemsOf(state) })
    },
  )
  app.get(
    '/metrics',
    { config: { access: ['machine', 'operator'] }, schema: { tags, summary: 'Figures for Prometheus' } },
    async (_request, reply) => reply.type(metrics.contentType).send(await metrics.metrics()),
  )
}

function problemsOf({ database, missingMigrations, workers }: Readiness): string[] {
  if (!database) return ['The database does not answer. Look at DATABASE_URL, and whether PostgreSQL runs.']
  const problems: string[] = []
  if (missingMigrations.length > 0)
    problems.push(
      `Migrations are missing: ${missingMigrations.join(', ')}. Every start of Tandem applies them.`,
    )
  if (workers === 0) problems.push('No worker is alive: mailboxes stand still. Start "tandem work".')
  return problems
}
