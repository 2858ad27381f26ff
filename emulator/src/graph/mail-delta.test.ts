import fc from 'fast-check'
import { expect, test } from 'vitest'
import { livingItems } from '../tenant/change-log.ts'
import { createMailFolder } from '../tenant/mail-folders.ts'
import type { Message } from '../tenant/mail-types.ts'
import { createMessage, deleteMessage, moveMessage, updateMessage } from '../tenant/messages.ts'
import { mailContent } from './test-mail.ts'
import { type Json, mailTenant, type TestTenant } from './test-tenant.ts'

const inbox = '/v1.0/users/anna@hafen.example/mailFolders/inbox/messages/delta'

function add(t: TestTenant, subject: string, receivedAt = t.world.clock.now()): Message {
  const { inbox: folder } = t.anna.mailbox!.mail.wellKnown
  return createMessage(t.world, t.tenant, t.anna, folder, mailContent(subject), { receivedAt })
}

const subjects = ({ value }: Json) => value.map((one) => one.subject ?? '-')

test('GET /messages/delta tells of new, changed and removed messages', async () => {
  const t = mailTenant()
  const [one, two] = [add(t, 'eins'), add(t, 'zwei')]
  const first = await t.ask('GET', `${inbox}?$select=subject,isRead`)
  expect(subjects(first.json)).toEqual(['eins', 'zwei'])
  expect(first.json.value[0]).toEqual({
    '@odata.type': '#microsoft.graph.message',
    '@odata.etag': `W/"${one.changeKey}"`,
    id: one.id,
    subject: 'eins',
    isRead: false,
  })
  updateMessage(t.world, t.tenant, t.anna, one, { isRead: true })
  deleteMessage(t.world, t.tenant, t.anna, two)
  add(t, 'drei')
  const second = await t.ask('GET', first.json['@odata.deltaLink']!)
  expect(second.json.value).toMatchObject([
    { id: one.id, isRead: true },
    { id: two.id, '@removed': { reason: 'deleted' } },
    { subject: 'drei' },
  ])
  const third = await t.ask('GET', second.json['@odata.deltaLink']!)
  expect(third.json.value).toEqual([])
})

test('changeType narrows a delta to what is new, changed or gone', async () => {
  const t = mailTenant()
  const [one, two] = [add(t, 'eins'), add(t, 'zwei')]
  const links = new Map<string, string>()
  for (const type of ['created', 'updated', 'deleted']) {
    const { json } = await t.ask('GET', `${inbox}?changeType=${type}`)
    expect(json.value).toHaveLength(type === 'created' ? 2 : 0)
    links.set(type, json['@odata.deltaLink']!)
  }
  updateMessage(t.world, t.tenant, t.anna, one, { isRead: true })
  deleteMessage(t.world, t.tenant, t.anna, two)
  const three = add(t, 'drei')
  updateMessage(t.world, t.tenant, t.anna, three, { isRead: true })
  const told = async (type: string) => (await t.ask('GET', links.get(type)!)).json.value.map(({ id }) => id)
  expect(await told('created')).toEqual([three.id])
  expect(await told('updated')).toEqual([one.id])
  expect(await told('deleted')).toEqual([two.id])
  expect((await t.ask('GET', `${inbox}?changeType=moved`)).status).toBe(400)
})

test('$filter and $orderby by time of receipt rule the first listing', async () => {
  const t = mailTenant()
  const now = t.world.clock.now()
  for (const [at, subject] of ['c', 'a', 'b', 'alt'].entries())
    add(t, subject, now - [3, 1, 2, 90][at]! * 60_000)
  const since = new Date(now - 30 * 60_000).toISOString()
  const query = `$filter=receivedDateTime ge ${since}&$orderby=receivedDateTime desc`
  const headers = { prefer: 'odata.maxpagesize=2' }
  const first = await t.ask('GET', `${inbox}?${query}`, { headers })
  expect(subjects(first.json)).toEqual(['a', 'b'])
  add(t, 'neu')
  const second = await t.ask('GET', first.json['@odata.nextLink']!, { headers })
  expect(subjects(second.json)).toEqual(['c'])
  const third = await t.ask('GET', second.json['@odata.deltaLink']!, { headers })
  expect(subjects(third.json)).toEqual(['neu'])
  for (const wrong of ['$filter=isRead eq true', '$orderby=subject', '$search="x"', '$skip=1']) {
    const reply = await t.ask('GET', `${inbox}?${wrong}`)
    expect([wrong, reply.status, reply.json.error.code]).toEqual([wrong, 400, 'ErrorInvalidUrlQuery'])
  }
})

