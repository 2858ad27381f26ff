import { sql } from 'kysely'
import { pino } from 'pino'
import type { Jobs } from '../src/jobs/job-runner.ts'
import type { MailboxTaskRunner, MailboxTaskRunners } from '../src/jobs/mailbox-work.ts'
import { startWorker, type Worker, type WorkerDeps } from '../src/jobs/worker.ts'
import { mailboxTasks } from '../src/queue/payloads.ts'
import type { Database } from '../src/store/database.ts'

/** Mailboxes that are switched on, of one organisation and one active connection; returns their ids. */
export async function createMailboxes(db: Database, count: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    WITH o AS (INSERT INTO organisation (name) VALUES ('Work') RETURNING id),
    c AS (INSERT INTO connection (organisation_id, method, state) SELECT id, 'test', 'active' FROM o RETURNING id),
    m AS (
      INSERT INTO mailbox (organisation_id, connection_id, address, state)
      SELECT o.id, c.id, 'm' || n || '@work.example', 'on' FROM o, c, generate_series(1, ${count}::int) AS n
      RETURNING id
    ), l AS (INSERT INTO lease (mailbox_id) SELECT id FROM m)
    SELECT id FROM m`.execute(db)
  return rows.map((row) => row.id)
}

/** A worker whose every mailbox task is `run`. */
export async function startTestWorker(
  deps: Pick<WorkerDeps, 'url' | 'forget'> & { concurrency?: number; jobs?: Partial<Jobs> },
  run: MailboxTaskRunner,
): Promise<Worker> {
  const tasks = Object.fromEntries(mailboxTasks.map((name) => [name, run])) as MailboxTaskRunners
  const quiet = async () => undefined
  const jobs: Jobs = {
    verify: quiet,
    look: quiet,
    provision: quiet,
    discover: quiet,
    unwatch: quiet,
    route: quiet,
    tick: quiet,
    sweep: quiet,
    notices: quiet,
    expiries: quiet,
    expiry: quiet,
    erase: quiet,
    ...deps.jobs,
  }
  const log = pino({ level: 'silent' })
  return await startWorker({
    url: deps.url,
    ...(deps.forget && { forget: deps.forget }),
    log,
    concurrency: deps.concurrency ?? 20,
    tasks,
    jobs,
  })
}
