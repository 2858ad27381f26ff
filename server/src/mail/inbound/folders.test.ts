import { expect, test } from 'vitest'
import { createTestDatabase } from '../../../testing/database.ts'
import { createInboundBench, mailOf } from '../../../testing/inbound.ts'
import { getQueue, putQueue } from '../../store/queues.ts'
import { auditMail, fetchMail } from './fetch.ts'

const { db } = await createTestDatabase()
const bench = await createInboundBench(db)
const inbox = { id: 'inbox', name: 'Inbox' }
const settings = { name: 'Desk', mark: 'nothing' as const, since: null }

async function subjectsOf(mailboxId: string) {
  const rows = await db
    .selectFrom('conversation')
    .select('subject')
    .where('mailbox_id', '=', mailboxId)
    .orderBy('subject')
    .execute()
  return rows.map(({ subject }) => subject)
}

test('mail of chosen folders is fetched, each from its own moment on; what a person moves between them comes once', async () => {
  const queue = await bench.queue({ mark: 'nothing' })
  const { mailbox, deps, deliver, addFolder, moveAll } = queue
  const [rentals, sales] = [addFolder('Rentals'), addFolder('Sales')]
  await deliver(mailOf({ id: '<old@f>', subject: 'Long in Sales' }))
  moveAll('inbox', sales)
  await deliver(mailOf({ id: '<inbox@f>', subject: 'In the Inbox' }))
  expect(await fetchMail(deps)).toBe(1)
  // Chosen later: what came before is left alone there; the Inbox goes on where it was.
  const folders = [inbox, { id: rentals, name: 'Rentals' }, { id: sales, name: 'Sales' }]
  const isMoved = await putQueue(db, mailbox, {
    ...settings,
    folders,
    since: new Date(Date.now() + 3_600_000),
  })
  const known = await getQueue(db, mailbox.id)
  expect([isMoved, known!.folders.map(({ since }) => since === null)]).toEqual([true, [true, false, false]])
  moveAll('inbox', rentals)
  expect([await fetchMail(deps), await auditMail(deps)]).toEqual([0, 0])
  expect(await subjectsOf(mailbox.id)).toEqual(['In the Inbox'])
  // A folder read as a whole: what lies in it comes, what has come stays one message.
  await putQueue(db, mailbox, { ...settings, folders: [inbox] })
  await putQueue(db, mailbox, { ...settings, folders })
  expect(await fetchMail(deps)).toBe(1)
  moveAll(sales, 'inbox')
  await deliver(mailOf({ id: '<new@f>', subject: 'New' }))
  moveAll('inbox', rentals)
  expect([await fetchMail(deps), await auditMail(deps)]).toEqual([1, 0])
  expect(await subjectsOf(mailbox.id)).toEqual(['In the Inbox', 'Long in Sales', 'New'])
})

test('a folder that is gone is told by its name, and mail of the others is fetched all the same', async () => {
  const { mailbox, deps, deliver, addFolder, removeFolder, moveAll } = await bench.queue({ mark: 'nothing' })
  const [gone, stays] = [addFolder('Old'), addFolder('Sales')]
  const folders = [
    { id: gone, name: 'Inbox / Old' },
    { id: stays, name: 'Inbox / Sales' },
  ]
  await putQueue(db, mailbox, { ...settings, folders })
  await fetchMail(deps)
  removeFolder(gone)
  await deliver(mailOf({ id: '<sale@f>', subject: 'A sale' }))
  moveAll('inbox', stays)
  const told = {
    failure: { kind: 'NotFound', detail: expect.stringMatching(/“Inbox \/ Old”.*settings of the queue/) },
  }
  await expect(fetchMail(deps)).rejects.toMatchObject(told)
  await expect(auditMail(deps)).rejects.toMatchObject(told)
  expect(await subjectsOf(mailbox.id)).toEqual(['A sale'])
  await putQueue(db, mailbox, { ...settings, folders: folders.slice(1) })
  expect([await fetchMail(deps), await auditMail(deps)]).toEqual([0, 0])
})

test('stored mail is given a category, and keeps those that people gave it', async () => {
  const { deps, deliver, messages } = await bench.queue({ mark: 'category', markCategory: 'In Tandem' })
  await deliver(mailOf({ id: '<one@m>', subject: 'One' }))
  expect(await fetchMail(deps)).toBe(1)
  expect(messages()).toEqual([{ subject: 'One', categories: ['In Tandem'], isRead: false, folder: 'Inbox' }])
})

test('stored mail is moved to its folder; without the folder it waits in the Inbox and the queue says why', async () => {
  const { mailbox, deps, deliver, messages, addFolder, removeFolder } = await bench.queue()
  const moving = (id: string) => ({
    ...settings,
    mark: 'folder' as const,
    markFolder: { id, name: 'Fetched' },
  })
  const first = addFolder('Fetched')
  await putQueue(db, mailbox, moving(first))
  await deliver(mailOf({ id: '<one@d>', subject: 'One' }))
  expect([await fetchMail(deps), await auditMail(deps)]).toEqual([1, 0])
  expect(messages()).toMatchObject([{ subject: 'One', folder: 'Fetched' }])
  removeFolder(first)
  await deliver(mailOf({ id: '<two@d>', subject: 'Two' }))
  const detail = expect.stringMatching(/folder that stored mail is moved to.*settings of the queue/)
  await expect(fetchMail(deps)).rejects.toMatchObject({ failure: { kind: 'NotFound', detail } })
  expect(await subjectsOf(mailbox.id)).toEqual(['One', 'Two'])
  await putQueue(db, mailbox, moving(addFolder('Again')))
  expect(await fetchMail(deps)).toBe(0)
  expect(messages()).toMatchObject([{ subject: 'Two', folder: 'Again' }])
})