test('there is no delta of the whole mailbox, and an old one answers 410', async () => {
  const t = mailTenant()
  expect((await t.ask('GET', '/v1.0/users/anna@hafen.example/messages/delta')).status).toBe(400)
  const { json } = await t.ask('GET', inbox)
  t.anna.mailbox!.deltaHorizon = t.anna.mailbox!.changeNumber + 1
  const gone = await t.ask('GET', json['@odata.deltaLink']!)
  expect([gone.status, gone.json.error.code]).toEqual([410, 'SyncStateNotFound'])
})

test('GET /mailFolders/delta tells of folders, and of those whose counts change', async () => {
  const t = mailTenant()
  const path = '/v1.0/users/anna@hafen.example/mailFolders/delta'
  const first = await t.ask('GET', path)
  expect(first.json.value).toHaveLength(7)
  const made = createMailFolder(t.world, t.tenant, t.anna, { displayName: 'Neu' })
  add(t, 'eins')
  const second = await t.ask('GET', first.json['@odata.deltaLink']!)
  expect(second.json.value).toMatchObject([
    { id: made.id, displayName: 'Neu' },
    { displayName: 'Inbox', totalItemCount: 1, unreadItemCount: 1 },
  ])
})

type Step = { do: 'create' | 'update' | 'delete' | 'leave' | 'return' | 'page'; at: number }

const step: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom('create', 'create', 'update', 'delete', 'leave', 'return', 'page', 'page'),
  at: fc.nat(20),
})

test.each([
  { prefer: 'odata.maxpagesize=2', query: '' },
  { prefer: 'odata.maxpagesize=2, IdType="ImmutableId"', query: '' },
  { prefer: 'odata.maxpagesize=2, IdType="ImmutableId"', query: '&$orderby=receivedDateTime desc' },
])('A client that follows the links ends with what is in the folder (%j)', async ({ prefer, query }) => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const t = mailTenant()
      const replica = new Map<string, string>()
      const all: Message[] = []
      let link = `${inbox}?$select=changeKey${query}`
      const turn = async (): Promise<Json> => {
        const { json } = await t.ask('GET', link, { headers: { prefer } })
        for (const one of json.value as { id: string; changeKey: string; '@removed'?: unknown }[]) {
          if (one['@removed']) replica.delete(one.id)
          else replica.set(one.id, one.changeKey)
        }
        link = (json['@odata.nextLink'] ?? json['@odata.deltaLink'])!
        return json
      }
      for (const { do: act, at } of steps) {
        if (act === 'page') await turn()
        else change(t, act, all, at)
      }
      while ((await turn())['@odata.deltaLink'] === undefined);
      // A listing by time of receipt leaves what changed meanwhile to the next round.
      while ((await turn())['@odata.deltaLink'] === undefined);
      const { mail } = t.anna.mailbox!
      const immutable = prefer.includes('Immutable')
      const expected = livingItems(mail.folders.get(mail.wellKnown.inbox)!).map(
        (one) => [immutable ? one.immutableId : one.id, one.changeKey] as const,
      )
      expect(new Map([...replica].sort())).toEqual(new Map([...expected].sort()))
    }),
    { numRuns: 60 },
  )
})

function change(t: TestTenant, act: Step['do'], all: Message[], at: number): void {
  const { world, tenant, anna } = t
  const { mail } = anna.mailbox!
  if (act === 'create') all.push(add(t, 'x', t.world.clock.now() - at))
  const living = all.filter(({ immutableId }) => mail.messages.has(immutableId))
  const message = living[at % living.length]
  if (message === undefined || act === 'create') return
  const isAway = message.folderId === mail.wellKnown.archive
  if (act === 'update') updateMessage(world, tenant, anna, message, { isRead: !message.isRead })
  else if (act === 'delete') deleteMessage(world, tenant, anna, message)
  else if (act === 'leave' && !isAway) moveMessage(world, tenant, anna, message, mail.wellKnown.archive)
  else if (act === 'return' && isAway) moveMessage(world, tenant, anna, message, mail.wellKnown.inbox)
}
