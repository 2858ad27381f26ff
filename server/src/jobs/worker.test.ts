import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test, vi } from 'vitest'
import { createTestDatabase } from '../../testing/database.ts'
import { createMailboxes, startTestWorker } from '../../testing/worker.ts'
import { hint } from '../queue/add.ts'
import { workersSeen } from '../store/worker.ts'
import type { MailboxTaskRunner } from './mailbox-work.ts'
import type { Worker } from './worker.ts'

const { db, url } = await createTestDatabase()
const workers: Worker[] = []
const start = async (run: MailboxTaskRunner, options: { concurrency?: number } = {}) => {
  const worker = await startTestWorker({ url, ...options }, run)
  workers.push(worker)
  return worker
}
const pull = (mailboxId: string, reason = 'test') => ({ mailboxId, task: 'pull:contacts' as const, reason })

afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.close()))
  await db.deleteFrom('organisation').execute()
  expect(await workersSeen(db)).toBe(0)
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
  await vi.waitFor(async () => expect(await db.selectFrom('todo').selectAll().execute()).toEqual([]))
})
