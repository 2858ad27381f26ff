import type { OutgoingMessage } from '@tandem/model/api/messages.ts'
import type { WholeConversation } from '@tandem/model/api/queues.ts'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { createTestApi } from '../../../testing/api.ts'
import { arrivals, asking } from '../../../testing/arrivals.ts'
import { mailOf } from '../../../testing/inbound.ts'
import { createTestMailbox } from '../../../testing/mailbox.ts'
import { createMemoryServer } from '../../providers/memory/provider.ts'
import { readAttachment } from '../../store/attachments.ts'
import { putQueue } from '../../store/queues.ts'

const { provider } = createMemoryServer()
const api = await createTestApi({ providers: { memory: provider } })
const { db } = api
const ask = asking(api)
const mailbox = await createTestMailbox(db, { state: 'live', write_back: false }, ['inbox'])
const colleague = { address: 'janitor@harbor.example' }
await db.updateTable('connection').set({ wanted: '{"readMail": true, "send": true}' }).execute()
const arrive = arrivals(api, mailbox)
const messages = `/mailboxes/${mailbox.id}/messages`
const whole = async (id: string) => (await ask<WholeConversation>('GET', `/conversations/${id}`)).body
const send = async (body: object) =>
  await ask<OutgoingMessage & { errors: { pointer: string }[]; detail: string }>('POST', messages, {
    to: [colleague],
    ...body,
  })

const picture = Buffer.from('a picture')
/** Larger than a row of the table in which bytes are kept. */
const plan = Buffer.alloc(2_500_000, 'plan')
const html =
  '<table><tr><td>See <img src="cid:logo%40x" alt="Logo"><img src="https://shop.example/p.png"></td></tr></table>{{sender.name}}'
const base64 = (bytes: Buffer) => bytes.toString('base64').replace(/.{76}/g, '$&\r\n')
const raw = [
  'Message-ID: <plans@x>',
  'From: "Mia <b>Berg</b>" <mia@customers.example>',
  'To: desk@example.com, =?utf-8?Q?J=C3=BCrgen?= <jan@customers.example>',
  'Subject: The <plans>',
  'Date: Tue, 24 Nov 2026 10:00:00 +0100',
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
  'Content-Disposition: inline',
  'Content-Transfer-Encoding: base64',
  '',
  base64(picture),
  '--b',
  'Content-Type: application/pdf; name="plan.pdf"',
  'Content-Disposition: attachment',
  'Content-Transfer-Encoding: base64',
  '',
  base64(plan),
  '--b--',
  '',
].join('\r\n')

async function bytesOf(id: string, size: number): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of readAttachment(db, { id, size }, 0)) pieces.push(piece)
  return Buffer.concat(pieces)
}

test('POST /mailboxes/{mailbox}/messages forwards a message that came: its header, its HTML with the pictures in it, and its files to the byte', async () => {
  const conversation = await arrive(raw)
  const [came] = (await whole(conversation)).items
  const sent = await send({
    html: '<p>Look &amp; measure</p>',
    forwardOf: came!.id,
    quote: true,
    attachments: [{ inbound: came!.id, place: 1 }],
  })
  expect(sent).toMatchObject({ status: 201, body: { subject: 'Fw: The <plans>' } })
  const { html: out, text, attachments } = sent.body
  expect(out).toBe(
    [
      '<p>Look &amp; measure</p><hr /><p><b>From:</b> <span dir="auto">Mia &lt;b&gt;Berg&lt;/b&gt; &lt;mia@customers.example&gt;</span><br />',
      '<b>Sent:</b> <span dir="auto">Tue, 24 Nov 2026 09:00:00 UTC</span><br />',
      '<b>To:</b> <span dir="auto">desk@example.com, Jürgen &lt;jan@customers.example&gt;</span><br />',
      '<b>Subject:</b> <span dir="auto">The &lt;plans&gt;</span></p>',
      '<table><tr><td>See <img alt="Logo" src="cid:logo%40x" /><img src="https://shop.example/p.png" /></td></tr></table>{{sender.name}}',
    ].join(''),
  )
  expect(text).toMatch(/^Look & measure\n\n-----Original message-----\nFrom: Mia <b>Berg<\/b> <mia@/)
  expect(
    attachments.map(({ name, contentType, size, contentId }) => [name, contentType, size, contentId]),
  ).toEqual([
    ['plan.pdf', 'application/pdf', plan.length, null],
    ['logo.png', 'image/png', picture.length, 'logo@x'],
  ])
  expect((await bytesOf(attachments[0]!.id, plan.length)).equals(plan)).toBe(true)
  expect((await bytesOf(attachments[1]!.id, picture.length)).equals(picture)).toBe(true)
  expect((await whole(conversation)).answers.map(({ id }) => id)).toEqual([sent.body.id])
})

test('POST /mailboxes/{mailbox}/messages forwards a plain text below a plain text', async () => {
  const conversation = await arrive(mailOf({ id: '<plain@x>', text: 'a < b\r\nc' }))
  const [came] = (await whole(conversation)).items
  const sent = await send({ text: 'See\nbelow', forwardOf: came!.id, quote: true, signature: null })
  expect(sent.body.html).toMatch(/^<p>See<br \/>below<\/p><hr \/>.*<p>a &lt; b<br \/>c<\/p>$/)
  expect(sent.body.text).toMatch(/^See\nbelow\n\n-----Original.*\n\na < b\nc$/s)
})

