import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { createTestDatabase } from '../../../testing/database.ts'
import { createInboundBench, mailOf } from '../../../testing/inbound.ts'
import { Killed, openKillable } from '../../../testing/killable.ts'
import { sweepMail } from '../../jobs/sweep-mail.ts'
import { holdRaw, sweepRaw } from '../../store/raw-names.ts'
import { fetchMail } from './fetch.ts'
import { keepRaw } from './keep-raw.ts'
import { rawName } from './raw-store.ts'

const { db, url } = await createTestDatabase()
const bench = await createInboundBench(db)
const { store } = bench

/** A day later: what was noted before bytes were written is due. */
const aDayLater = async () =>
  await sql`UPDATE unnamed_raw SET due_at = due_at - interval '25 hours'`.execute(db)
const notes = async () =>
  (await db.selectFrom('unnamed_raw').select('raw').orderBy('raw').execute()).map(({ raw }) => raw)
const sweepNow = async () => await sweepMail({ db, rawMail: store })

async function fetched(mail: string) {
  const queue = await bench.queue()
  await queue.deliver(mail)
  await fetchMail(queue.deps)
  const row = await db
    .selectFrom('inbound_message')
    .select(['id', 'raw'])
    .where('mailbox_id', '=', queue.mailbox.id)
    .executeTakeFirstOrThrow()
  return { ...queue, ...row }
}

async function kept(mail: string | Buffer): Promise<string> {
  const [raw] = await keepRaw({ db, store }, [Buffer.from(mail)])
  return raw!
}

test('the bytes of a message go with it, unless another message has the same', async () => {
  const mail = mailOf({ id: '<both@x>' })
  const one = await fetched(mail)
  const other = await fetched(mail)
  expect(one.raw).toBe(other.raw)
  await db.deleteFrom('inbound_message').where('id', '=', one.id).execute()
  expect(await notes()).toEqual([one.raw])
  expect(await sweepNow()).toMatchObject({ raw: 0 })
  expect(await store.get(one.raw)).toBeDefined()
  expect(await notes()).toEqual([])
  await db.deleteFrom('inbound_message').where('id', '=', other.id).execute()
  expect(await sweepNow()).toMatchObject({ raw: 1 })
  expect(await store.get(one.raw)).toBeUndefined()
})

test('the bytes of a deleted mailbox go with it', async () => {
  const { raw, mailbox } = await fetched(mailOf({ id: '<gone@x>' }))
  await db.deleteFrom('mailbox').where('id', '=', mailbox.id).execute()
  expect(await sweepNow()).toMatchObject({ raw: 1 })
  expect(await store.get(raw)).toBeUndefined()
})

test('bytes between their writing and the storing of their message stay for a day; of a message that is never stored they go then', async () => {
  const raw = await kept(mailOf({ id: '<between@x>' }))
  expect(await sweepNow()).toMatchObject({ raw: 0 })
  expect(await store.get(raw)).toBeDefined()
  await aDayLater()
  expect(await sweepNow()).toMatchObject({ raw: 1 })
  expect(await store.get(raw)).toBeUndefined()
})

test('what was deleted meanwhile is not stored as if it were there', async () => {
  const raw = await kept(mailOf({ id: '<slow@x>' }))
  await aDayLater()
  await sweepNow()
  await expect(db.transaction().execute(async (tx) => await holdRaw(tx, [raw]))).rejects.toThrow(
    /fetched again/,
  )
})

test('a sweep passes over what is being stored', async () => {
  const raw = await kept(mailOf({ id: '<now@x>' }))
  await aDayLater()
  await db.transaction().execute(async (tx) => {
    await holdRaw(tx, [raw])
    expect(await sweepNow()).toMatchObject({ raw: 0 })
  })
  expect(await store.get(raw)).toBeDefined()
  expect(await sweepNow()).toMatchObject({ raw: 1 })
})

