import { afterEach, expect, test, vi } from 'vitest'
import { addUser } from '../tenant/directory.ts'
import { mailSettled, postedMails, postMail } from '../tenant/post.ts'
import { mailTenant, type TestTenant } from './test-tenant.ts'

afterEach(() => {
  vi.useRealTimers()
})

const anna = '/v1.0/users/anna@hafen.example'
const bernd = '/v1.0/users/bernd@hafen.example'
const to = (...addresses: string[]) => addresses.map((address) => ({ emailAddress: { address } }))

async function send(t: TestTenant, message: Record<string, unknown>, path = anna) {
  const reply = await t.ask('POST', `${path}/sendMail`, { body: { message } })
  await mailSettled(t.world)
  return reply
}

async function inbox(t: TestTenant, path = anna) {
  return (await t.ask('GET', `${path}/mailFolders/inbox/messages`)).json.value
}

test('an unknown recipient comes back as a report with delivery status and the original header fields', async () => {
  const t = mailTenant()
  t.world.outside.bouncing.add('weg@draussen.example')
  const message = {
    subject: 'Hallo',
    toRecipients: to('niemand@hafen.example', 'bernd@hafen.example', 'weg@draussen.example'),
    bccRecipients: to('geheim@draussen.example'),
  }
  expect((await send(t, message)).status).toBe(202)
  const [report, ...more] = await inbox(t)
  const [sent] = (await t.ask('GET', `${anna}/mailFolders/sentitems/messages`)).json.value
  expect(more).toEqual([])
  expect(report).toMatchObject({
    subject: 'Undeliverable: Hallo',
    conversationId: sent?.conversationId,
    from: {
      emailAddress: {
        name: 'Microsoft Outlook',
        address: 'MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@hafen.example',
      },
    },
  })
  const { text } = await t.ask('GET', `${anna}/messages/${report?.id}/$value`)
  expect(text).toMatch(/^Content-Type: multipart\/report; report-type=delivery-status/m)
  expect(text).toContain('Final-Recipient: rfc822; niemand@hafen.example\r\nAction: failed\r\nStatus: 5.1.10')
  expect(text).toContain('Final-Recipient: rfc822; weg@draussen.example')
  expect(text).toContain('Content-Type: text/rfc822-headers')
  expect(text).toMatch(new RegExp(`^Message-ID: ${sent?.internetMessageId}\\r$`, 'm'))
  expect(text).not.toContain('geheim@draussen.example')
  expect(await inbox(t, bernd)).toHaveLength(1)
})

test('a message waits in the Outbox where that is asked for, keeps its immutable id, and can be taken back', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] })
  const t = mailTenant({ limits: { outboxMs: 60_000 } })
  const headers = { prefer: 'IdType="ImmutableId"' }
  const ids = []
  for (const subject of ['bleibt', 'zurück']) {
    const body = { subject, toRecipients: to('bernd@hafen.example') }
    const { json } = await t.ask('POST', `${anna}/messages`, { body, headers })
    expect((await t.ask('POST', `${anna}/messages/${json.id}/send`)).status).toBe(202)
    ids.push(json.id)
  }
  const idsIn = async (folder: string) =>
    (await t.ask('GET', `${anna}/mailFolders/${folder}/messages`, { headers })).json.value.map(({ id }) => id)
  expect((await idsIn('outbox')).sort()).toEqual([...ids].sort())
  expect([await idsIn('drafts'), await idsIn('sentitems')]).toEqual([[], []])
  expect((await t.ask('DELETE', `${anna}/messages/${ids[1]}`)).status).toBe(204)
  vi.advanceTimersByTime(60_000)
  await mailSettled(t.world)
  expect(await idsIn('sentitems')).toEqual([ids[0]])
  expect(await inbox(t, bernd)).toMatchObject([{ subject: 'bleibt' }])
})

test('a group is all its members, a tag is looked away from, and nobody gets a message twice', async () => {
  const t = mailTenant()
  t.tenant.groups.set('g', {
    id: 'g',
    displayName: 'Alle',
    mail: 'alle@hafen.example',
    mailEnabled: true,
    securityEnabled: true,
    members: new Set([t.anna.id, t.bernd.id]),
  })
  await send(t, { toRecipients: to('alle@hafen.example', 'bernd+angebote@hafen.example') })
  expect(await inbox(t)).toHaveLength(1)
  expect(await inbox(t, bernd)).toHaveLength(1)
})

test('another sender needs the right to send as that one', async () => {
  const t = mailTenant()
  const message = { from: to('bernd@hafen.example')[0], toRecipients: to('kunde@draussen.example') }
  const denied = await send(t, message)
  expect([denied.status, denied.json.error.code]).toEqual([403, 'ErrorSendAsDenied'])
  t.anna.sendAs = ['bernd@hafen.example']
  expect((await send(t, message)).status).toBe(202)
  const [sent] = (await t.ask('GET', `${anna}/mailFolders/sentitems/messages`)).json.value
  expect(sent).toMatchObject({
    from: { emailAddress: { name: 'Bernd Boje', address: 'bernd@hafen.example' } },
    sender: { emailAddress: { name: 'Anna Adler', address: 'anna@hafen.example' } },
  })
  const refused = await t.ask('POST', `${anna}/sendMail`, {
    bytes: Buffer.from(Buffer.from('From: fremd@x.example\r\nTo: a@b.example\r\n\r\n').toString('base64')),
    headers: { 'content-type': 'text/plain' },
  })
  expect(refused.json.error.code).toBe('ErrorSendAsDenied')
})

