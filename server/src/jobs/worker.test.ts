import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterEach, expect, test, vi } from 'vitest'
import { createTestDatabase } from '../../testing/database.ts'
import { createMailboxes, startTestWorker } from '../../testing/worker.ts'
import { addJob, hint } from '../queue/add.ts'
import { announceForgetting } from '../store/announce.ts'
import { dismissWorker, renamePool, workersSeen } from '../store/worker.ts'
import type { Jobs } from './job-runner.ts'
import type { MailboxTaskRunner } from './mailbox-work.ts'
import type { Worker } from './worker.ts'

const { db, url } = await createTestDatabase()
const workers: Worker[] = []
const start = async (
  run: MailboxTaskRunner,
  options: { concurrency?: number; jobs?: Partial<Jobs> } = {},
) => {
  const worker = await startTestWorker({ url, ...options }, run)
  workers.push(worker)
  return worker
}
const pull = (mailboxId: string, reason = 'test') => ({ mailboxId, task: 'pull:contacts' as const, reason })
const todo = () => db.selectFrom('todo').selectAll().execute()
const idle = () => vi.waitFor(async () => expect(await todo()).toEqual([]), { timeout: 10_000, interval: 20 })

afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.close()))
  await db.deleteFrom('organisation').execute()
})

test('a hint starts its task within a moment, and nothing remains to be done', async () => {
  const [mailbox] = await createMailboxes(db, 1)
  const seen: string[] = []
  await start(async (job) => {
    seen.push(`${job.mailboxId} ${job.kind} ${job.reason}`)
    return { done: true }
  })
  await hint(db, [pull(mailbox!, 'person')])
  await vi.waitFor(() => expect(seen).toEqual([`${mailbox} contacts person`]), { timeout: 500, interval: 5 })
  await idle()
})

test('two workers never work on one mailbox at a time, and no hint is missed, in a storm of hints', async () => {
  const mailboxes = await createMailboxes(db, 12)
  const busy = new Set<string>()
  const startedAfter = new Map<string, number>()
  let overlaps = 0
  const run: MailboxTaskRunner = async ({ mailboxId }) => {
    if (busy.has(mailboxId)) overlaps++
    busy.add(mailboxId)
    startedAfter.set(mailboxId, performance.now())
    await sleep(Math.random() * 5)
    busy.delete(mailboxId)
    return { done: true }
  }
  await Promise.all([start(run, { concurrency: 8 }), start(run, { concurrency: 8 })])
  let lastHint = 0
  for (let i = 0; i < 100; i++) {
    lastHint = performance.now()
    await Promise.all(mailboxes.map((id) => hint(db, [pull(id)])))
  }
  await idle()
  expect(overlaps).toBe(0)
  expect(startedAfter.size).toBe(12)
  for (const at of startedAfter.values()) expect(at).toBeGreaterThan(lastHint)
})

test('a hint during the work runs the task once more, with the reason of that hint', async () => {
  const [mailbox] = await createMailboxes(db, 1)
  const reasons: string[] = []
  await start(async (job) => {
    reasons.push(job.reason)
    if (reasons.length === 1) await hint(db, [pull(mailbox!, 'b'), pull(mailbox!, 'c')])
    return { done: true }
  })
  await hint(db, [pull(mailbox!, 'a')])
  await vi.waitFor(() => expect(reasons).toEqual(['a', 'c']), { timeout: 800 })
  await idle()
})

test('all due tasks of a mailbox run under one lease, edits first', async () => {
  const [mailbox] = await createMailboxes(db, 1)
  const tasks = ['audit:contacts', 'watch:contacts', 'pull:contacts', 'push:contacts'] as const
  await hint(
    db,
    tasks.map((task) => ({ mailboxId: mailbox!, task, reason: 'test' })),
  )
  const log = vi.fn()
  const { startWorker } = await import('./worker.ts')
  const runner =
    (name: string): MailboxTaskRunner =>
    async (job) => {
      log(name, job.fence.fence)
      return { done: true }
    }
  const { pino } = await import('pino')
  const quiet = async () => undefined
  workers.push(
    await startWorker({
      url,
      log: pino({ level: 'silent' }),
      concurrency: 1,
      jobs: {
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
      },
      tasks: {
        pull: runner('pull'),
        push: runner('push'),
        audit: runner('audit'),
        watch: runner('watch'),
        preview: runner('preview'),
        folders: runner('folders'),
        send: runner('send'),
      },
    }),
  )
  await idle()
  expect(log.mock.calls).toEqual([
    ['push', 1],
    ['pull', 1],
    ['audit', 1],
    ['watch', 1],
  ])
})

