import { expect } from 'vitest'
import { TandemError } from '../src/errors.ts'
import { ProviderError } from '../src/providers/failures.ts'
import type { KindName } from '../src/providers/memory/mailbox.ts'
import { newBatch, type Owner } from '../src/store/batches.ts'
import type { Database } from '../src/store/database.ts'
import { createRecords, deleteRecords, updateRecords } from '../src/store/record-edits.ts'
import { audit } from '../src/sync/audit.ts'
import { createSync, type Sync } from '../src/sync/context.ts'
import { pull } from '../src/sync/pull.ts'
import { push } from '../src/sync/push.ts'
import type { FarSide } from './far-side.ts'
import { type Edit, type History, type Step, tokensIn } from './history.ts'
import { type Killable, Killed } from './killable.ts'
import { type Fields, type KindEdits, kindEdits } from './kind-edits.ts'
import { createTestMailbox } from './mailbox.ts'
import { recordsOf } from './sync.ts'

/** A history under way. `excused`: values that somebody who saw them overwrote or deleted. */
interface Life {
  db: Database
  sync: Sync
  kind: KindName
  edits: KindEdits
  mailbox: Owner
  far: FarSide
  excused: Set<string>
  written: Set<string>
  next: number
}

/** Lives through a history and examines how it ended; `killable` is how the sync reaches the database. */
export async function live(
  history: History,
  db: Database,
  killable: Killable,
  makeFarSide: (address: string, kind: KindName) => Promise<FarSide> | FarSide,
  kind: KindName = 'contacts',
): Promise<void> {
  const mailbox = await createTestMailbox(db, { state: history.begin, conflict_policy: history.policy }, [
    kind,
  ])
  const far = await makeFarSide(mailbox.address, kind)
  const sync = createSync(killable.db, mailbox, kind, far.session, { hold: async () => undefined })!
  const edits = kindEdits[kind]
  const life: Life = { db, sync, kind, edits, mailbox, far, excused: new Set(), written: new Set(), next: 1 }
  killable.arm(undefined)
  for (let i = 0; i < history.shared; i += 1) await editThere(life, { do: 'create', side: 'there' })
  if (history.begin === 'live') await pull(sync)
  for (const step of history.steps) await take(life, step, killable)
  await rest(life)
  await examine(life)
}

async function take(life: Life, step: Step, killable: Killable): Promise<void> {
  if (step.do === 'fault') life.far.fault(step.kind, step.operation)
  else if (step.do === 'expire') life.far.expire()
  else if (step.do === 'run') await run(life, step, killable)
  else await edit(life, step)
}

async function run(life: Life, step: Extract<Step, { do: 'run' }>, killable: Killable): Promise<void> {
  let requests = 0
  life.far.onRequest = async () => {
    requests += 1
    if (requests === step.meanwhile?.request) await edit(life, step.meanwhile.edit)
  }
  killable.arm(step.killAt, step.moment)
  try {
    await { pull, push, audit }[step.task](life.sync)
  } catch (error) {
    if (!(error instanceof Killed) && !(error instanceof ProviderError)) throw error
  } finally {
    life.far.onRequest = undefined
    killable.arm(undefined)
  }
}

async function edit(life: Life, step: Edit): Promise<void> {
  if (step.side === 'there') await editThere(life, step)
  else await editHere(life, step)
}

async function editThere(life: Life, step: Edit): Promise<void> {
  const { far } = life
  if (step.do === 'create') {
    const fields = fresh(life)
    write(life, {}, fields)
    await far.create(fields)
    return
  }
  const stored = (await far.items())[step.which]
  if (!stored) return
  if (step.do === 'delete') {
    write(life, stored.item, {})
    await far.delete(stored.ref)
    return
  }
  const changes = life.edits.changes(stored.item, step.field, step.how, token(life))
  write(life, stored.item, { ...stored.item, ...changes })
  await far.edit(stored.ref, changes)
}

async function editHere(life: Life, step: Edit): Promise<void> {
  const { db, mailbox, kind } = life
  const batch = newBatch(mailbox, kind, 'api')
  if (step.do === 'create') {
    const fields = fresh(life)
    write(life, {}, fields)
    await db.transaction().execute((tx) => createRecords(tx, batch, [fields]))
    return
  }
  const record = (await recordsOf(life))[step.which]
  if (!record) return
  const fields = record.fields as Fields
  try {
    if (step.do === 'delete') {
      await db.transaction().execute((tx) => deleteRecords(tx, batch, [record]))
      write(life, fields, {})
      return
    }
    const changes = life.edits.changes(fields, step.field, step.how, token(life))
    await db
      .transaction()
      .execute((tx) => updateRecords(tx, batch, [{ id: record.id, version: record.version, changes }]))
    write(life, fields, { ...fields, ...changes })
  } catch (error) {
    // The sync was faster: then this edit never was.
    if (!(error instanceof TandemError)) throw error
  }
}