test('a shared mailbox sends from itself and keeps its own copy', async () => {
  const t = mailTenant()
  addUser(t.world, t.tenant, {
    userPrincipalName: 'vermietung@hafen.example',
    displayName: 'Vermietung',
    mailboxKind: 'shared',
  })
  const shared = '/v1.0/users/vermietung@hafen.example'
  expect((await send(t, { toRecipients: to('bernd@hafen.example') }, shared)).status).toBe(202)
  expect((await t.ask('GET', `${shared}/mailFolders/sentitems`)).json.totalItemCount).toBe(1)
  expect(await inbox(t, bernd)).toMatchObject([
    { from: { emailAddress: { address: 'vermietung@hafen.example' } } },
  ])
})

test('the 31st message of a minute waits, the 10,001st recipient of a day is refused', async () => {
  const t = mailTenant({ limits: { messagesPerMinute: 3, recipientsPerDay: 5 } })
  const message = { toRecipients: to('a@draussen.example') }
  for (let at = 0; at < 3; at += 1) expect((await send(t, message)).status).toBe(202)
  t.world.clock.advance(20_000)
  const over = await send(t, message)
  expect([over.status, over.json.error.code, over.headers['retry-after']]).toEqual([
    429,
    'ApplicationThrottled',
    '40',
  ])
  t.world.clock.advance(40_000)
  expect((await send(t, message)).status).toBe(202)
  const two = { toRecipients: to('a@draussen.example', 'b@draussen.example') }
  const day = await send(t, two)
  expect([day.status, day.json.error.code]).toEqual([429, 'ErrorExceededMessageLimit'])
  t.world.clock.advance(24 * 3_600_000)
  expect((await send(t, two)).status).toBe(202)
  expect(t.world.outside.mails.size).toBe(5)
})

test('too many recipients and too many bytes are refused', async () => {
  const t = mailTenant({ limits: { recipientsPerMessage: 2, messageBytes: 100 } })
  const many = await send(t, { toRecipients: to('a@x.example', 'b@x.example', 'c@x.example') })
  expect([many.status, many.json.error.code]).toEqual([400, 'ErrorTooManyRecipients'])
  const large = await send(t, {
    toRecipients: to('a@x.example'),
    body: { contentType: 'text', content: 'x'.repeat(101) },
  })
  expect([large.status, large.json.error.code]).toEqual([413, 'ErrorMessageSizeExceeded'])
  expect(t.world.outside.mails.size).toBe(0)
})

test('a meeting arrives as an event message in the inbox, and the transport remembers it', async () => {
  const t = mailTenant()
  postMail(t.world, t.tenant, t.anna, {
    from: { name: 'Anna Adler', address: 'anna@hafen.example' },
    to: [{ name: 'Bernd Boje', address: 'bernd@hafen.example' }],
    subject: 'Übergabe',
    body: { contentType: 'text', content: 'Am Haus' },
    meeting: { type: 'meetingRequest', iCalUId: 'ical-1', eventIdFor: () => undefined },
  })
  await mailSettled(t.world)
  expect(await inbox(t, bernd)).toMatchObject([
    {
      '@odata.type': '#microsoft.graph.eventMessageRequest',
      meetingMessageType: 'meetingRequest',
      subject: 'Übergabe',
    },
  ])
  expect(postedMails(t.world)).toMatchObject([
    { recipients: ['bernd@hafen.example'], meeting: { type: 'meetingRequest', iCalUId: 'ical-1' } },
  ])
})

test('POST /$batch sends, and the log knows each operation by its name', async () => {
  const names: string[] = []
  const t = mailTenant({
    watch: {
      begin: () => undefined,
      end: ({ name }) => names.push(name),
    },
  })
  const headers = { 'content-type': 'application/json' }
  const draft = await t.ask('POST', `${anna}/messages`, { body: { toRecipients: to('a@x.example') } })
  const { json } = await t.ask('POST', '/v1.0/$batch', {
    body: {
      requests: [
        { id: '1', method: 'POST', url: `/users/anna@hafen.example/messages/${draft.json.id}/send` },
        {
          id: '2',
          method: 'POST',
          url: '/users/anna@hafen.example/sendMail',
          headers,
          body: { message: { toRecipients: to('b@x.example') } },
        },
      ],
    },
  })
  expect((json.responses as { status: number }[]).map(({ status }) => status)).toEqual([202, 202])
  await mailSettled(t.world)
  expect(t.world.outside.mails.size).toBe(2)
  for (const path of ['messages', 'messages/$count', 'mailFolders/inbox/messages', 'mailFolders'])
    await t.ask('GET', `${anna}/${path}`)
  expect(names).toEqual([
    'messages.create',
    'messages.send',
    'sendMail',
    '$batch',
    'messages.list',
    'messages.count',
    'messages.list',
    'mailFolders.list',
  ])
})
