import type { Customer, CustomerEntry, WholeCustomer } from '@tandem/model/api/customers.ts'
import type { WholeConversation } from '@tandem/model/api/queues.ts'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { createTestApi } from '../../../testing/api.ts'
import { arrivals, asking } from '../../../testing/arrivals.ts'
import { mailOf } from '../../../testing/inbound.ts'
import { createTestMailbox } from '../../../testing/mailbox.ts'
import { createPerson } from '../../../testing/people.ts'
import { createMemoryServer } from '../../providers/memory/provider.ts'

const { provider } = createMemoryServer()
const api = await createTestApi({ providers: { memory: provider } })
const { db } = api
const ask = asking(api)
const rentals = await createTestMailbox(db, { state: 'live', write_back: false }, ['inbox'])
const { organisationId, connectionId } = rentals
const second = await db
  .insertInto('mailbox')
  .values({
    organisation_id: organisationId,
    connection_id: connectionId,
    address: 'sales@example.com',
    state: 'on',
  })
  .returning('id')
  .executeTakeFirstOrThrow()
const sales = { id: second.id, organisationId }
await db.insertInto('lease').values({ mailbox_id: sales.id }).execute()
await db.updateTable('connection').set({ wanted: '{"readMail": true, "send": true}' }).execute()
const arrive = arrivals(api, rentals)
const agentOf = async (...mailboxIds: string[]) =>
  (await createPerson(api, { role: 'agent', organisationId, mailboxIds })).headers
const [rentalsAgent, salesAgent] = [await agentOf(rentals.id), await agentOf(sales.id)]

let made = 0
/** A mail of somebody in a conversation of its own; returns the conversation. */
async function write(
  from: string,
  into = rentals as typeof sales,
  given: { subject?: string; text?: string } = {},
) {
  made += 1
  return await arrive(mailOf({ id: `<${made}@customers>`, from, ...given }), into)
}
async function customerOf(conversation: string): Promise<string> {
  const { body } = await ask<WholeConversation>('GET', `/conversations/${conversation}`)
  return body.customerId ?? expect.fail('The conversation has no customer')
}
const get = async (id: string, headers = api.asOperator as Record<string, string>) =>
  await ask<WholeCustomer>('GET', `/customers/${id}`, undefined, headers)
const find = async (query: string, headers = api.asOperator as Record<string, string>) =>
  (await ask<{ items: Customer[] }>('GET', `/customers?${query}`, undefined, headers)).body.items
const history = async (id: string, query = '', headers = api.asOperator as Record<string, string>) =>
  (
    await ask<{ items: CustomerEntry[]; nextCursor: string | null }>(
      'GET',
      `/customers/${id}/timeline${query}`,
      undefined,
      headers,
    )
  ).body
