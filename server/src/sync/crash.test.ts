import { describe, expect, it } from 'vitest'
import { createTestDatabase } from '../../testing/database.ts'
import { Killed, openKillable } from '../../testing/killable.ts'
import { type Bench, bothSides, createTestSync, recordsOf } from '../../testing/sync.ts'
import { createContacts, deleteContacts, updateContacts } from '../store/contact-edits.ts'
import { audit } from './audit.ts'
import { pull } from './pull.ts'
import { push } from './push.ts'

const { db, url } = await createTestDatabase()
const killable = openKillable(url)

/** Both sides with everything that a run can meet: edits of both, conflicts, deletions, new ones, more than a page. */
async function busy(): Promise<Bench> {
  const bench = await createTestSync(db, {}, { pageSize: 2 })
  const items = ['Ann', 'Bob', 'Cid', 'Dan', 'Eve'].map((displayName) =>
    bench.outside.create({ displayName }),
  )
  await pull(bench.sync)
  const records = await recordsOf(bench)
  const changes = [{ jobTitle: 'x' }, { nickName: 'y' }, { title: 'z' }]
  await updateContacts(
    db,
    bench.mailbox,
    changes.map((one, place) => ({ id: records[place]!.id, changes: one })),
  )
  await deleteContacts(db, bench.mailbox, [{ id: records[3]!.id }])
  await createContacts(db, bench.mailbox, [{ displayName: 'Fay' }, { displayName: 'Gus' }])
  bench.outside.edit(items[0]!.ref, { jobTitle: 'other' })
  bench.outside.delete(items[1]!.ref)
  bench.outside.delete(items[4]!.ref)
  bench.outside.create({ displayName: 'Hal' })
  bench.sync.db = killable.db
  return bench
}

const names = (list: { displayName?: string | null | undefined }[]) =>
  list.map((one) => one.displayName).sort()

describe.each([
  ['pull', async (bench: Bench): Promise<void> => void (await pull(bench.sync))],
  ['push', async (bench: Bench): Promise<void> => void (await push(bench.sync))],
  ['audit', async (bench: Bench): Promise<void> => void (await audit(bench.sync))],
] as const)('a worker killed during %s', (_name, run) => {
  it.each(['before', 'after'] as const)(
    '%s any statement loses and doubles nothing',
    async (moment) => {
      let killed = 0
      for (let statement = 1; ; statement += 1) {
        const bench = await busy()
        killable.arm(statement, moment)
        const died = await run(bench).then(
          () => false,
          (error: unknown) => error instanceof Killed,
        )
        killable.arm(undefined)
        for (let round = 0; round < 3; round += 1) {
          await pull(bench.sync)
          await push(bench.sync)
        }
        const { tandem, mailbox } = await bothSides(bench)
        expect(tandem).toEqual(mailbox)
        expect(names(tandem)).toEqual(['Ann', 'Bob', 'Cid', 'Fay', 'Gus', 'Hal'])
        if (!died) break
        killed += 1
      }
      expect(killed).toBeGreaterThan(10)
    },
    120_000,
  )
})
