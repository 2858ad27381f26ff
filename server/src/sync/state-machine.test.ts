import type { ContactFields } from '@tandem/model/contact.ts'
import fc from 'fast-check'
import { expect, inject, it } from 'vitest'
import { createTestDatabase } from '../../testing/database.ts'
import { changesOf, type Edit, type History, histories, type Step, tokensIn } from '../../testing/history.ts'
import { Killed, openKillable } from '../../testing/killable.ts'
import { type Bench, createTestSync, recordsOf } from '../../testing/sync.ts'
import { TandemError } from '../errors.ts'
import { ProviderError } from '../providers/failures.ts'
import { createContacts, deleteContacts, updateContact } from '../store/contact-edits.ts'
import { audit } from './audit.ts'
import { pull } from './pull.ts'
import { push } from './push.ts'
import { regressions } from './state-machine.regressions.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** How many random histories: 200 in the suite, more with `npm run fuzz`. */
    histories?: number
    /** Repeats the histories of an earlier run. */
    seed?: number
  }
}

const { db, url } = await createTestDatabase()
const killable = openKillable(url)

it('after any history both sides agree, each edit is there or in a conflict, and no item is there twice', async () => {
  await fc.assert(
    fc.asyncProperty(histories, async (history) => await live(history)),
    {
      numRuns: inject('histories') ?? 200,
      ...(inject('seed') === undefined ? {} : { seed: inject('seed')! }),
      examples: regressions.map((history) => [history]),
      endOnFailure: false,
      interruptAfterTimeLimit: 1_500_000,
    },
  )
}, 1_800_000)

/** A history under way. `excused`: values that somebody who saw them overwrote or deleted. */
interface Life {
  bench: Bench
  excused: Set<string>
  written: Set<string>
  next: number
}

async function live(history: History): Promise<void> {
  const bench = await createTestSync(
    db,
    { state: history.begin, conflict_policy: history.policy },
    { pageSize: 3 },
  )
  bench.sync.db = killable.db
  const life: Life = { bench, excused: new Set(), written: new Set(), next: 1 }
  killable.arm(undefined)
  for (let i = 0; i < history.shared; i += 1) editThere(life, { do: 'create', side: 'there' })
  if (history.begin === 'live') await pull(bench.sync)
  for (const step of history.steps) await take(life, step)
  await rest(life)
  await examine(life)
}

async function take(life: Life, step: Step): Promise<void> {
  const { server, mailbox } = life.bench
  if (step.do === 'fault')
    server.faults.add({ kind: step.kind, operation: step.operation, seconds: 1 } as never)
  else if (step.do === 'expire') server.expireCursors(mailbox.address)
  else if (step.do === 'run') await run(life, step)
  else await edit(life, step)
}

async function run(life: Life, step: Extract<Step, { do: 'run' }>): Promise<void> {
  const { bench } = life
  let requests = 0
  bench.server.onRequest = async () => {
    requests += 1
    if (requests === step.meanwhile?.request) await edit(life, step.meanwhile.edit)
  }
  killable.arm(step.killAt, step.moment)
  try {
    await { pull, push, audit }[step.task](bench.sync)
  } catch (error) {
    if (!(error instanceof Killed) && !(error instanceof ProviderError)) throw error
  } finally {
    bench.server.onRequest = undefined
    killable.arm(undefined)
  }
}

async function edit(life: Life, step: Edit): Promise<void> {
  if (step.side === 'there') editThere(life, step)
  else await editHere(life, step)
}

function editThere(life: Life, step: Edit): void {
  const { outside } = life.bench
  if (step.do === 'create') {
    const fields = fresh(life)
    write(life, {}, fields)
    outside.create(fields)
    return
  }
  const stored = [...outside.items.values()][step.which]
  if (!stored) return
  if (step.do === 'delete') {
    write(life, stored.item, {})
    outside.delete(stored.ref)
    return
  }
  const changes = changesOf(stored.item, step.field, step.how, token(life))
  write(life, stored.item, { ...stored.item, ...changes })
  outside.edit(stored.ref, changes)
}

