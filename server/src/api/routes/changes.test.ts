import type { Change } from '@tandem/model/api/changes.ts'
import { expect, test } from 'vitest'
import { createTestApi } from '../../../testing/api.ts'
import { createTestMailbox } from '../../../testing/mailbox.ts'
import type { Owner } from '../../store/batches.ts'
import { adoptChanges } from '../../store/change-feed.ts'
import { createContacts } from '../../store/contact-edits.ts'
import type { Db } from '../../store/database.ts'

import { packCursor } from '../cursor.ts'

const { app, db, asOperator, organisation } = await createTestApi()

async function read(query: string, headers: { authorization: string } = asOperator) {
  const answer = await app.inject({ url: `/api/v1/changes?${query}`, headers })
  expect(answer.statusCode, answer.body).toBe(200)
  return answer.json() as { items: Change[]; nextCursor: string }
}

async function add(to: Db, mailbox: Owner): Promise<string> {
  const [made] = await createContacts(to, mailbox, [{ givenName: 'Ada' }])
  return made!.id
}

test('GET /changes gives every change once, page by page', async () => {
  const mailbox = await createTestMailbox(db)
  const made = [await add(db, mailbox), await add(db, mailbox), await add(db, mailbox)]
  const seen: string[] = []
  let cursor = ''
  // Transactions of other databases hold a page back for a moment: it is waited for.
  while (seen.length < made.length) {
    const page = await read(`organisation=${mailbox.organisationId}&limit=2&wait=5&cursor=${cursor}`)
    expect(page.items.length).toBeLessThanOrEqual(2)
    seen.push(...page.items.map((change) => change.recordId))
    cursor = page.nextCursor
  }
  expect((await read(`organisation=${mailbox.organisationId}&cursor=${cursor}`)).items).toEqual([])
  expect(seen).toEqual(made)
})

test('GET /changes holds back what came after a transaction that is still open, and skips nothing once it ends', async () => {
  const mailbox = await createTestMailbox(db)
  const { nextCursor } = await read('cursor=now')
  const wish = `mailbox=${mailbox.id}`
  const open = await db.startTransaction().execute()
  const early = await add(open, mailbox)
  const late = await add(db, mailbox)
  const meanwhile = await read(`${wish}&cursor=${nextCursor}`)
  expect(meanwhile.items).toEqual([])
  await open.commit().execute()
  const seen: string[] = []
  for (let cursor = meanwhile.nextCursor; seen.length < 2; ) {
    const page = await read(`${wish}&wait=5&cursor=${cursor}`)
    seen.push(...page.items.map((change) => change.recordId))
    cursor = page.nextCursor
  }
  expect(seen).toEqual([early, late])
})

test('GET /changes?wait answers as soon as something changes, and empty when the time is over', async () => {
  const mailbox = await createTestMailbox(db)
  const { nextCursor } = await read('cursor=now')
  const begun = performance.now()
  const waiting = read(`mailbox=${mailbox.id}&cursor=${nextCursor}&wait=20`)
  setTimeout(() => void add(db, mailbox), 50)
  const page = await waiting
  expect(page.items).toHaveLength(1)
  expect(performance.now() - begun).toBeLessThan(5000)
  expect((await read(`mailbox=${mailbox.id}&cursor=${page.nextCursor}&wait=1`)).items).toEqual([])
})

test('GET /changes shows a key only the changes of its organisation; another organisation is 404', async () => {
  const mailbox = await createTestMailbox(db)
  await add(db, mailbox)
  const stranger = await organisation()
  expect((await read('', stranger.headers)).items).toEqual([])
  const url = `/api/v1/changes?organisation=${mailbox.organisationId}`
  expect((await app.inject({ url, headers: stranger.headers })).statusCode).toBe(404)
})

test('GET /changes gives the changes of a restored dump, and refuses a cursor from before it', async () => {
  const mailbox = await createTestMailbox(db)
  const made = [await add(db, mailbox), await add(db, mailbox)]
  const change = await db
    .selectFrom('change')
    .select('seq')
    .where('record_id', '=', made[0]!)
    .executeTakeFirstOrThrow()
  await db.updateTable('change').set({ xact: '900000000000' }).where('seq', '=', change.seq).execute()
  expect(await adoptChanges(db)).toBe(1)
  const page = await read(`mailbox=${mailbox.id}&limit=1`)
  expect(page.items.map((item) => item.recordId)).toEqual([made[0]])
  const cursor = packCursor(['900000000000', '1'])
  expect(
    (await app.inject({ url: `/api/v1/changes?cursor=${cursor}`, headers: asOperator })).statusCode,
  ).toBe(400)
})