test('a failure is stored, waits longer each time and touches no other mailbox', async () => {
  const [bad, good] = await createMailboxes(db, 2)
  const ran: string[] = []
  await start(async (job) => {
    ran.push(job.mailboxId)
    if (job.mailboxId === bad) throw new RangeError('too far')
    return { done: true }
  })
  await hint(db, [pull(bad!), pull(good!)])
  await vi.waitFor(async () => expect(await todo()).toMatchObject([{ mailbox_id: bad, attempts: 1 }]))
  const [first] = await todo()
  expect(first).toMatchObject({ last_failure: { kind: 'RangeError', detail: 'too far' } })
  const wait = first!.due_at.getTime() - Date.now()
  expect(wait).toBeGreaterThan(1000)
  expect(wait).toBeLessThan(2500)
  await vi.waitFor(async () => expect(await todo()).toMatchObject([{ attempts: 2 }]), { timeout: 4000 })
  expect((await todo())[0]!.due_at.getTime() - Date.now()).toBeGreaterThan(5000)
  expect(ran.filter((id) => id === good)).toHaveLength(1)
})

test('a task that asks for another run gets it at that time', async () => {
  const [mailbox] = await createMailboxes(db, 1)
  const at: number[] = []
  await start(async () => {
    at.push(Date.now())
    return at.length === 1 ? { again: new Date(Date.now() + 300) } : { done: true }
  })
  await hint(db, [pull(mailbox!)])
  await vi.waitFor(() => expect(at).toHaveLength(2), { timeout: 2000 })
  expect(at[1]! - at[0]!).toBeGreaterThanOrEqual(299)
  expect(at[1]! - at[0]!).toBeLessThan(1500)
})

