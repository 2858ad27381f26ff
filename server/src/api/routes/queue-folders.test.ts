import type { Queue } from '@tandem/model/api/queues.ts'
import { expect, test, vi } from 'vitest'
import { callControl } from '../../../../emulator/src/control/room.ts'
import { createMailFolder } from '../../../../emulator/src/tenant/mail-folders.ts'
import { asking } from '../../../testing/arrivals.ts'
import { createProduct } from '../../../testing/product.ts'

const product = await createProduct({
  people: 1,
  contacts: 0,
  permissions: ['Mail.ReadWrite', 'User.Read.All'],
  wanted: { readMail: true },
})
const { db, emulator } = product
const [{ id, tenant, user, mailbox }] = product.people as [(typeof product.people)[number]]
const ask = asking(product)
const path = `/mailboxes/${id}/queue`
await db.updateTable('mailbox').set({ state: 'on' }).execute()
const { id: rentals } = createMailFolder(emulator.world, tenant, user, {
  displayName: 'Rentals',
  parentFolderId: mailbox.mail.wellKnown.inbox,
})

/** The resources that the mailbox is subscribed to. */
const watched = () => [...tenant.subscriptions.values()].map(({ resource }) => resource)
const waitFor = { timeout: 8000, interval: 50 }

test('GET /mailboxes/{mailbox}/mail-folders tells the folders once they were read, also of a mailbox that is no queue', async () => {
  const folders = () =>
    ask<{ items: object[]; readAt: string | null }>('GET', `/mailboxes/${id}/mail-folders`)
  expect((await folders()).body).toEqual({ items: [], readAt: null })
  expect((await ask('POST', `/mailboxes/${id}/mail-folders`)).status).toBe(202)
  await vi.waitFor(async () => expect((await folders()).body.readAt).not.toBeNull(), waitFor)
  const { items } = (await folders()).body
  expect(items[0]).toEqual({ id: 'inbox', name: 'Inbox' })
  expect(items).toContainEqual({ id: rentals, name: 'Inbox / Rentals' })
  expect(items.map((one) => (one as { name: string }).name)).toEqual([
    'Inbox',
    'Archive',
    'Inbox / Rentals',
    'Junk Email',
  ])
})

test('PUT /mailboxes/{mailbox}/queue refuses folders that nobody has seen, and marks that cannot be', async () => {
  const refusal = async (body: object) => {
    const { status, body: told } = await ask<{ detail: string; errors: { pointer: string }[] }>('PUT', path, {
      name: 'Desk',
      ...body,
    })
    return [status, told.errors[0]?.pointer, JSON.stringify(told)]
  }
  expect(await refusal({ folders: ['inbox', 'AAMkNobody'] })).toEqual([
    400,
    '/folders/1',
    expect.stringMatching(/has no folder .*AAMkNobody.*POST .*mail-folders/),
  ])
  for (const [body, pointer, words] of [
    [{ folders: [] }, '/folders', ''],
    [{ mark: 'category' }, '/markCategory', 'Name the category'],
    [{ mark: 'category', markCategory: 'Red, blue' }, '/markCategory', 'comma or a semicolon'],
    [{ mark: 'folder' }, '/markFolder', 'Choose the folder'],
    [{ mark: 'folder', markFolder: 'inbox' }, '/markFolder', 'Choose another one'],
    [{ mark: 'folder', markFolder: 'AAMkNobody' }, '/markFolder', 'has no folder'],
  ] as const)
    expect(await refusal(body)).toEqual([400, pointer, expect.stringContaining(words)])
})

test('mail of a chosen folder comes when the service tells of it; the subscription follows the choice', async () => {
  const made = await ask<Queue>('PUT', path, { name: 'Desk', since: 'all' })
  expect(made.body).toMatchObject({ folders: [{ id: 'inbox', name: 'Inbox' }], mark: 'read' })
  await vi.waitFor(
    () => expect(watched()).toEqual([expect.stringMatching(/mailFolders.inbox.messages$/)]),
    waitFor,
  )
  const chosen = await ask<Queue>('PUT', path, {
    name: 'Desk',
    folders: ['inbox', rentals],
    since: 'all',
    mark: 'category',
    markCategory: 'In Tandem',
    markFolder: rentals,
  })
  expect(chosen.body).toMatchObject({
    folders: [
      { id: 'inbox', name: 'Inbox' },
      { id: rentals, name: 'Inbox / Rentals' },
    ],
    markCategory: 'In Tandem',
    markFolder: null,
  })
  await vi.waitFor(
    () => expect(watched()).toEqual([expect.stringMatching(/^users\/[^/]+\/messages$/)]),
    waitFor,
  )
  await vi.waitFor(
    async () => expect(await db.selectFrom('todo').selectAll().execute()).toMatchObject([{}]),
    waitFor,
  )
  // A rule of the mailbox puts it there at once.
  const post = { messages: 1, folder: rentals }
  await callControl(emulator.control, 'POST', `/mailboxes/${user.userPrincipalName}/fill-mail`, post)
  const [came] = [...mailbox.mail.messages.values()]
  await vi.waitFor(async () => {
    const { body } = await ask<{ items: { subject: string }[] }>('GET', `/conversations?queue=${id}`)
    expect(body.items.map(({ subject }) => subject)).toEqual([came!.subject])
    expect([...mailbox.mail.messages.values()].map(({ categories }) => categories)).toEqual([['In Tandem']])
  }, waitFor)
  await ask('PUT', path, { name: 'Desk', folders: [rentals] })
  await vi.waitFor(
    () => expect(watched()).toEqual([expect.stringContaining(encodeURIComponent(rentals))]),
    waitFor,
  )
})
