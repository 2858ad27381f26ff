import type { OutgoingMessage } from '@tandem/model/api/messages.ts'
import type { Conversation, Queue, WholeConversation } from '@tandem/model/api/queues.ts'
import { sql } from 'kysely'
import { expect, test, vi } from 'vitest'
import { createTestApi } from '../../../testing/api.ts'
import { arrivals, asking } from '../../../testing/arrivals.ts'
import { mailOf } from '../../../testing/inbound.ts'
import { createTestMailbox } from '../../../testing/mailbox.ts'
import { createPerson } from '../../../testing/people.ts'
import { createMemoryServer } from '../../providers/memory/provider.ts'
import { mergeConversations, recount } from '../../store/conversations.ts'

const { provider } = createMemoryServer()
const api = await createTestApi({ providers: { memory: provider } })
const { app, db, asOperator } = api
const mailbox = await createTestMailbox(db, { state: 'live', write_back: false }, ['inbox'])

const ask = asking(api)
const arrive = arrivals(api, mailbox)
const list = async (query = '') =>
  (
    await ask<{ items: Conversation[]; nextCursor: string | null }>(
      'GET',
      `/conversations?queue=${mailbox.id}${query}`,
    )
  ).body
const whole = async (id: string) => (await ask<WholeConversation>('GET', `/conversations/${id}`)).body

test('PUT /mailboxes/{mailbox}/queue makes a queue once its connection may read mail, and changes its name', async () => {
  const path = `/mailboxes/${mailbox.id}/queue`
  await db.updateTable('connection').set({ wanted: '{"contacts": true}' }).execute()
  const refused = await ask<{ detail: string }>('PUT', path, { name: 'Desk' })
  expect(refused.status).toBe(409)
  expect(refused.body.detail).toMatch(/"readMail": true.*Then verify it/)
  await db.updateTable('connection').set({ wanted: '{"readMail": true, "send": true}' }).execute()
  const made = await ask<Queue>('PUT', path, { name: 'Desk', since: '2026-01-02T03:04:05Z' })
  expect(made).toMatchObject({
    status: 200,
    body: {
      id: mailbox.id,
      name: 'Desk',
      mark: 'read',
      since: '2026-01-02T03:04:05.000Z',
      open: 0,
      problem: null,
    },
  })
  const renamed = await ask<Queue>('PUT', path, {
    name: 'Front desk',
    mark: 'nothing',
    since: 'all',
    keepDays: 90,
  })
  expect(renamed.body).toMatchObject({
    name: 'Front desk',
    mark: 'nothing',
    since: made.body.since,
    keepDays: 90,
  })
  expect(made.body.keepDays).toBe(null)
  expect((await ask('PUT', path, { name: 'Front desk', keepDays: 0 })).status).toBe(400)
  const tasks = await db.selectFrom('todo').select('task').where('mailbox_id', '=', mailbox.id).execute()
  expect(tasks.map(({ task }) => task).sort()).toEqual(['pull:inbox', 'watch:inbox'])
  expect((await ask<{ items: Queue[] }>('GET', '/queues')).body.items).toEqual([renamed.body])
  const shown = await ask<{ collections: object[] }>('GET', `/mailboxes/${mailbox.id}`)
  expect(JSON.stringify(shown.body)).not.toContain('"inbox"')
})

test('GET /conversations pages through them, filters by state, and finds words with and without accents', async () => {
  for (let nth = 1; nth <= 5; nth += 1) await arrive(mailOf({ id: `<${nth}@list>`, subject: `Nr. ${nth}` }))
  await arrive(
    mailOf({
      id: '<reply@list>',
      references: ['<2@list>'],
      text: '„Schöne“ Wohnung – der Mietvertrag für Müller',
    }),
  )
  const first = await list('&limit=3')
  expect(first.items.map(({ subject, messages }) => [subject, messages])).toEqual([
    ['Nr. 2', 2],
    ['Nr. 5', 1],
    ['Nr. 4', 1],
  ])
  const rest = await list(`&limit=3&cursor=${first.nextCursor}`)
  expect(rest.items.map(({ subject }) => subject)).toEqual(['Nr. 3', 'Nr. 1'])
  expect(rest.nextCursor).toBeNull()
  for (const words of ['mietv muller', 'MÜLLER', 'schone wohn', 'mia@customers.example'])
    expect([words, (await list(`&search=${encodeURIComponent(words)}`)).items.length]).toEqual([
      words,
      words.includes('@') ? 5 : 1,
    ])
  for (const odd of ["'", '\\', '&', '!', '(', ':*', '<->'])
    expect((await ask('GET', `/conversations?search=${encodeURIComponent(odd)}`)).status).toBe(200)
  const { id } = first.items[0]!
  const closed = await ask<Conversation>('PATCH', `/conversations/${id}`, { state: 'closed' })
  expect(closed.body).toMatchObject({ state: 'closed', id })
  expect((await list('&state=open')).items).toHaveLength(4)
  expect((await list('&state=closed')).items).toEqual([closed.body])
})

