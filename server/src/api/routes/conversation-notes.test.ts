import type { Conversation, Note, WholeConversation } from '@tandem/model/api/queues.ts'
import { expect, test } from 'vitest'
import { createTestApi } from '../../../testing/api.ts'
import { arrivals, asking } from '../../../testing/arrivals.ts'
import { mailOf } from '../../../testing/inbound.ts'
import { createTestMailbox } from '../../../testing/mailbox.ts'
import { createPerson } from '../../../testing/people.ts'

const api = await createTestApi()
const ask = asking(api)
const mailbox = await createTestMailbox(api.db, { state: 'live', write_back: false }, ['inbox'])
const arrive = arrivals(api, mailbox)
const { organisationId } = mailbox
const agent = await createPerson(api, { role: 'agent', organisationId, mailboxIds: [mailbox.id] })
const notesOf = async (id: string) =>
  (await ask<WholeConversation>('GET', `/conversations/${id}`)).body.notes.map(({ text }) => text)

test('POST /conversations/{id}/notes keeps what a colleague wrote, with who it was, and sends nothing', async () => {
  const id = await arrive(mailOf({ id: '<q@notes>' }))
  const before = (await ask<WholeConversation>('GET', `/conversations/${id}`)).body
  const text = '  She called: <b>Tuesday</b>\nat ten.  '
  const made = await ask<Note>('POST', `/conversations/${id}/notes`, { text }, agent.headers)
  expect(made).toMatchObject({
    status: 201,
    body: { text: '  She called: <b>Tuesday</b>\nat ten.  '.trim(), author: `agent:${agent.email}` },
  })
  const after = (await ask<WholeConversation>('GET', `/conversations/${id}`)).body
  expect(after).toEqual({ ...before, notes: [made.body], version: before.version + 1 })
  expect(await api.db.selectFrom('outgoing_message').selectAll().execute()).toEqual([])
})

test('POST /conversations/{id}/notes with the same Idempotency-Key adds one note', async () => {
  const id = await arrive(mailOf({ id: '<twice@notes>' }))
  const headers = { ...agent.headers, 'idempotency-key': 'a-note' }
  const [one, two] = [
    await ask<Note>('POST', `/conversations/${id}/notes`, { text: 'Once' }, headers),
    await ask<Note>('POST', `/conversations/${id}/notes`, { text: 'Once' }, headers),
  ]
  expect(two).toEqual(one)
  expect(await notesOf(id)).toEqual(['Once'])
})

test('POST /conversations/{id}/notes refuses an empty note, one that is too long, and a conversation that the caller does not see', async () => {
  const id = await arrive(mailOf({ id: '<refused@notes>' }))
  const post = async (text: string, headers = agent.headers) =>
    (await ask('POST', `/conversations/${id}/notes`, { text }, headers)).status
  expect([await post('  \n '), await post('x'.repeat(20_001)), await post('a\u0000b')]).toEqual([
    400, 400, 400,
  ])
  const other = await createPerson(api, { role: 'agent', organisationId })
  expect(await post('Hello', other.headers)).toBe(404)
  expect(await notesOf(id)).toEqual([])
  expect(await post('ü'.repeat(20_000))).toBe(201)
})

test('GET /conversations finds a conversation by the words of its notes, without accents', async () => {
  const id = await arrive(mailOf({ id: '<found@notes>', subject: 'Unrelated' }))
  await ask('POST', `/conversations/${id}/notes`, { text: 'Der Schlüssel liegt bei Müller' })
  const found = await ask<{ items: Conversation[] }>('GET', '/conversations?search=schlussel+mull')
  expect(found.body.items.map((one) => one.id)).toEqual([id])
})

test('notes stay with a conversation that becomes one with another', async () => {
  const older = await arrive(mailOf({ id: '<older@notes>' }))
  const younger = await arrive(mailOf({ id: '<younger@notes>' }))
  await ask('POST', `/conversations/${older}/notes`, { text: 'Of the older' })
  await ask('POST', `/conversations/${younger}/notes`, { text: 'Of the younger' })
  const references = ['<older@notes>', '<younger@notes>']
  expect(await arrive(mailOf({ id: '<both@notes>', references }))).toBe(older)
  expect(await notesOf(older)).toEqual(['Of the older', 'Of the younger'])
  const late = await ask<{ detail: string }>('POST', `/conversations/${younger}/notes`, { text: 'Late' })
  expect(late).toMatchObject({ status: 404, body: { detail: expect.stringMatching(/one with another/) } })
})