test('a worker killed with -9 is replaced within two seconds, and its jobs are freed', async () => {
  const [mailbox] = await createMailboxes(db, 1)
  const file = resolve(import.meta.dirname, '../../testing/worker-process.ts')
  const child = spawn(process.execPath, [file, url], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  await hint(db, [pull(mailbox!)])
  await vi.waitFor(async () => {
    const lease = await db.selectFrom('lease').selectAll().executeTakeFirstOrThrow()
    expect(lease.worker_id).not.toBeNull()
  })
  const connectionId = crypto.randomUUID()
  await addJob(db, 'discover', { connectionId })
  await vi.waitFor(async () => {
    const { rows } = await sql`SELECT FROM graphile_worker.jobs WHERE locked_at IS NOT NULL`.execute(db)
    expect(rows).toHaveLength(1)
  })
  const fences: number[] = []
  const discovered: string[] = []
  const discover = async (payload: { connectionId: string }) => void discovered.push(payload.connectionId)
  await start(
    async (job) => {
      fences.push(job.fence.fence)
      return { done: true }
    },
    { jobs: { discover } },
  )
  await sleep(300)
  expect(fences).toEqual([])
  expect(await workersSeen(db)).toBe(2)
  child.kill('SIGKILL')
  await vi.waitFor(() => expect(fences).toEqual([2]), { timeout: 2000, interval: 10 })
  await vi.waitFor(() => expect(discovered).toEqual([connectionId]), { timeout: 5000 })
  await idle()
  expect(await db.selectFrom('worker').select('id').execute()).toEqual([{ id: workers[0]!.id }])
})

test('closing lets the work end, aborts what takes too long, and leaves it due', async () => {
  const [quick, slow, late] = await createMailboxes(db, 3)
  const begun: string[] = []
  const ended: string[] = []
  const worker = await start(async (job) => {
    begun.push(job.mailboxId)
    await sleep(job.mailboxId === quick ? 150 : 60_000, undefined, { signal: job.signal })
    ended.push(job.mailboxId)
    return { done: true }
  })
  await hint(db, [pull(quick!), pull(slow!)])
  await vi.waitFor(() => expect(begun).toHaveLength(2), { timeout: 5000, interval: 5 })
  const began = performance.now()
  const closed = worker.close(1000)
  await hint(db, [pull(late!)])
  await closed
  expect(performance.now() - began).toBeLessThan(5000)
  expect(ended).toEqual([quick])
  expect((await todo()).map((row) => [row.mailbox_id, row.attempts]).sort()).toEqual(
    [
      [slow, 0],
      [late, 0],
    ].sort(),
  )
  const held = await db.selectFrom('lease').selectAll().where('worker_id', 'is not', null).execute()
  expect(held).toEqual([])
  expect(await workersSeen(db)).toBe(0)
  workers.length = 0
})

test('a worker that is closed during a long job leaves it to the next one, which takes it up soon', async () => {
  const reportId = crypto.randomUUID()
  const begun: string[] = []
  const slow = async (_: unknown, { signal }: { signal: AbortSignal }) => {
    begun.push('first')
    await sleep(60_000, undefined, { signal })
  }
  const first = await start(async () => ({ done: true }), { jobs: { verify: slow } })
  await addJob(db, 'verify', { reportId })
  await vi.waitFor(() => expect(begun).toEqual(['first']), { timeout: 5000 })
  const verify = async (payload: { reportId: string }) => void begun.push(payload.reportId)
  await start(async () => ({ done: true }), { jobs: { verify } })
  workers.splice(workers.indexOf(first), 1)
  await first.close(1000)
  await vi.waitFor(() => expect(begun).toEqual(['first', reportId]), { timeout: 5000 })
  const locked = async () =>
    (await sql`SELECT FROM graphile_worker.jobs WHERE locked_at IS NOT NULL`.execute(db)).rows
  await vi.waitFor(async () => expect(await locked()).toEqual([]))
}, 20_000)

test('jobs of a runner that ended by itself are free when the next one has its name', async () => {
  const id = 1_000_000
  await db.insertInto('worker').values({ id, host: 'here', job_pool: 'pool-before' }).execute()
  await addJob(db, 'discover', { connectionId: crypto.randomUUID() })
  await sql`UPDATE graphile_worker._private_jobs SET locked_by = 'pool-before', locked_at = now()`.execute(db)
  await renamePool(db, id, 'pool-after')
  const { rows } = await sql`SELECT FROM graphile_worker.jobs WHERE locked_at IS NOT NULL`.execute(db)
  expect(rows).toEqual([])
  await dismissWorker(db, id)
})

test('a worker whose connection breaks stops its work, gets a new number and works on', async () => {
  const [mailbox] = await createMailboxes(db, 1)
  const runs: { worker: number; signal: AbortSignal }[] = []
  const worker = await start(async (job) => {
    runs.push({ worker: job.fence.workerId, signal: job.signal })
    if (runs.length === 1) await sleep(60_000, undefined, { signal: job.signal })
    return { done: true }
  })
  const before = worker.id
  await hint(db, [pull(mailbox!)])
  await vi.waitFor(() => expect(runs).toHaveLength(1), { timeout: 5000 })
  await sql`SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = ${before}`.execute(
    db,
  )
  await vi.waitFor(() => expect(runs).toHaveLength(2), { timeout: 3000 })
  expect(runs[0]!.signal.aborted).toBe(true)
  expect(worker.id).not.toBe(before)
  expect(runs[1]!.worker).toBe(worker.id)
  await idle()
})

test('a job that belongs to no mailbox is checked and run once, with its payload', async () => {
  const connectionId = crypto.randomUUID()
  const seen: unknown[] = []
  await start(async () => ({ done: true }), {
    jobs: { discover: async (payload, job) => void seen.push([payload, job.attempt]) },
  })
  await addJob(db, 'discover', { connectionId }, { jobKey: `discover:${connectionId}` })
  await vi.waitFor(() => expect(seen).toEqual([[{ connectionId }, 1]]), { timeout: 3000 })
  await expect(addJob(db, 'discover', { connectionId: 'nonsense' })).rejects.toThrow()
})

test('a worker is told at once of connections whose tokens are to be forgotten', async () => {
  const forgotten: string[] = []
  const forget = (connectionId: string) => void forgotten.push(connectionId)
  workers.push(await startTestWorker({ url, forget }, async () => ({ done: true })))
  await db.transaction().execute((tx) => announceForgetting(tx, 'one'))
  await db
    .transaction()
    .execute(async (tx) => {
      await announceForgetting(tx, 'taken back')
      throw new Error('rolled back')
    })
    .catch(() => undefined)
  await announceForgetting(db, 'two')
  await expect.poll(() => forgotten).toEqual(['one', 'two'])
})
