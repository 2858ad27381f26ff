import { expect, test } from 'vitest'
import type { InboundMessage } from '../../shapes.ts'
import { messageOf } from '../compose/send.ts'
import { knownFields, replyDraft } from './reply-draft.ts'
import { undeliveredText } from './undelivered-words.ts'

const mia = { name: 'Mia Berg', address: 'mia@customers.example' }
const desk = { name: '', address: 'Desk@harbor.example' }
const jan = { name: 'Jan', address: 'jan@customers.example' }
const message: InboundMessage = {
  id: '6f0b9fb5-7f5c-4a3a-9f0e-0d5a8c0c1b1a',
  kind: 'mail',
  protection: null,
  messageId: '<q@x>',
  references: [],
  from: mia,
  replyTo: [],
  to: [desk, jan],
  cc: [{ name: 'Mia again', address: 'MIA@customers.example' }, jan],
  subject: 'The <keys>',
  receivedAt: '2026-11-25T09:00:00.000Z',
  sentAt: null,
  erasedAt: null,
  html: '<p>Hello<img src="data:image/png;base64,AA=="></p>',
  text: 'Hello',
  quotedFrom: null,
  invitation: null,
  attachments: [],
  problems: [],
}

test('an answer goes to the sender, one to all also to each of the others once, never to the queue itself', () => {
  expect(replyDraft(message, 'reply', 'desk@harbor.example')).toMatchObject({ to: [mia], cc: [] })
  expect(replyDraft(message, 'all', 'desk@harbor.example')).toMatchObject({ to: [mia], cc: [jan] })
})

test('an answer goes where its sender wants it', () => {
  const replyTo = [{ name: 'Family', address: 'family@customers.example' }]
  expect(replyDraft({ ...message, replyTo }, 'reply', desk.address).to).toEqual(replyTo)
})

test('what is answered is quoted without its pictures, and nothing in its subject is HTML', () => {
  const { html, subject, inReplyTo } = replyDraft(message, 'reply', desk.address)
  expect([subject, inReplyTo]).toEqual(['RE: The <keys>', message.id])
  expect(html).toContain('<strong>The &lt;keys&gt;</strong></p><p>Hello</p></blockquote>')
  const plain = replyDraft({ ...message, html: null, text: 'a < b\nc' }, 'reply', desk.address)
  expect(plain.html).toContain('<p>a &lt; b<br>c</p>')
})

test('what is forwarded goes to nobody yet, and takes its files along from where they are', () => {
  const file = { place: 1, name: 'plan.pdf', contentType: 'application/pdf', size: 7, isInline: false }
  const logo = { ...file, place: 0, name: 'logo.png', isInline: true }
  const attachments = [logo, file]
  const draft = replyDraft({ ...message, attachments }, 'forward', desk.address)
  expect(draft).toMatchObject({ to: [], cc: [], html: '', forwardOf: message.id, quote: true })
  expect(messageOf({ ...draft, to: [jan] }).attachments).toEqual([{ inbound: message.id, place: 1 }])
  // Without HTML that shows it, a picture is a file.
  expect(replyDraft({ ...message, html: null, attachments }, 'forward', desk.address).files).toHaveLength(2)
})

test('a customer who gave no name is not called by an empty one', () => {
  expect(knownFields({ from: { name: '', address: 'mia@x' }, subject: 'Keys' })).toEqual({
    'customer.address': 'mia@x',
    subject: 'Keys',
  })
})

test.each([
  ['5.2.2', true, /^Not delivered to mia@x\.$/, /full/],
  ['5.1.1', true, /^Not delivered/, /does not exist/],
  ['5.0.0', true, /^Not delivered/, /Read its report/],
  ['', true, /^Not delivered/, /Read its report/],
  ['4.4.1', false, /^Delayed to mia@x\.$/, /still trying/],
])('status %s of a report (final: %s) is said in words', (status, isFinal, title, text) => {
  const said = undeliveredText({ address: 'mia@x', status, isFinal, reason: '', reportId: message.id })
  expect(said.title).toMatch(title)
  expect(said.text).toMatch(text)
})
