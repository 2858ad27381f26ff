import { afterAll, expect, test } from 'vitest'
import { createTestDatabase } from '../../testing/database.ts'
import { Killed, openKillable } from '../../testing/killable.ts'
import { ada, counts, stagePersonMail } from '../../testing/person-mail.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { rawStoreIn } from '../mail/inbound/raw-store.ts'
import { addErasure, listErasures } from '../store/erasures.ts'
import { createErase } from './erase.ts'

const { db, url } = await createTestDatabase()
const folder = await temporaryFolder('erase')
afterAll(folder.remove)
const rawMail = rawStoreIn(folder.path)

test.each(['before', 'after'] as const)(
  'an erasure killed %s any statement is finished by the next run, with the same counts and one certificate',
  async (moment) => {
    let killed = 0
    for (let statement = moment === 'before' ? 1 : 2; ; statement += 7) {
      const { organisationId } = (await stagePersonMail(db, rawMail)).mailbox
      const given = { organisationId, requestedBy: 'test', reason: 'r', digest: 'd' }
      const { id } = await addErasure(db, { ...given, addresses: [ada] })
      const killable = openKillable(url)
      killable.arm(statement, moment)
      const died = await createErase({ db: killable.db, rawMail })({ erasureId: id }).then(
        () => false,
        (error: unknown) => error instanceof Killed,
      )
      await killable.db.destroy()
      const finish = createErase({ db, rawMail })
      await finish({ erasureId: id })
      await finish({ erasureId: id })
      const [row] = await listErasures(db, organisationId)
      expect(row).toMatchObject({ addresses: null, counts, remaining: {} })
      const entries = await db
        .selectFrom('audit_entry')
        .select('act')
        .where('chain', '=', organisationId)
        .execute()
      expect(entries).toEqual([{ act: 'person-data.erased' }])
      if (!died) break
      killed += 1
    }
    expect(killed).toBeGreaterThan(10)
  },
  120_000,
)
