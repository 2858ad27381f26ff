import type { Customer } from '@tandem/model/api/customers.ts'
import type { WholeConversation } from '@tandem/model/api/queues.ts'
import { expect, test } from 'vitest'
import { createTestApi } from '../../../testing/api.ts'
import { arrivals, asking } from '../../../testing/arrivals.ts'
import { mailOf } from '../../../testing/inbound.ts'
import { createTestMailbox } from '../../../testing/mailbox.ts'
import { createPerson } from '../../../testing/people.ts'
import { createMemoryServer } from '../../providers/memory/provider.ts'
import { putQueue } from '../../store/queues.ts'

const { provider } = createMemoryServer()
const api = await createTestApi({ providers: { memory: provider } })
const { db, asOperator } = api
const ask = asking(api)
const desk = await createTestMailbox(db, { state: 'live', write_back: false }, ['inbox'])
const hidden = await createTestMailbox(db, { state: 'live', write_back: false }, ['inbox'])
const { organisationId } = desk
await db.updateTable('mailbox').set({ organisation_id: organisationId }).where('id', '=', hidden.id).execute()
await putQueue(db, desk, { name: 'Desk', mark: 'nothing', since: null })
const arrive = arrivals(api, desk)
const agent = (await createPerson(api, { role: 'agent', organisationId, mailboxIds: [desk.id] })).headers

let made = 0
async function write(from: string, into: { id: string; organisationId: string } = desk) {
  made += 1
  return await arrive(mailOf({ id: `<${made}@changes>`, from }), { id: into.id, organisationId })
}
const whole = async (id: string) => (await ask<WholeConversation>('GET', `/conversations/${id}`)).body
const customerOf = async (conversation: string) => (await whole(conversation)).customerId!
const change = async (id: string, body: object, headers: Record<string, string> = agent) =>
  await ask<Customer>('PATCH', `/customers/${id}`, body, headers)
const part = async (id: string, addresses: string[], headers: Record<string, string> = agent) =>
  await ask<Customer>('POST', `/customers/${id}/part`, { addresses }, headers)

test('PATCH /customers/{id} gives a name and labels that stay, each label once; what it says is in no log', async () => {
  const id = await customerOf(await write('Ann <ann@flats.example>'))
  const named = await change(id, { name: ' Ann Lee ', labels: ['VIP', 'Überfällig', 'vip', 'uberfallig'] })
  expect(named).toMatchObject({ status: 200, body: { id, name: 'Ann Lee', labels: ['Überfällig', 'VIP'] } })
  await write('Anna Lee-Smith <ann@flats.example>')
  expect((await change(id, { labels: ['VIP'] })).body).toMatchObject({ name: 'Ann Lee', labels: ['VIP'] })
  expect((await change(id, { labels: [] })).body.labels).toEqual([])
  for (const wrong of [{}, { name: ' ' }, { labels: ['x'.repeat(51)] }, { id }])
    expect((await change(id, wrong)).status).toBe(400)
  const unseen = await customerOf(await write('bob@flats.example', hidden))
  expect((await change(unseen, { name: 'Bob' })).status).toBe(404)
  const acts = await db.selectFrom('audit_entry').selectAll().where('target', '=', `customer:${id}`).execute()
  expect(acts.map(({ act }) => act)).toEqual(Array.from({ length: 3 }, () => 'customer.changed'))
  expect(JSON.stringify(acts)).not.toMatch(/Lee|VIP/)
})

test('POST /customers/{id}/part undoes a merge, also where the caller does not see all of it', async () => {
  const [first, second, unseen] = [
    await write('Cleo <cleo@old.example>'),
    await write('Cleo Home <cleo@new.example>'),
    await write('Cleo Elsewhere <cleo@new.example>', hidden),
  ]
  const [id, other] = [await customerOf(first), await customerOf(second)]
  await change(id, { labels: ['VIP'] })
  await change(other, { labels: ['Tenant', 'vip'] })
  const merged = await ask<Customer>('POST', `/customers/${id}/merge`, { customer: other }, agent)
  expect(merged.body.labels).toEqual(['Tenant', 'VIP'])
  for (const wrong of [['cleo@new.example', 'cleo@old.example'], ['nobody@x.example'], []])
    expect((await part(id, wrong)).status).toBe(400)
  const left = await part(id, ['Cleo@New.example', 'cleo@new.example'])
  expect(left).toMatchObject({ status: 200, body: { id, name: 'Cleo', addresses: ['cleo@old.example'] } })
  const own = await customerOf(second)
  expect([await customerOf(first), await customerOf(unseen)]).toEqual([id, own])
  expect((await ask<Customer>('GET', `/customers/${own}`)).body).toMatchObject({
    name: 'Cleo Elsewhere',
    addresses: ['cleo@new.example'],
    labels: ['Tenant', 'VIP'],
  })
  // What comes from either address is theirs.
  expect([await customerOf(await write('cleo@new.example')), own]).toEqual([own, own])
  // All that the agent saw of a customer goes: they are told what is left.
  const [shut, open] = [await write('una@a.example', hidden), await write('una@b.example')]
  const [una, seen] = [await customerOf(shut), await customerOf(open)]
  await ask('POST', `/customers/${una}/merge`, { customer: seen })
  expect(await part(una, ['una@b.example'])).toMatchObject({
    status: 200,
    body: { id: una, addresses: ['una@a.example'] },
  })
  expect(await customerOf(open)).not.toBe(una)
  const foreign = await customerOf(await write('dan@x.example', hidden))
  expect((await part(foreign, ['dan@x.example'])).status).toBe(404)
})

test('mail that comes while its address becomes a customer of its own is of that one', async () => {
  for (let round = 1; round <= 5; round += 1) {
    const [one, two] = [`eve${round}@a.example`, `eve${round}@b.example`]
    const [target, other] = [await customerOf(await write(one)), await customerOf(await write(two))]
    await ask('POST', `/customers/${target}/merge`, { customer: other })
    const [parted, ...conversations] = await Promise.all([
      part(target, [two]),
      ...[two, one, two].map(async (from) => [from, await write(from)] as const),
    ])
    expect(parted.status).toBe(200)
    const own = await customerOf(await write(two))
    expect(own).not.toBe(target)
    for (const [from, conversation] of conversations)
      expect(await customerOf(conversation)).toBe(from === two ? own : target)
  }
})

test('rules look at the labels of whoever writes, in any case, and say so', async () => {
  const id = await customerOf(await write('fay@flats.example'))
  await change(id, { labels: ['Überfällig'] })
  const rules = [{ name: 'Late payers', when: { labels: ['VIP', 'uberfallig'] }, effect: { priority: 1 } }]
  await ask('PUT', `/mailboxes/${desk.id}/queue/routing`, { rules })
  const [theirs, others] = [
    await whole(await write('Fay <FAY@flats.example>')),
    await whole(await write('gil@x.example')),
  ]
  expect([theirs.priority, others.priority]).toEqual([1, 3])
  expect(JSON.stringify(theirs.events)).toContain('the customer is called “uberfallig”')
  const mail = { from: { address: 'fay@flats.example' } }
  const tried = await ask<{ labels: string[]; rules: { state: string }[] }>(
    'POST',
    `/mailboxes/${desk.id}/queue/routing/try`,
    { routing: { rules }, mail },
    asOperator,
  )
  expect(tried.body).toMatchObject({ labels: ['uberfallig'], rules: [{ state: 'holds' }] })
})
