import type { OutgoingMessage } from '@tandem/model/api/messages.ts'
import type { Queue, WholeConversation } from '@tandem/model/api/queues.ts'
import { expect, test } from 'vitest'
import { createTestApi } from '../../../testing/api.ts'
import { arrivals, asking } from '../../../testing/arrivals.ts'
import { mailOf } from '../../../testing/inbound.ts'
import { createTestMailbox } from '../../../testing/mailbox.ts'
import { createMemoryServer } from '../../providers/memory/provider.ts'

const { provider } = createMemoryServer()
const api = await createTestApi({ providers: { memory: provider } })
const mailbox = await createTestMailbox(api.db, { state: 'live', write_back: false }, ['inbox'])
await api.db.updateTable('connection').set({ wanted: '{"readMail": true, "send": true}' }).execute()
const ask = asking(api)
const arrive = arrivals(api, mailbox)
const put = async (subjectToken: boolean) =>
  (await ask<Queue>('PUT', `/mailboxes/${mailbox.id}/queue`, { name: 'Desk', since: 'all', subjectToken }))
    .body
const whole = async (id: string) => (await ask<WholeConversation>('GET', `/conversations/${id}`)).body
const answer = async (conversationId: string, given: object = {}) => {
  const { items } = await whole(conversationId)
  const to = [{ name: '', address: 'mia@customers.example' }]
  const { body } = await ask<OutgoingMessage>('POST', `/mailboxes/${mailbox.id}/messages`, {
    to,
    text: 'On Monday',
    inReplyTo: items[0]!.id,
    ...given,
  })
  return body
}

test('an answer carries its conversation in the subject where the queue wants it, and leads mail back that names nothing', async () => {
  expect((await put(false)).subjectToken).toBe(false)
  const id = await arrive(mailOf({ id: '<key@t>', subject: 'The key' }))
  expect((await answer(id)).subject).toBe('Re: The key')
  expect((await put(true)).subjectToken).toBe(true)
  const { subject } = await answer(id)
  expect(subject).toMatch(/^Re: The key \[#[0-9A-Z]{10}\]$/)
  // A mail program that writes neither In-Reply-To nor References, and a customer who begins a new mail with the old subject.
  expect(await arrive(mailOf({ id: '<a@t>', subject: `AW: ${subject}` }))).toBe(id)
  expect(await arrive(mailOf({ id: '<b@t>', subject: subject.toLowerCase() }))).toBe(id)
  expect(await arrive(mailOf({ id: '<c@t>', subject: 'AW: The key' }))).not.toBe(id)
  // The next answer says it once, also with a subject of the agent's own.
  expect((await answer(id)).subject).toBe(subject)
  expect((await answer(id, { subject: 'About the key' })).subject).toBe(
    `About the key ${subject.slice(subject.indexOf('['))}`,
  )
})

test('the token follows when conversations become one; made up or of another queue it leads nowhere', async () => {
  await put(true)
  const [old, kept] = [
    await arrive(mailOf({ id: '<old@m>', subject: 'Old' })),
    await arrive(mailOf({ id: '<kept@m>', subject: 'Kept' })),
  ]
  const { subject } = await answer(old)
  expect((await ask('POST', `/conversations/${old}/merge`, { into: kept })).status).toBe(200)
  expect(await arrive(mailOf({ id: '<later@m>', subject }))).toBe(kept)
  const elsewhere = await createTestMailbox(api.db, { state: 'live', write_back: false }, ['inbox'])
  const there = await arrive(mailOf({ id: '<there@m>', subject }), elsewhere)
  const made = await arrive(mailOf({ id: '<made@m>', subject: 'Hello [#0123456789]' }))
  expect(new Set([old, kept, there, made]).size).toBe(4)
})

test('a token that an agent copies into another conversation stays with its own', async () => {
  await put(true)
  const [mine, other] = [
    await arrive(mailOf({ id: '<mine@c>', subject: 'Mine' })),
    await arrive(mailOf({ id: '<other@c>', subject: 'Other' })),
  ]
  const { subject } = await answer(mine)
  const copied = await answer(other, { subject })
  expect(copied.subject).not.toBe(subject)
  await put(false)
  expect((await answer(other, { subject })).subject).toBe(subject)
  expect(await arrive(mailOf({ id: '<again@c>', subject }))).toBe(mine)
  expect(await arrive(mailOf({ id: '<copied@c>', subject: copied.subject }))).toBe(other)
})