test('whoever writes the bytes that are being deleted writes them after that', async () => {
  const bytes = Buffer.from(mailOf({ id: '<same@x>' }))
  await kept(bytes)
  await aDayLater()
  let coming: Promise<string> | undefined
  await sweepRaw(db, async (raw) => {
    coming = kept(bytes)
    await expect
      .poll(async () => {
        const { rows } = await sql`SELECT FROM pg_stat_activity
          WHERE datname = current_database() AND wait_event_type = 'Lock'`.execute(db)
        return rows.length
      })
      .toBe(1)
    await store.delete(raw)
  })
  const raw = await coming!
  expect(Buffer.from((await store.get(raw))!).equals(bytes)).toBe(true)
  expect(await notes()).toEqual([raw])
  await aDayLater()
  await sweepNow()
})

test('the deletion of the only other message with these bytes waits for the storing of this one', async () => {
  const mail = mailOf({ id: '<twice@x>' })
  const first = await fetched(mail)
  const second = await bench.queue()
  await second.deliver(mail)
  await sql`DELETE FROM unnamed_raw`.execute(db)
  let deletion: Promise<unknown> | undefined
  const deps = {
    ...second.deps,
    stored: async <Result>(run: Parameters<typeof second.deps.stored<Result>>[0]) =>
      await db.transaction().execute(async (tx) => {
        // As it is once another worker has stored the same and taken the note away.
        await sql`DELETE FROM unnamed_raw`.execute(tx)
        const result = await run(tx)
        deletion ??= db.deleteFrom('inbound_message').where('id', '=', first.id).execute()
        return result
      }),
  }
  await fetchMail(deps)
  await deletion
  await sweepNow()
  expect(await store.get(first.raw)).toBeDefined()
})

test.each(['before', 'after'] as const)(
  'a worker killed %s any statement leaves no bytes that nobody knows',
  async (moment) => {
    let killed = 0
    // A death after a statement is one before the next: each of the two takes every other.
    for (let statement = moment === 'before' ? 1 : 2; ; statement += 2) {
      // Of its own each time: the connection of one that died may be within a transaction for ever.
      const killable = openKillable(url)
      const { mailbox, deps, deliver } = await bench.queue({ on: killable.db })
      const mail = mailOf({ id: `<${moment}-${statement}@k>` })
      await deliver(mail)
      killable.arm(statement, moment)
      const died = await fetchMail(deps).then(
        () => false,
        (error: unknown) => error instanceof Killed,
      )
      killable.arm(undefined)
      await db.deleteFrom('mailbox').where('id', '=', mailbox.id).execute()
      await aDayLater()
      await sweepNow()
      const raw = await store.get(rawName(Buffer.from(mail)))
      expect(raw).toBeUndefined()
      if (!died) break
      killed += 1
    }
    expect(killed).toBeGreaterThan(7)
    expect((await readdir(bench.folder, { recursive: true })).filter((name) => name.length > 60)).toEqual(
      await keptFiles(),
    )
  },
  60_000,
)

test('a sweep killed at any statement is done by the next one', async () => {
  for (let statement = 1; ; statement += 1) {
    const killable = openKillable(url)
    const { raw, id } = await fetched(mailOf({ id: `<sweep-${statement}@k>` }))
    // What a process that was killed while it wrote has left.
    await writeFile(`${join(bench.folder, raw.slice(0, 2), raw)}.half`, 'half')
    await db.deleteFrom('inbound_message').where('id', '=', id).execute()
    killable.arm(statement)
    const died = await sweepRaw(killable.db, store.delete).then(
      () => false,
      (error: unknown) => error instanceof Killed,
    )
    killable.arm(undefined)
    await sweepNow()
    expect(await store.get(raw)).toBeUndefined()
    expect(await readdir(join(bench.folder, raw.slice(0, 2)))).toEqual([])
    if (!died) break
  }
  expect(await notes()).toEqual([])
})

/** The files of messages that are stored, as the folder lists them. */
async function keptFiles(): Promise<string[]> {
  const rows = await db.selectFrom('inbound_message').select('raw').distinct().orderBy('raw').execute()
  return rows.map(({ raw }) => join(raw.slice(0, 2), raw))
}