async function record(kind: string, fields: object, more: object = {}, mailbox = rentals as typeof sales) {
  const values = {
    organisation_id: organisationId,
    mailbox_id: mailbox.id,
    kind,
    fields: JSON.stringify(fields),
  }
  const row = await db
    .insertInto('record')
    .values({ ...values, ...more })
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

test('whoever writes to any queue is one customer by their address, however it is written; who has none is nobody', async () => {
  const one = await customerOf(await write('ANNA@Flats.example'))
  const two = await customerOf(await write('Anna Weiß <anna@flats.example>', sales))
  expect(two).toBe(one)
  // The name they gave later.
  expect(await find('address=Anna@FLATS.example')).toEqual([
    { id: one, organisationId, name: 'Anna Weiß', labels: [], addresses: ['anna@flats.example'] },
  ])
  expect((await get(one)).body.conversations).toHaveLength(2)
  for (const from of ['', 'undisclosed', `${'x'.repeat(4000)}@flats.example`]) {
    const { body } = await ask<WholeConversation>('GET', `/conversations/${await write(from)}`)
    expect(body.customerId).toBeNull()
  }
})

test('a conversation whose beginning comes late is then that of who began it', async () => {
  const answer = mailOf({
    id: '<late-answer@x>',
    from: 'bo@flats.example',
    references: ['<late-question@x>'],
  })
  const conversation = await arrive(answer)
  expect((await get(await customerOf(conversation))).body.addresses).toEqual(['bo@flats.example'])
  await arrive(mailOf({ id: '<late-question@x>', from: 'cy@flats.example' }))
  await sql`UPDATE inbound_message SET received_at = received_at - interval '1 day'
    WHERE message_id = '<late-question@x>'`.execute(db)
  await arrive(mailOf({ id: '<later@x>', from: 'bo@flats.example', references: ['<late-question@x>'] }))
  expect((await get(await customerOf(conversation))).body.addresses).toEqual(['cy@flats.example'])
})

test('two workers that meet a new address at once make one customer', async () => {
  await Promise.all(
    Array.from(
      { length: 6 },
      async (_, nth) => await write('Dee <dee@flats.example>', nth % 2 ? sales : rentals),
    ),
  )
  expect(await find('address=dee@flats.example')).toHaveLength(1)
  expect(await db.selectFrom('customer').select('id').where('name', '=', 'Dee').execute()).toHaveLength(1)
})

test('GET /customers finds by words without accents and pages by name; an agent finds those of their mailboxes alone', async () => {
  for (const name of ['Zoë', 'Änne', 'Émile'])
    await write(
      `=?utf-8?Q?${encodeURIComponent(name).replaceAll('%', '=')}_Vogt?= <${name.length}${name.charCodeAt(0)}@vogt.example>`,
      sales,
    )
  expect((await find('search=emile+vogt')).map(({ name }) => name)).toEqual(['Émile Vogt'])
  expect((await find('search=VOGT.EXAMPLE')).length).toBe(3)
  await write('=?utf-8?B?0JPQsNGA0YDQuCDQn9C+0YLRgtC10YA=?= <harry@strasse.example>')
  await write('=?utf-8?Q?Pat_Stra=C3=9Fe?= <pat@elsewhere.example>')
  for (const words of ['гарри', 'ПОТТЕР', 'straße', 'STRASSE pat'])
    expect([words, (await find(`search=${encodeURIComponent(words)}`)).length > 0]).toEqual([words, true])
  expect(await find('search=100%25')).toEqual([])
  const first = (
    await ask<{ items: Customer[]; nextCursor: string }>('GET', '/customers?search=vogt&limit=2')
  ).body
  const rest = await find(`search=vogt&limit=2&cursor=${first.nextCursor}`)
  expect([...first.items, ...rest].map(({ id }) => id)).toEqual(
    (await find('search=vogt')).map(({ id }) => id),
  )
  expect([first.items.length, rest.length]).toEqual([2, 1])
  expect(await find('search=vogt', rentalsAgent)).toEqual([])
  expect(await find('search=vogt', salesAgent)).toHaveLength(3)
})

test('GET /customers/{id} shows their contact with phone numbers, open conversations first and the next meeting first, as far as the caller sees them', async () => {
  const older = await write('eve@flats.example')
  const closed = await write('eve@flats.example')
  const other = await write('eve@flats.example', sales)
  await ask('PATCH', `/conversations/${closed}`, { state: 'closed' })
  const id = await customerOf(older)
  const contact = await record('contacts', {
    displayName: 'Eve Stone',
    emailAddresses: [{ address: 'EVE@flats.example' }],
    mobilePhone: '+49 171 1',
    businessPhones: ['+49 30 2'],
  })
  await record(
    'contacts',
    { displayName: 'Gone', emailAddresses: [{ address: 'eve@flats.example' }] },
    {
      deleted_at: new Date(),
    },
  )
  const day = 86_400_000
  const meet = async (subject: string, days: number, more: object = {}, mailbox = rentals as typeof sales) =>
    await record(
      'events',
      {
        subject,
        attendees: [{ type: 'required', emailAddress: { address: 'Eve@Flats.example' } }],
        ...more,
      },
      {
        starts_at: new Date(Date.now() + days * day),
        ends_at: new Date(Date.now() + days * day + 3_600_000),
      },
      mailbox,
    )
  await meet('Past', -2, { iCalUId: 'past' })
  await meet('Past', -2, { iCalUId: 'past' }, sales)
  await meet('Long ago', -20)
  await meet('Later', 9)
  await meet('Secret', 5, { sensitivity: 'private' })
  await meet('Next', 3)
  const { body } = await get(id)
  expect(body.contacts).toEqual([
    { id: contact, mailboxId: rentals.id, name: 'Eve Stone', phones: ['+49 30 2', '+49 171 1'] },
  ])
  expect(body.conversations.map((one) => one.id)).toEqual([other, older, closed])
  expect(body.meetings.map(({ subject, isPrivate }) => [subject, isPrivate])).toEqual([
    ['Next', false],
    ['', true],
    ['Later', false],
    ['Past', false],
    ['Long ago', false],
  ])
  const seen = (await get(id, salesAgent)).body
  expect(seen.contacts).toEqual([])
  expect(seen.conversations.map((one) => one.id)).toEqual([other])
  expect(seen.meetings.map(({ subject }) => subject)).toEqual(['Past'])
  const alone = await customerOf(await write('alone@flats.example'))
  expect([(await get(alone, rentalsAgent)).status, (await get(alone, salesAgent)).status]).toEqual([200, 404])
})

test('GET /customers/{id}/timeline tells everything once, newest first, in pages, and finds words; an agent sees their part of it', async () => {
  const asked = await write('finn@flats.example', rentals, { subject: 'Schlüssel', text: 'Wo ist er?' })
  const id = await customerOf(asked)
  const sold = await write('finn@flats.example', sales, { subject: 'Garage' })
  await ask('POST', `/conversations/${asked}/notes`, { text: 'Beim Hausmeister' })
  const send = async (mailbox: string, body: object) =>
    await ask('POST', `/mailboxes/${mailbox}/messages`, { to: [{ address: 'Finn@flats.example' }], ...body })
  const [question] = (await ask<WholeConversation>('GET', `/conversations/${asked}`)).body.items
  await send(rentals.id, { text: 'Unter der Matte', inReplyTo: question!.id })
  await send(sales.id, {
    subject: 'Offer',
    text: 'A garage',
    to: [{ address: 'x@y.example' }],
    bcc: [{ address: 'finn@flats.example' }],
  })
  const held = await ask<{ id: string }>('POST', `/mailboxes/${sales.id}/messages`, {
    to: [{ address: 'finn@flats.example' }],
    text: 'Taken back',
    undoSeconds: 60,
  })
  await ask('POST', `/mailboxes/${sales.id}/messages/${held.body.id}/cancel`)
  await record(
    'events',
    { subject: 'Viewing', attendees: [{ emailAddress: { address: 'finn@flats.example' } }] },
    {
      starts_at: new Date(Date.now() + 86_400_000),
      ends_at: 'infinity',
    },
  )
  const all = await history(id)
  expect(all.items[0]).toMatchObject({ kind: 'meeting', subject: 'Viewing', endsAt: null })
  expect(all.items.map(({ kind }) => kind).sort()).toEqual([
    'conversation',
    'conversation',
    'mail',
    'mail',
    'meeting',
    'note',
  ])
  expect(all.items.filter(({ kind }) => kind === 'conversation').map((one) => one.id)).toEqual([sold, asked])
  const times = all.items.map(({ at }) => at)
  expect(times).toEqual([...times].sort().reverse())
  const paged: string[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: Awaited<ReturnType<typeof history>> = await history(id, `?limit=2&cursor=${cursor}`)
    paged.push(...page.items.map((one) => one.id))
    cursor = page.nextCursor
  }
  expect(paged).toEqual(all.items.map((one) => one.id))
  const wrong = Buffer.from('["x","y"]').toString('base64url')
  expect((await ask('GET', `/customers/${id}/timeline?cursor=${wrong}`)).status).toBe(400)
  const kinds = async (query: string, headers?: Record<string, string>) =>
    (await history(id, query, headers)).items.map(({ kind }) => kind)
  expect(await kinds('?search=SCHLUSSEL')).toEqual(['conversation', 'mail'])
  expect(await kinds('?search=hausmeister')).toEqual(['note'])
  expect(await kinds('?search=viewing')).toEqual(['meeting'])
  expect((await kinds('', rentalsAgent)).sort()).toEqual(['conversation', 'mail', 'meeting', 'note'])
  expect((await kinds('', salesAgent)).sort()).toEqual(['conversation', 'mail'])
})

test('POST /customers/{id}/merge makes two addresses one person, also where the caller does not see all, and is in the audit log', async () => {
  const first = await customerOf(await write('gus@old.example'))
  const hidden = await write('Gus Home <gus@new.example>', sales)
  const other = await customerOf(await write('Gus Home <gus@new.example>'))
  const merge = async (to: string, from: string, headers = rentalsAgent) =>
    await ask<Customer>('POST', `/customers/${to}/merge`, { customer: from }, headers)
  const merged = await merge(first, other)
  expect(merged).toMatchObject({
    status: 200,
    body: { id: first, name: 'Gus Home', addresses: ['gus@new.example', 'gus@old.example'] },
  })
  expect(await customerOf(hidden)).toBe(first)
  expect((await get(other)).status).toBe(404)
  // What comes from either address is theirs.
  expect(await customerOf(await write('gus@new.example', sales))).toBe(first)
  const acts = await db
    .selectFrom('audit_entry')
    .select('act')
    .where('target', '=', `customer:${first}`)
    .execute()
  expect(acts).toEqual([{ act: 'customer.merged' }])
  const stranger = await createTestMailbox(db)
  const foreign = await customerOf(await arrive(mailOf({ id: '<f@x>', from: 'hal@x.example' }), stranger))
  const unseen = await customerOf(await write('ida@x.example', sales))
  for (const wrong of [first, other, foreign, unseen]) expect((await merge(first, wrong)).status).toBe(400)
  expect((await merge(unseen, first)).status).toBe(404)
  expect((await get(foreign)).status).toBe(200)
})

test('of two merges at once that cross each other one is refused and nobody is lost', async () => {
  const [one, two] = [
    await customerOf(await write('jo@a.example')),
    await customerOf(await write('jo@b.example')),
  ]
  const answers = await Promise.all([
    ask('POST', `/customers/${one}/merge`, { customer: two }),
    ask('POST', `/customers/${two}/merge`, { customer: one }),
  ])
  expect(answers.map(({ status }) => status).sort()).toEqual([200, expect.toBeOneOf([400, 404])])
  const left = await find('search=jo@')
  expect(left).toHaveLength(1)
  expect(left[0]!.addresses).toEqual(['jo@a.example', 'jo@b.example'])
})

test('mail that comes while its sender becomes one with another is of the one that is left', async () => {
  for (let round = 1; round <= 5; round += 1) {
    const [one, two] = [`kim${round}@a.example`, `kim${round}@b.example`]
    const [target, other] = [await customerOf(await write(one)), await customerOf(await write(two))]
    const [merged, ...conversations] = await Promise.all([
      ask('POST', `/customers/${target}/merge`, { customer: other }),
      ...[two, one, two, two].map(async (from) => await write(from)),
    ])
    expect(merged.status).toBe(200)
    for (const conversation of conversations) expect(await customerOf(conversation)).toBe(target)
  }
})