async function editHere(life: Life, step: Edit): Promise<void> {
  const { mailbox } = life.bench
  if (step.do === 'create') {
    const fields = fresh(life)
    write(life, {}, fields)
    await db.transaction().execute((tx) => createContacts(tx, mailbox, [fields]))
    return
  }
  const record = (await recordsOf(life.bench))[step.which]
  if (!record) return
  const fields = record.fields as ContactFields
  try {
    if (step.do === 'delete') {
      await db.transaction().execute((tx) => deleteContacts(tx, mailbox, [record]))
      write(life, fields, {})
      return
    }
    const changes = changesOf(fields, step.field, step.how, token(life))
    await db.transaction().execute((tx) => updateContact(tx, mailbox, record.id, record.version, changes))
    write(life, fields, { ...fields, ...changes })
  } catch (error) {
    // The sync was faster: then this edit never was.
    if (!(error instanceof TandemError)) throw error
  }
}

/** What an edit brings must survive; what it takes away from what its author saw need not. */
function write(life: Life, before: ContactFields, after: ContactFields): void {
  const [old, kept] = [tokensIn(before), tokensIn(after)]
  for (const one of old) if (!kept.has(one)) life.excused.add(one)
  for (const one of kept) if (!old.has(one)) life.written.add(one)
}

function token(life: Life): string {
  const made = `<${life.next}>`
  life.next += 1
  return made
}

/** `fileAs` is never edited: it tells items apart. */
function fresh(life: Life): ContactFields {
  return { displayName: 'Person', fileAs: token(life) }
}

/** Nothing goes wrong any more: runs until nothing changes. */
async function rest(life: Life): Promise<void> {
  const { bench } = life
  bench.server.faults.clear()
  for (let round = 0; round < 8; round += 1) {
    await db
      .updateTable('collection')
      .set({ answer: 'accept' })
      .where('mailbox_id', '=', bench.mailbox.id)
      .where('state', '=', 'stopped')
      .execute()
    const pulled = await pull(bench.sync)
    // As a person presses "try again".
    await db
      .updateTable('outbox')
      .set({ state: 'open' })
      .where('mailbox_id', '=', bench.mailbox.id)
      .where('state', '=', 'failed')
      .execute()
    const pushed = await push(bench.sync)
    expect(pushed).not.toHaveProperty('failure')
    if (pulled.changed === 0 && !pulled.stopped && pushed.sent === 0) return
  }
  throw new Error('It never comes to rest')
}

async function examine({ bench, excused, written }: Life): Promise<void> {
  const rows = await db.selectFrom('contact').selectAll().where('mailbox_id', '=', bench.mailbox.id).execute()
  const items = [...bench.outside.items.values()]
  const linked = rows.map((row) => ({ ref: row.remote_id, version: row.remote_version, item: row.fields }))
  const byRef = (a: { ref: string | null }, b: { ref: string | null }) =>
    String(a.ref) < String(b.ref) ? -1 : 1
  expect(linked.sort(byRef)).toEqual(
    items.map(({ ref, version, item }) => ({ ref, version, item })).sort(byRef),
  )
  for (const row of rows) expect(row).toMatchObject({ base: null, deleted_at: null, gone_at: null })
  const outbox = await db
    .selectFrom('outbox')
    .selectAll()
    .where('mailbox_id', '=', bench.mailbox.id)
    .execute()
  expect(outbox).toEqual([])
  const names = items.map((stored) => stored.item.fileAs)
  expect(new Set(names).size).toBe(names.length)
  const conflicts = await db
    .selectFrom('conflict')
    .select('fields')
    .where('mailbox_id', '=', bench.mailbox.id)
    .execute()
  const there = tokensIn([items, conflicts])
  expect([...written].filter((one) => !there.has(one) && !excused.has(one))).toEqual([])
  await examineFeed(bench, rows)
}

/** The feed tells the whole life of each record: versions one by one, a deletion last exactly if it is gone. */
async function examineFeed(bench: Bench, rows: { id: string; version: number }[]): Promise<void> {
  const changes = await db
    .selectFrom('change')
    .select(['record_id', 'operation', 'version'])
    .where('mailbox_id', '=', bench.mailbox.id)
    .orderBy('seq')
    .execute()
  const feed = new Map<string, { operation: string; version: number }[]>()
  for (const change of changes) feed.set(change.record_id, [...(feed.get(change.record_id) ?? []), change])
  const alive = new Map(rows.map((row) => [row.id, row.version]))
  for (const [id, list] of feed) {
    expect(list.map((change) => change.version)).toEqual(list.map((_, place) => place + 1))
    if (alive.has(id)) expect(list.at(-1)).toMatchObject({ version: alive.get(id) })
    expect(list.at(-1)!.operation === 'delete').toBe(!alive.has(id))
  }
  for (const row of rows) expect(feed.has(row.id)).toBe(true)
}