test('POST /mailboxes/{mailbox}/messages refuses a file that is not there, one that is too large and a quote of nothing, and copies nothing', async () => {
  const conversation = await arrive(mailOf({ id: '<none@x>' }))
  const [came] = (await whole(conversation)).items
  const stranger = await createTestMailbox(db)
  const elsewhere = await arrive(raw.replace('<plans@x>', '<elsewhere@x>'), stranger)
  const [foreign] = (await whole(elsewhere)).items
  const count = async () => (await db.selectFrom('attachment').selectAll().execute()).length
  const before = await count()
  const pointers = async (body: object) => {
    const { status, body: problem } = await send(body)
    return [status, ...(problem.errors?.map(({ pointer }) => pointer) ?? [])]
  }
  const file = (inbound: string, place: number) => ({ attachments: [{ inbound, place }] })
  expect(await pointers(file(came!.id, 0))).toEqual([400, '/attachments/0'])
  expect(await pointers(file(foreign!.id, 1))).toEqual([400, '/attachments/0'])
  expect(await pointers({ attachments: [...file(came!.id, 0).attachments, {}] })).toEqual([
    400,
    '/attachments/1',
  ])
  expect(await pointers({ quote: true })).toEqual([400, '/quote'])
  expect(await pointers({ quote: true, inReplyTo: came!.id })).toEqual([400, '/quote'])
  const own = await arrive(raw.replace('<plans@x>', '<own@x>'))
  const [mine] = (await whole(own)).items
  const twice = [...file(mine!.id, 1).attachments, ...file(mine!.id, 1).attachments]
  expect(await pointers({ attachments: twice })).toEqual([400, '/attachments/1'])
  const { rows } = await sql`
    UPDATE inbound_message SET content = jsonb_set(content, '{attachments,1,size}', '160000000')
    WHERE id = ${mine!.id} RETURNING id`.execute(db)
  expect(rows).toHaveLength(1)
  expect((await send(file(mine!.id, 1))).body.detail).toMatch(/150 MB/)
  expect(await count()).toBe(before)
})

test('GET /conversations/{id} tells of an answer whom it did not reach, and why', async () => {
  const conversation = await arrive(mailOf({ id: '<q@bounce>' }))
  const [came] = (await whole(conversation)).items
  const to = [{ address: 'mia@customers.example' }, { address: 'Gone@customers.example' }]
  const answer = (await send({ to, text: 'On Monday', inReplyTo: came!.id })).body
  const other = (await send({ to, text: 'Or Tuesday', inReplyTo: came!.id })).body
  const report = (id: string, status: string, original: string) =>
    [
      `Message-ID: ${id}`,
      'From: Mail Delivery System <mailer-daemon@mail.example>',
      'Subject: Undelivered',
      'References: <q@bounce>',
      'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
      '',
      '--b',
      '',
      'Sorry.',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mail.example',
      '',
      'Final-Recipient: rfc822; gone@customers.example',
      `Action: ${status.startsWith('4') ? 'delayed' : 'failed'}`,
      `Status: ${status}`,
      `Diagnostic-Code: smtp; ${status} told so`,
      '--b',
      ...(original === ''
        ? []
        : ['Content-Type: text/rfc822-headers', '', `Message-ID: ${original}`, '--b--']),
      '',
    ].join('\r\n')
  expect((await whole(conversation)).answers.map(({ undelivered }) => undelivered)).toEqual([[], []])
  expect(await arrive(report('<1@mail>', '4.4.1', answer.messageId))).toBe(conversation)
  expect((await whole(conversation)).answers[0]).toMatchObject({
    id: answer.id,
    undelivered: [{ status: '4.4.1', isFinal: false }],
  })
  await arrive(report('<2@mail>', '5.1.1', answer.messageId))
  // It names none: the newest that went there is meant.
  await arrive(report('<3@mail>', '5.2.2', ''))
  const { answers, items } = await whole(conversation)
  const reportIds = items.filter(({ kind }) => kind === 'bounce').map(({ id }) => id)
  expect(answers.map(({ id, undelivered }) => [id, undelivered])).toEqual([
    [
      answer.id,
      [
        {
          address: 'gone@customers.example',
          status: '5.1.1',
          reason: '5.1.1 told so',
          isFinal: true,
          reportId: reportIds[1],
        },
      ],
    ],
    [other.id, [expect.objectContaining({ status: '5.2.2', reportId: reportIds[2] })]],
  ])
})

test('a forward answers nobody: an answer that is taken back lets whoever waited wait on, whatever was forwarded since', async () => {
  await putQueue(db, mailbox, { name: 'Desk', mark: 'nothing', since: null })
  const conversation = await arrive(mailOf({ id: '<wait@f>' }))
  const [came] = (await whole(conversation)).items
  const answer = (await send({ text: 'On Monday', inReplyTo: came!.id, undoSeconds: 60 })).body
  expect((await whole(conversation)).waitingSince).toBeNull()
  const forward = (await send({ text: 'Can you?', forwardOf: came!.id })).body
  expect([answer.isForward, forward.isForward, forward.isAutomatic]).toEqual([false, true, false])
  expect((await ask('POST', `${messages}/${answer.id}/cancel`)).status).toBe(200)
  expect((await whole(conversation)).waitingSince).not.toBeNull()
})