test('GET /conversations/{id} shows its messages safely; raw and files are the bytes that came', async () => {
  const picture =
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='
  const html =
    '<p onclick="x()">See <img src="cid:logo@x"><img src="https://spy.example/p.png"><script>alert(1)</script></p>'
  const raw = [
    'Message-ID: <html@x>',
    'From: =?utf-8?B?2YXYsdmK2YU=?= <maryam@customers.example>',
    'Subject: Pictures',
    'MIME-Version: 1.0',
    'Content-Type: multipart/related; boundary=b',
    '',
    '--b',
    'Content-Type: text/html; charset=utf-8',
    '',
    html,
    '--b',
    'Content-Type: image/png; name="logo.png"',
    'Content-ID: <logo@x>',
    'Content-Disposition: inline; filename="logo.png"',
    'Content-Transfer-Encoding: base64',
    '',
    picture,
    '--b--',
    '',
  ].join('\r\n')
  await arrive(raw)
  const [{ id } = { id: '' }] = (await list()).items
  const [message] = (await whole(id)).items
  expect(message).toMatchObject({ from: { name: 'مريم' }, subject: 'Pictures', kind: 'mail' })
  expect(message!.html).toContain(`src="data:image/png;base64,${picture}"`)
  expect(message!.html).toContain('data-remote-src="https://spy.example/p.png"')
  expect(message!.html).not.toMatch(/script|onclick|[^-]src="http/)
  const get = async (path: string) =>
    await app.inject({ url: `/api/v1/inbound-messages/${message!.id}${path}`, headers: asOperator })
  const asItCame = await get('/raw')
  expect(asItCame.rawPayload.equals(Buffer.from(raw))).toBe(true)
  expect(asItCame.headers['content-disposition']).toMatch(/^attachment/)
  const file = await get('/attachments/0')
  expect(file.rawPayload.equals(Buffer.from(picture, 'base64'))).toBe(true)
  expect(file.headers['content-disposition']).toBe("attachment; filename*=UTF-8''logo.png")
  expect((await get('/attachments/1')).statusCode).toBe(404)
})

test('POST /mailboxes/{mailbox}/messages in reply to a message of a queue continues its conversation, and so does what answers that', async () => {
  await arrive(mailOf({ id: '<q@reply>', references: ['<before@reply>'], subject: 'The keys' }))
  const [{ id, version } = { id: '', version: 0 }] = (await list()).items
  const [question] = (await whole(id)).items
  const path = `/mailboxes/${mailbox.id}/messages`
  const to = [question!.from]
  const sent = await ask<OutgoingMessage>('POST', path, { to, text: 'On Monday', inReplyTo: question!.id })
  expect(sent).toMatchObject({ status: 201, body: { subject: 'Re: The keys' } })
  const row = await db
    .selectFrom('outgoing_message')
    .select('content')
    .where('id', '=', sent.body.id)
    .executeTakeFirstOrThrow()
  expect(row.content).toMatchObject({
    inReplyTo: '<q@reply>',
    references: ['<before@reply>', '<q@reply>'],
  })
  expect(await whole(id)).toMatchObject({ answers: [{ id: sent.body.id }], version: version + 1 })
  // Their program forgot where the conversation began.
  await arrive(mailOf({ id: '<thanks@reply>', references: [sent.body.messageId] }))
  expect((await whole(id)).items.map(({ messageId }) => messageId)).toEqual(['<q@reply>', '<thanks@reply>'])
  const again = await ask<OutgoingMessage>('POST', path, { to, text: 'Or Tuesday', inReplyTo: sent.body.id })
  expect((await whole(id)).answers.map((one) => one.id)).toEqual([sent.body.id, again.body.id])
  const stranger = await createTestMailbox(db)
  await db
    .updateTable('connection')
    .set({ wanted: '{"send": true}' })
    .where('id', '=', stranger.connectionId)
    .execute()
  const elsewhere = { to, text: 'x', inReplyTo: question!.id }
  expect((await ask('POST', `/mailboxes/${stranger.id}/messages`, elsewhere)).status).toBe(400)
})

test('POST /mailboxes/{mailbox}/messages waits for a conversation that is becoming one with another, and answers in that', async () => {
  await arrive(mailOf({ id: '<younger@merge>' }))
  const [{ id: from } = { id: '' }] = (await list()).items
  await arrive(mailOf({ id: '<older@merge>' }))
  const [{ id: to } = { id: '' }] = (await list()).items
  const [question] = (await whole(from)).items
  const body = { to: [question!.from], text: 'Yes', inReplyTo: question!.id }
  const answer = await db.transaction().execute(async (tx) => {
    await mergeConversations(tx, [{ from, to }])
    await recount(tx, [to])
    const asked = ask<OutgoingMessage>('POST', `/mailboxes/${mailbox.id}/messages`, body)
    // It has come to the conversation that we hold.
    await vi.waitFor(async () => {
      const { rows } = await sql`SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'
        AND datname = current_database() AND query LIKE '%FOR KEY SHARE%'`.execute(db)
      expect(rows).toHaveLength(1)
    }, 10_000)
    // In an object, as the transaction would else wait for what waits for it.
    return { asked }
  })
  const sent = await answer.asked
  expect(sent.status).toBe(201)
  expect((await whole(to)).answers.map((one) => one.id)).toEqual([sent.body.id])
})

test('GET /conversations/{id} of a long conversation shows the newest hundred, and one picture shown ten thousand times is no flood', async () => {
  const picture = Buffer.alloc(1_000_000, 7).toString('base64')
  const flood = [
    'Message-ID: <0@flood>',
    'Content-Type: multipart/related; boundary=b',
    '',
    '--b',
    'Content-Type: text/html',
    '',
    '<img src="cid:p@x">'.repeat(10_000),
    '--b',
    'Content-Type: image/png',
    'Content-ID: <p@x>',
    'Content-Transfer-Encoding: base64',
    '',
    picture,
    '--b--',
    '',
  ].join('\r\n')
  await arrive(flood)
  const [{ id } = { id: '' }] = (await list()).items
  const [message] = (await whole(id)).items
  expect(message!.html).toContain('src="data:image/png')
  expect(message!.html!.length).toBeLessThan(21_000_000)
  for (let nth = 1; nth <= 104; nth += 1)
    await arrive(mailOf({ id: `<${nth}@flood>`, references: ['<0@flood>'] }))
  const { items, messages } = await whole(id)
  expect([messages, items.length, items[0]!.messageId, items.at(-1)!.messageId]).toEqual([
    105,
    100,
    '<5@flood>',
    '<104@flood>',
  ])
}, 60_000)

test('POST /mailboxes/{mailbox}/folders asks for those of records alone, /sync also for mail that comes in', async () => {
  const post = async (path: string) =>
    (await ask<{ task: string }>('POST', `/mailboxes/${mailbox.id}/${path}`)).body
  expect((await post('sync')).task).toBe('pull:inbox')
  expect((await post('folders')).task).toBe('folders:')
})

test('bytes that are no mail are a message all the same', async () => {
  await arrive(Buffer.from([0, 255, 254, 10, 0, 13, 200]))
  const [conversation] = (await list()).items
  expect(await whole(conversation!.id)).toMatchObject({ items: [{ attachments: [] }] })
})

test('an agent sees the queues of their mailboxes alone', async () => {
  const agent = await createPerson(api, {
    role: 'agent',
    organisationId: mailbox.organisationId,
    mailboxIds: [mailbox.id],
  })
  const [{ id } = { id: '' }] = (await list()).items
  expect((await ask<{ items: Queue[] }>('GET', '/queues', undefined, agent.headers)).body.items).toHaveLength(
    1,
  )
  expect((await ask('GET', `/conversations/${id}`, undefined, agent.headers)).status).toBe(200)
  const other = await createTestMailbox(db)
  const stranger = await createPerson(api, {
    role: 'agent',
    organisationId: other.organisationId,
    mailboxIds: [other.id],
  })
  expect((await ask<{ items: Queue[] }>('GET', '/queues', undefined, stranger.headers)).body.items).toEqual(
    [],
  )
  expect((await ask('GET', `/conversations/${id}`, undefined, stranger.headers)).status).toBe(404)
  expect((await ask('DELETE', `/mailboxes/${mailbox.id}/queue`, undefined, agent.headers)).status).toBe(403)
})

test('DELETE /mailboxes/{mailbox}/queue ends the fetching; what is stored stays', async () => {
  const before = (await list()).items.length
  expect((await ask('DELETE', `/mailboxes/${mailbox.id}/queue`)).status).toBe(200)
  expect((await ask('DELETE', `/mailboxes/${mailbox.id}/queue`)).status).toBe(404)
  expect((await ask<{ items: Queue[] }>('GET', '/queues')).body.items).toEqual([])
  expect(
    await db.selectFrom('collection').select('kind').where('mailbox_id', '=', mailbox.id).execute(),
  ).toEqual([])
  expect((await list()).items).toHaveLength(before)
})
