import { setTimeout as sleep } from 'node:timers/promises'
import { Logger as RunnerLogger, run as runPeer } from 'graphile-worker'
import { sql } from 'kysely'
import { hint } from '../server/src/queue/add.ts'
import { type Database, openDatabase, openPool } from '../server/src/store/database.ts'
import { createMailboxes, startTestWorker } from '../server/testing/worker.ts'
import type { Bench } from './main.ts'

const mailboxCount = 2000
const runsEach = 20
const concurrency = 20

/**
 * Work on mailboxes against graphile-worker's named queues: 2,000 mailboxes, 20 runs each, one process, the same
 * concurrency, the same trivial task, every run counted, and on both sides the proof that a mailbox is never worked
 * on twice at a time. The peer's 40,000 jobs lie ready before its clock starts. Ours would fold the 20 hints of a
 * mailbox into one run; so each hint is recorded while the run before it is at work, and recording it is on our clock.
 * `ratio` is against named queues as graphile-worker runs them by itself; `batchedRatio` against the same queues with
 * its options for throughput (localQueue, batched completion).
 */
export const bench: Bench = async ({ url, say }) => {
  const db = openDatabase(url, { pool: 10, name: 'bench' })
  try {
    const mailboxes = await createMailboxes(db, mailboxCount)
    const ours = await measureOurs(db, url, mailboxes)
    say(`leases                 ${describe(ours)}`)
    const latency = await measureLatency(db, url, mailboxes)
    say(
      `hint → start, idle     p50 ${latency.p50.toFixed(1)} ms, p99 ${latency.p99.toFixed(1)} ms (300 hints)`,
    )
    const batched = await measurePeer(db, url, mailboxes, {
      localQueue: { size: 4 * concurrency },
      completeJobBatchDelay: 0,
    })
    say(`named queues, batched  ${describe(batched)}; ratio ${(ours.rate / batched.rate).toFixed(1)}`)
    const peer = await measurePeer(db, url, mailboxes, {})
    say(`named queues           ${describe(peer)}; ratio ${(ours.rate / peer.rate).toFixed(1)}`)
    return {
      name: 'jobs',
      ratio: round(ours.rate / peer.rate),
      runs: ours.runs,
      peerRuns: peer.runs,
      runsPerSecond: round(ours.rate),
      peerRunsPerSecond: round(peer.rate),
      batchedPeerRunsPerSecond: round(batched.rate),
      batchedRatio: round(ours.rate / batched.rate),
      latencyP50Ms: round(latency.p50),
      latencyP99Ms: round(latency.p99),
      overlaps: ours.overlaps + peer.overlaps + batched.overlaps,
    }
  } finally {
    await db.destroy()
  }
}

async function measureOurs(db: Database, url: string, mailboxes: string[]) {
  const tally = new Tally(mailboxes.length * runsEach)
  const record = batched((ids: string[]) => hint(db, ids.map(pull)))
  await hint(db, mailboxes.map(pull))
  const began = performance.now()
  const worker = await startTestWorker({ url, concurrency }, async ({ mailboxId }) => {
    const ran = await tally.run(mailboxId, async (nth) => {
      if (nth < runsEach) void record(mailboxId)
    })
    return ran
  })
  await tally.complete
  const rate = tally.runs / ((performance.now() - began) / 1000)
  // A run too many would come now.
  await sleep(500)
  await worker.close()
  return { rate, runs: tally.runs, overlaps: tally.overlaps }
}

async function measurePeer(
  db: Database,
  url: string,
  mailboxes: string[],
  options: GraphileConfig.WorkerOptions,
) {
  const tally = new Tally(mailboxes.length * runsEach)
  await sql`
    SELECT graphile_worker.add_jobs(array_agg(
      json_populate_record(NULL::graphile_worker.job_spec,
        json_build_object('identifier', 'work', 'payload', json_build_object('mailboxId', id), 'queue_name', id)) ORDER BY n, id))
    FROM unnest(${mailboxes}::text[]) AS id, generate_series(1, ${runsEach}::int) AS n`.execute(db)
  await sql`VACUUM ANALYZE`.execute(db)
  const began = performance.now()
  const connections = openPool(url, { pool: concurrency + 2, name: 'peer' })
  const runner = await runPeer({
    pgPool: connections,
    concurrency,
    noHandleSignals: true,
    parsedCronItems: [],
    logger: new RunnerLogger(() => () => undefined),
    taskList: {
      work: async (payload) => void (await tally.run((payload as { mailboxId: string }).mailboxId)),
    },
    preset: { worker: options },
  })
  await tally.complete
  const rate = tally.runs / ((performance.now() - began) / 1000)
  await runner.stop()
  await connections.end()
  return { rate, runs: tally.runs, overlaps: tally.overlaps }
}

/** One hint at a time to an idle worker: from the moment its commit is known to the start of the task. */
async function measureLatency(db: Database, url: string, mailboxes: string[]) {
  let started = (_at: number): void => undefined
  const worker = await startTestWorker({ url, concurrency }, async () => {
    started(performance.now())
    return { done: true }
  })
  await sleep(1000)
  const samples: number[] = []
  for (let i = 0; i < 320; i++) {
    const start = new Promise<number>((resolve) => {
      started = resolve
    })
    await hint(db, [pull(mailboxes[i]!)])
    const committed = performance.now()
    samples.push(Math.max(0, (await start) - committed))
    await sleep(10 + Math.random() * 20)
  }
  await worker.close()
  // The first twenty warm the process up.
  const sorted = samples.slice(20).sort((a, b) => a - b)
  return { p50: sorted[149]!, p99: sorted[296]! }
}

/** Counts runs and the cases in which one mailbox was worked on twice at a time. */
class Tally {
  runs = 0
  overlaps = 0
  readonly complete: Promise<void>
  readonly #wanted: number
  readonly #busy = new Set<string>()
  readonly #count = new Map<string, number>()
  #done = (): void => undefined

  constructor(wanted: number) {
    this.#wanted = wanted
    this.complete = new Promise((resolve) => {
      this.#done = resolve
    })
  }

  async run(mailboxId: string, act?: (nth: number) => Promise<void>): Promise<{ done: true }> {
    if (this.#busy.has(mailboxId)) this.overlaps++
    this.#busy.add(mailboxId)
    const nth = (this.#count.get(mailboxId) ?? 0) + 1
    this.#count.set(mailboxId, nth)
    await new Promise(setImmediate)
    await act?.(nth)
    this.#busy.delete(mailboxId)
    if (++this.runs === this.#wanted) this.#done()
    return { done: true }
  }
}

function describe(measured: { rate: number; runs: number; overlaps: number }): string {
  return `${measured.rate.toFixed(0)} runs/s (${measured.runs} runs, ${measured.overlaps} overlaps)`
}

/** Gathers what is asked for while one statement is on its way into the next one. */
function batched(send: (ids: string[]) => Promise<void>): (id: string) => Promise<void> {
  let waiting: string[] = []
  let next: Promise<void> | undefined
  let current: Promise<void> = Promise.resolve()
  return (id) => {
    waiting.push(id)
    next ??= current.then(() => {
      const ids = waiting
      waiting = []
      next = undefined
      current = send(ids)
      return current
    })
    return next
  }
}

function pull(mailboxId: string) {
  return { mailboxId, task: 'pull:contacts' as const, reason: 'bench' }
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