/** What an edit brings must survive; what it takes away from what its author saw need not. */
function write(life: Life, before: Fields, after: Fields): void {
  const [old, kept] = [tokensIn(before), tokensIn(after)]
  for (const one of old) if (!kept.has(one)) life.excused.add(one)
  for (const one of kept) if (!old.has(one)) life.written.add(one)
}

function token(life: Life): string {
  const made = `t${life.next}t`
  life.next += 1
  return made
}

function fresh(life: Life): Fields {
  return life.edits.fresh(token(life))
}

/** Nothing goes wrong any more: runs until nothing changes. */
async function rest(life: Life): Promise<void> {
  const { db, mailbox, far, sync } = life
  far.calm()
  for (let round = 0; round < 8; round += 1) {
    await db
      .updateTable('collection')
      .set({ answer: 'accept' })
      .where('mailbox_id', '=', mailbox.id)
      .where('state', '=', 'stopped')
      .execute()
    const pulled = await pull(sync)
    // As a person presses "try again".
    await db
      .updateTable('outbox')
      .set({ state: 'open' })
      .where('mailbox_id', '=', mailbox.id)
      .where('state', '=', 'failed')
      .execute()
    const pushed = await push(sync)
    expect(pushed).not.toHaveProperty('failure')
    if (pulled.changed + pushed.sent === 0 && !pulled.stopped) return
  }
  throw new Error('It never comes to rest')
}

async function examine({ db, mailbox, far, edits, excused, written }: Life): Promise<void> {
  const rows = await db.selectFrom('record').selectAll().where('mailbox_id', '=', mailbox.id).execute()
  const items = await far.items()
  const linked = rows.map((row) => ({ ref: row.remote_id, version: row.remote_version, item: row.fields }))
  const byRef = (a: { ref: string | null }, b: { ref: string | null }) =>
    String(a.ref) < String(b.ref) ? -1 : 1
  expect(linked.sort(byRef)).toEqual(
    items.map(({ ref, version, item }) => ({ ref, version, item })).sort(byRef),
  )
  for (const row of rows) expect(row).toMatchObject({ base: null, deleted_at: null, gone_at: null })
  const outbox = await db.selectFrom('outbox').selectAll().where('mailbox_id', '=', mailbox.id).execute()
  expect(outbox).toEqual([])
  const names = items.map((stored) => edits.nameOf(stored.item))
  expect(new Set(names).size).toBe(names.length)
  const conflicts = await db
    .selectFrom('conflict')
    .select('fields')
    .where('mailbox_id', '=', mailbox.id)
    .execute()
  const there = tokensIn([items, conflicts])
  expect([...written].filter((one) => !there.has(one) && !excused.has(one))).toEqual([])
  await examineFeed(db, mailbox, rows)
}

/**
 * The feed tells the whole life of each record: versions one by one (what a service fills in after our own write is told and
 * raises none), a deletion last exactly if it is gone.
 */
async function examineFeed(
  db: Database,
  mailbox: Owner,
  rows: { id: string; version: number }[],
): Promise<void> {
  const changes = await db
    .selectFrom('change')
    .select(['record_id', 'operation', 'version'])
    .where('mailbox_id', '=', mailbox.id)
    .orderBy('seq')
    .execute()
  const feed = new Map<string, { operation: string; version: number }[]>()
  for (const change of changes) feed.set(change.record_id, [...(feed.get(change.record_id) ?? []), change])
  const alive = new Map(rows.map((row) => [row.id, row.version]))
  for (const [id, list] of feed) {
    const edits = list.filter(
      ({ operation, version }, place) => operation !== 'update' || version !== list[place - 1]?.version,
    )
    expect(edits.map((change) => change.version)).toEqual(edits.map((_, place) => place + 1))
    if (alive.has(id)) expect(list.at(-1)).toMatchObject({ version: alive.get(id) })
    expect(list.at(-1)!.operation === 'delete').toBe(!alive.has(id))
  }
  for (const row of rows) expect(feed.has(row.id)).toBe(true)
}
