import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmulator } from '../server/src/demo/emulator.ts'
import { hint } from '../server/src/queue/add.ts'
import { type Database, openDatabase } from '../server/src/store/database.ts'
import { addLetter } from '../server/testing/mail.ts'
import { startProduct } from './contacts/product.ts'
import { openTenant } from './contacts/tenant.ts'
import type { Bench } from './main.ts'
import { type Mode, measureBare } from './send/bare.ts'
import { sendingSeed } from './send/tenant.ts'

/** Mailboxes of one measurement; each of them is used in one alone, since a mailbox may send 30 messages a minute. */
const people = 40
const messagesEach = 25
const concurrency = 20
const attachmentBytes = 100 * 1024 * 1024

type Owner = { id: string; organisationId: string; address: string }

/**
 * 1,000 messages from 40 mailboxes by one worker, with drafts and without, against a bare pipeline that makes the same requests in
 * the same run; and by how much the worker grows while it sends a file of 100 MB. `ratio` is the slower of the two modes.
 */
export const bench: Bench = async ({ url, say }) => {
  const data = await mkdtemp(join(tmpdir(), 'tandem-bench-send-'))
  // For each mode a group to warm up, two for the bare pipeline (before and after) and one for the product; one for the file.
  const seed = await sendingSeed(data, people * 8 + 2)
  const emulator = await startEmulator({ port: 0, data, seed })
  const db = openDatabase(url, { pool: 25, name: 'bench' })
  const tenant = await openTenant(emulator)
  const product = await startProduct(db, url, emulator, concurrency)
  try {
    const owners = await switchOn(db)
    const exact = await measureMode(db, tenant, owners.splice(0, people * 4), 'exact')
    const once = await measureMode(db, tenant, owners.splice(0, people * 4), 'once')
    const memoryGrowthMb = await measureMemory(db, owners)
    say(`with drafts     ${exact.product} messages/s, bare pipeline ${exact.bare} (${exact.ratio})`)
    say(`Mail.Send alone ${once.product} messages/s, bare pipeline ${once.bare} (${once.ratio})`)
    say(`file of 100 MB  the process grew by ${memoryGrowthMb} MB`)
    return {
      name: 'send',
      ratio: Math.min(exact.ratio, once.ratio),
      withDraftsRatio: exact.ratio,
      withDraftsPerSecond: exact.product,
      withDraftsBarePerSecond: exact.bare,
      onceRatio: once.ratio,
      oncePerSecond: once.product,
      onceBarePerSecond: once.bare,
      memoryGrowthMb,
    }
  } finally {
    await product.close()
    await tenant.close()
    await db.destroy()
    await emulator.close()
    await rm(data, { recursive: true, force: true })
  }
}

async function switchOn(db: Database): Promise<Owner[]> {
  const rows = await db.updateTable('mailbox').set({ state: 'on' }).returningAll().execute()
  return rows.map((row) => ({ id: row.id, organisationId: row.organisation_id, address: row.address }))
}

async function measureMode(
  db: Database,
  tenant: Awaited<ReturnType<typeof openTenant>>,
  owners: Owner[],
  mode: Mode,
) {
  const groups = [0, 1, 2, 3].map((nth) => owners.slice(nth * people, (nth + 1) * people))
  const [warm = [], before = [], ours = [], after = []] = groups
  const addresses = (group: Owner[]) => group.map((owner) => owner.address)
  const options = { mode, messages: messagesEach, concurrency }
  await measureBare(tenant, addresses(warm), options)
  const first = await measureBare(tenant, addresses(before), options)
  const rate = await measureProduct(db, ours, mode)
  const bare = Math.max(first, await measureBare(tenant, addresses(after), options))
  return { product: Math.round(rate), bare: Math.round(bare), ratio: hundredths(rate / bare) }
}

/** Messages per second from the hint to the last one being sent. */
async function measureProduct(db: Database, owners: Owner[], mode: Mode): Promise<number> {
  await want(db, mode)
  for (const owner of owners)
    for (let nth = 0; nth < messagesEach; nth += 1)
      await addLetter(db, owner, { to: `recipient-${nth}-${owner.id}@world.example` })
  const began = performance.now()
  await hintAll(db, owners)
  await untilSent(db)
  return (owners.length * messagesEach) / ((performance.now() - began) / 1000)
}

async function measureMemory(db: Database, [owner, other]: Owner[]): Promise<number> {
  if (!owner || !other) throw new Error('There are too few mailboxes')
  await want(db, 'exact')
  await addLetter(db, owner, {
    to: other.address,
    files: [{ name: 'large.bin', bytes: Buffer.alloc(attachmentBytes, 7) }],
  })
  const before = process.memoryUsage().rss
  let most = before
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss)
  }, 20)
  await hintAll(db, [owner])
  await untilSent(db)
  clearInterval(timer)
  return Math.round((most - before) / 1024 / 1024)
}

async function want(db: Database, mode: Mode): Promise<void> {
  const wanted = JSON.stringify({ send: true, readMail: mode === 'exact' })
  await db.updateTable('connection').set({ wanted }).execute()
}

async function hintAll(db: Database, owners: Owner[]): Promise<void> {
  await hint(
    db,
    owners.map(({ id }) => ({ mailboxId: id, task: 'send:messages' as const, reason: 'bench' })),
  )
}

async function untilSent(db: Database): Promise<void> {
  const end = Date.now() + 300_000
  for (;;) {
    const rows = await db
      .selectFrom('outgoing_message')
      .select(['state', 'problem'])
      .where('state', '<>', 'sent')
      .limit(1)
      .execute()
    if (rows.length === 0) return
    const [{ state = '', problem = null } = {}] = rows
    if (state === 'failed' || state === 'unknown' || Date.now() > end)
      throw new Error(`A message is ${state}: ${JSON.stringify(problem)}`)
    await new Promise((go) => setTimeout(go, 20))
  }
}

function hundredths(figure: number): number {
  return Math.round(figure * 100) / 100
}
