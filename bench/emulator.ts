import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Emulator, startEmulator } from '../server/src/demo/emulator.ts'
import { openTenant } from './contacts/tenant.ts'
import type { Bench } from './main.ts'

const contacts = 50_000
const pageSize = 1000
/** Items a second that one core of the emulator must serve, or it would be the bottleneck of other measurements. */
const limit = 100_000

type Tenant = Awaited<ReturnType<typeof openTenant>>

/**
 * The emulator as the far side: a mailbox of 50,000 contacts read as delta pages over HTTPS by a client that only counts.
 * `cold` is the first reading after a start (from the seed, and again from what was kept), `warm` those after it.
 * The processor time is that of the emulator's process, all its threads and the encryption included; `ratio` is what a
 * second of it serves in the slowest of the three, in terms of the limit. The rates by the clock depend on what else the machine is doing.
 */
export const bench: Bench = async ({ say }) => {
  const data = await mkdtemp(join(tmpdir(), 'tandem-bench-emulator-'))
  try {
    const seeded = await measureStart(data, 5)
    const kept = await measureStart(data, 1)
    const [warm = seeded.cold] = [...seeded.warm].sort((a, b) => b.perCpuSecond - a.perCpuSecond)
    const load = Math.round((loadavg()[0] ?? 0) * 10) / 10
    say(`first reading after seeding    ${describe(seeded.cold)}`)
    say(`first reading after a restart  ${describe(kept.cold)}`)
    say(`readings after that, the best  ${describe(warm)}`)
    say(`one contact at a time          ${seeded.smallPerSecond} requests/s`)
    say(`start                          ${seeded.startSeconds} s with seeding, ${kept.startSeconds} s again`)
    say(`load average ${load} on ${cpus().length} processors`)
    return {
      name: 'emulator',
      ratio: hundredths(
        Math.min(seeded.cold.perCpuSecond, kept.cold.perCpuSecond, warm.perCpuSecond) / limit,
      ),
      warmRatio: hundredths(warm.perCpuSecond / limit),
      coldPerCpuSecond: seeded.cold.perCpuSecond,
      restartedPerCpuSecond: kept.cold.perCpuSecond,
      warmPerCpuSecond: warm.perCpuSecond,
      coldPerSecond: seeded.cold.perSecond,
      restartedPerSecond: kept.cold.perSecond,
      warmPerSecond: Math.max(...seeded.warm.map(({ perSecond }) => perSecond)),
      smallPerSecond: seeded.smallPerSecond,
      // What is done ahead of the first reading is paid here.
      seededStartSeconds: seeded.startSeconds,
      restartSeconds: kept.startSeconds,
      bytesPerContact: Math.round(warm.bytes / contacts),
      loadAverage: load,
    }
  } finally {
    await rm(data, { recursive: true, force: true })
  }
}

interface Reading {
  perSecond: number
  perCpuSecond: number
  bytes: number
}

async function measureStart(data: string, warmReadings: number) {
  const began = performance.now()
  const emulator = await startEmulator({ port: 0, data, seed: `large:1x${contacts}` })
  const startSeconds = hundredths((performance.now() - began) / 1000)
  const tenant = await openTenant(emulator)
  try {
    const cold = await readAll(emulator, tenant)
    const warm: Reading[] = []
    for (let i = 0; i < warmReadings; i++) warm.push(await readAll(emulator, tenant))
    return { startSeconds, cold, warm, smallPerSecond: await measureSmall(tenant) }
  } finally {
    await tenant.close()
    await emulator.close()
  }
}

/** Follows the links from the first page to the last; every contact must come exactly once. */
async function readAll(emulator: Emulator, tenant: Tenant): Promise<Reading> {
  const cpuBefore = await cpuSeconds(emulator.pid)
  const began = performance.now()
  let next: string | undefined = `/v1.0/users/${tenant.mailboxes[0]}/contacts/delta`
  let [items, bytes] = [0, 0]
  while (next !== undefined) {
    const page = await fetchBytes(tenant, next)
    items += count(page, '"@odata.etag":')
    bytes += page.length
    // The link stands before the items.
    const link = /"@odata\.nextLink":"([^"]+)"/.exec(page.toString('latin1', 0, 2048))?.[1]
    next = link?.slice(tenant.url.length)
  }
  const seconds = (performance.now() - began) / 1000
  const cpu = (await cpuSeconds(emulator.pid)) - cpuBefore
  if (items !== contacts) throw new Error(`${items} contacts came in place of ${contacts}`)
  return { perSecond: Math.round(items / seconds), perCpuSecond: Math.round(items / cpu), bytes }
}

/** GET of one contact after the other on four lanes, which is as many as the service admits. */
async function measureSmall(tenant: Tenant): Promise<number> {
  const mailbox = `/v1.0/users/${tenant.mailboxes[0]}/contacts`
  const list = await fetchBytes(tenant, `${mailbox}?$top=20&$select=id`)
  const ids = (JSON.parse(list.toString()) as { value: { id: string }[] }).value.map(({ id }) => id)
  const [requests, lanes] = [4000, 4]
  const began = performance.now()
  const lane = async () => {
    for (let i = 0; i < requests / lanes; i++) await fetchBytes(tenant, `${mailbox}/${ids[i % ids.length]}`)
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  return Math.round(requests / ((performance.now() - began) / 1000))
}

async function fetchBytes(tenant: Tenant, path: string): Promise<Buffer> {
  const answer = await tenant.dispatcher.request({
    origin: tenant.url,
    path,
    method: 'GET',
    headers: {
      authorization: `Bearer ${tenant.token}`,
      prefer: `IdType="ImmutableId", odata.maxpagesize=${pageSize}`,
    },
  })
  if (answer.statusCode !== 200) throw new Error(`${path} answered ${answer.statusCode}`)
  return Buffer.from(await answer.body.arrayBuffer())
}

function count(page: Buffer, mark: string): number {
  let found = 0
  for (let at = page.indexOf(mark); at >= 0; at = page.indexOf(mark, at + mark.length)) found += 1
  return found
}

/** Processor time of a process so far. Linux tells it in hundredths of a second (proc(5): fields 14 and 15). */
async function cpuSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

function describe({ perSecond, perCpuSecond }: Reading): string {
  return `${perCpuSecond} contacts per second of processor time, ${perSecond}/s by the clock`
}

function hundredths(figure: number): number {
  return Math.round(figure * 100) / 100
}
