import { expect, test } from 'vitest'
import { mailSettled } from '../tenant/post.ts'
import { mailTenant, type TestTenant } from './test-tenant.ts'

const anna = '/v1.0/users/anna@hafen.example'
const bernd = '/v1.0/users/bernd@hafen.example'
const to = (...addresses: string[]) => addresses.map((address) => ({ emailAddress: { address } }))

/** Anna writes to Bernd and a client outside, with somebody else in copy. */
async function started(t: TestTenant) {
  const message = {
    subject: 'Kaufvertrag',
    body: { contentType: 'html', content: '<p>Entwurf <b>anbei</b></p>' },
    toRecipients: to('bernd@hafen.example', 'kunde@draussen.example'),
    ccRecipients: to('notar@draussen.example'),
    attachments: [
      { '@odata.type': '#microsoft.graph.fileAttachment', name: 'vertrag.txt', contentBytes: 'QUJD' },
    ],
  }
  expect((await t.ask('POST', `${anna}/sendMail`, { body: { message } })).status).toBe(202)
  await mailSettled(t.world)
  const [got] = (await t.ask('GET', `${bernd}/mailFolders/inbox/messages`)).json.value
  return got as Record<string, unknown> & { id: string }
}

test('POST /reply goes to the sender and stays in the conversation of both mailboxes', async () => {
  const t = mailTenant()
  const got = await started(t)
  t.world.clock.advance(3_600_000)
  const reply = await t.ask('POST', `${bernd}/messages/${got.id}/reply`, { body: { comment: 'Passt < so' } })
  expect([reply.status, reply.text]).toEqual([202, ''])
  await mailSettled(t.world)
  const [answer] = (await t.ask('GET', `${anna}/mailFolders/inbox/messages`)).json.value
  const [original] = (await t.ask('GET', `${anna}/mailFolders/sentitems/messages`)).json.value
  const [own] = (await t.ask('GET', `${bernd}/mailFolders/sentitems/messages`)).json.value
  expect(answer).toMatchObject({
    subject: 'RE: Kaufvertrag',
    hasAttachments: false,
    conversationId: original?.conversationId,
    from: { emailAddress: { name: 'Bernd Boje', address: 'bernd@hafen.example' } },
    toRecipients: [{ emailAddress: { name: 'Anna Adler', address: 'anna@hafen.example' } }],
    ccRecipients: [],
  })
  expect(own?.conversationId).toBe(got.conversationId)
  expect(got.conversationId).not.toBe(original?.conversationId)
  const length = (index: unknown) => Buffer.from(String(index), 'base64').length
  expect(length(answer?.conversationIndex)).toBe(length(original?.conversationIndex) + 5)
  const { content } = answer!.body as { content: string }
  expect(content).toContain('Passt &#60; so')
  expect(content).toContain('<b>anbei</b>')
  const headers = await t.ask('GET', `${anna}/messages/${answer?.id}?$select=internetMessageHeaders`)
  expect(headers.json.internetMessageHeaders).toEqual(
    expect.arrayContaining([
      { name: 'In-Reply-To', value: got.internetMessageId },
      { name: 'References', value: got.internetMessageId },
    ]),
  )
})

test('POST /createReplyAll makes a draft to everybody but oneself, which can be changed and sent', async () => {
  const t = mailTenant()
  const got = await started(t)
  const made = await t.ask('POST', `${bernd}/messages/${got.id}/createReplyAll`)
  expect(made.status).toBe(201)
  const addresses = (all: unknown) =>
    (all as { emailAddress: { address: string } }[]).map(({ emailAddress }) => emailAddress.address)
  expect(addresses(made.json.toRecipients)).toEqual(['anna@hafen.example', 'kunde@draussen.example'])
  expect(addresses(made.json.ccRecipients)).toEqual(['notar@draussen.example'])
  expect(made.json).toMatchObject({ isDraft: true, conversationId: got.conversationId })
  await t.ask('PATCH', `${bernd}/messages/${made.json.id}`, {
    body: { body: { contentType: 'text', content: 'Neu' } },
  })
  expect((await t.ask('POST', `${bernd}/messages/${made.json.id}/send`)).status).toBe(202)
  await mailSettled(t.world)
  const [answer] = (await t.ask('GET', `${anna}/mailFolders/inbox/messages`)).json.value
  expect(answer?.body).toEqual({ contentType: 'text', content: 'Neu' })
})

test('POST /forward takes the attachments along', async () => {
  const t = mailTenant()
  const got = await started(t)
  const path = `${bernd}/messages/${got.id}`
  const nobody = await t.ask('POST', `${path}/forward`, { body: { comment: 'FYI' } })
  expect(nobody.json.error.code).toBe('ErrorInvalidRecipients')
  const body = { comment: 'FYI', toRecipients: to('anna@hafen.example') }
  expect((await t.ask('POST', `${path}/forward`, { body })).status).toBe(202)
  await mailSettled(t.world)
  const [forwarded] = (await t.ask('GET', `${anna}/mailFolders/inbox/messages`)).json.value
  expect(forwarded).toMatchObject({ subject: 'FW: Kaufvertrag', hasAttachments: true })
  const attachments = await t.ask('GET', `${anna}/messages/${forwarded?.id}/attachments`)
  expect(attachments.json.value).toMatchObject([{ name: 'vertrag.txt', contentBytes: 'QUJD' }])
})

test('an answer has a comment or a body, not both', async () => {
  const t = mailTenant()
  const got = await started(t)
  const path = `${bernd}/messages/${got.id}/createReply`
  const message = { body: { contentType: 'text', content: 'a' } }
  const both = await t.ask('POST', path, { body: { comment: 'b', message } })
  expect([both.status, both.json.error.code]).toEqual([400, 'BadRequest'])
  const one = await t.ask('POST', path, { body: { message, extra: 1 } })
  expect(one.status).toBe(400)
  expect((await t.ask('POST', path, { body: { message } })).json.body).toMatchObject({ content: 'a' })
})

test('a message that comes as MIME joins the conversation that its References name', async () => {
  const t = mailTenant()
  const got = await started(t)
  const mime = [
    'From: kunde@draussen.example',
    'To: bernd@hafen.example',
    'Subject: Re: Kaufvertrag',
    `In-Reply-To: ${got.internetMessageId}`,
    `References: ${got.internetMessageId}`,
    '',
    'Einverstanden',
  ].join('\r\n')
  const bytes = Buffer.from(Buffer.from(mime).toString('base64'))
  const headers = { 'content-type': 'text/plain' }
  const draft = await t.ask('POST', `${bernd}/messages`, { bytes, headers })
  expect(draft.json).toMatchObject({ isDraft: true, conversationId: got.conversationId })
})
