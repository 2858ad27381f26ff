import { expect, test } from 'vitest'
import { mailSettled } from '../tenant/post.ts'
import { mailTenant, type TestTenant } from './test-tenant.ts'

const anna = '/v1.0/users/anna@hafen.example'
const bernd = '/v1.0/users/bernd@hafen.example'
const to = (...addresses: string[]) => addresses.map((address) => ({ emailAddress: { address } }))

async function draft(t: TestTenant, body: Record<string, unknown> = {}, headers = {}) {
  const reply = await t.ask('POST', `${anna}/messages`, { body, headers })
  expect(reply.status).toBe(201)
  return reply.json
}

test('POST /messages makes a draft that shows what was written and what the service adds', async () => {
  const t = mailTenant()
  const { json, status, headers } = await t.ask('POST', `${anna}/messages`, {
    body: {
      subject: 'Besichtigung',
      importance: 'Low',
      body: { contentType: 'HTML', content: 'Um <b>drei</b> &amp; danach' },
      toRecipients: to('bernd@hafen.example', 'kunde@draussen.example'),
      internetMessageHeaders: [{ name: 'x-tandem', value: '1' }],
    },
  })
  expect([status, headers.etag]).toEqual([201, json['@odata.etag']])
  expect(json).toMatchObject({
    isDraft: true,
    isRead: true,
    importance: 'low',
    bodyPreview: 'Um drei & danach',
    hasAttachments: false,
    toRecipients: [
      { emailAddress: { name: 'Bernd Boje', address: 'bernd@hafen.example' } },
      { emailAddress: { name: 'kunde@draussen.example', address: 'kunde@draussen.example' } },
    ],
  })
  expect(json).not.toHaveProperty('internetMessageHeaders')
  const read = await t.ask('GET', `${anna}/messages/${json.id}?$select=internetMessageHeaders,subject`)
  expect(read.json).toMatchObject({
    subject: 'Besichtigung',
    internetMessageHeaders: [{ name: 'x-tandem', value: '1' }],
  })
})

test('PATCH /messages changes a draft as a whole, and of a sent message only its marks', async () => {
  const t = mailTenant()
  const { id } = await draft(t, { toRecipients: to('bernd@hafen.example') })
  const changed = await t.ask('PATCH', `${anna}/messages/${id}`, {
    body: { subject: 'Neu', categories: ['Rot'] },
  })
  expect(changed.json).toMatchObject({ subject: 'Neu', categories: ['Rot'] })
  const stale = await t.ask('PATCH', `${anna}/messages/${id}`, {
    body: { isRead: false },
    headers: { 'if-match': 'W/"old"' },
  })
  expect([stale.status, stale.json.error.code]).toEqual([412, 'ErrorIrresolvableConflict'])
  expect((await t.ask('POST', `${anna}/messages/${id}/send`)).status).toBe(202)
  const [sent] = (await t.ask('GET', `${anna}/mailFolders/sentitems/messages`)).json.value
  const marked = await t.ask('PATCH', `${anna}/messages/${sent?.id}`, { body: { isRead: false } })
  expect(marked.json.isRead).toBe(false)
  const refused = await t.ask('PATCH', `${anna}/messages/${sent?.id}`, { body: { subject: 'Anders' } })
  expect([refused.status, refused.json.error.code]).toEqual([400, 'ErrorInvalidPropertyUpdateSentMessage'])
})

test('POST /messages/{id}/send keeps the immutable id and the Message-ID, and mails everybody once', async () => {
  const t = mailTenant()
  const headers = { prefer: 'IdType="ImmutableId"' }
  const made = await draft(
    t,
    {
      subject: 'Angebot',
      internetMessageId: '<eigene@tandem.example>',
      toRecipients: to('bernd@hafen.example', 'BERND@hafen.example'),
      bccRecipients: to('kunde@draussen.example'),
      body: { contentType: 'text', content: 'Guten Tag' },
    },
    headers,
  )
  expect((await t.ask('POST', `${anna}/messages/${made.id}/send`, { headers })).status).toBe(202)
  const sent = await t.ask('GET', `${anna}/messages/${made.id}`, { headers })
  expect(sent.json).toMatchObject({
    isDraft: false,
    internetMessageId: '<eigene@tandem.example>',
    parentFolderId: t.anna.mailbox?.mail.wellKnown.sentitems,
    from: { emailAddress: { name: 'Anna Adler', address: 'anna@hafen.example' } },
    bccRecipients: to('kunde@draussen.example').map(({ emailAddress }) => ({
      emailAddress: { name: 'kunde@draussen.example', ...emailAddress },
    })),
  })
  await mailSettled(t.world)
  const inbox = await t.ask('GET', `${bernd}/mailFolders/inbox/messages`)
  expect(inbox.json.value).toMatchObject([
    { subject: 'Angebot', isRead: false, bccRecipients: [], internetMessageId: '<eigene@tandem.example>' },
  ])
  expect([...t.world.outside.mails.values()]).toMatchObject([
    { recipients: ['kunde@draussen.example'], mail: { bcc: [] } },
  ])
  const again = await t.ask('POST', `${anna}/messages/${made.id}/send`, { headers })
  expect(again.status).toBe(400)
})

test('POST /sendMail takes JSON and leaves a copy in Sent Items unless told otherwise', async () => {
  const t = mailTenant()
  const message = { subject: 'Kurz', toRecipients: to('bernd@hafen.example') }
  const send = (body: unknown) => t.ask('POST', `${anna}/sendMail`, { body })
  expect((await send({ message })).status).toBe(202)
  expect((await send({ message, saveToSentItems: 'false' })).text).toBe('')
  await mailSettled(t.world)
  expect((await t.ask('GET', `${bernd}/messages/$count`)).text).toBe('2')
  expect((await t.ask('GET', `${anna}/mailFolders/sentitems`)).json).toMatchObject({
    totalItemCount: 1,
    unreadItemCount: 0,
  })
  const nobody = await send({ message: { subject: 'x', toRecipients: [] } })
  expect([nobody.status, nobody.json.error.code]).toEqual([400, 'ErrorInvalidRecipients'])
  const wrong = await send({ message: { toRecipients: to('kein Postfach') } })
  expect(wrong.json.error.code).toBe('ErrorInvalidRecipients')
})

test('POST /sendMail takes MIME: the bytes arrive as they are, but for Bcc', async () => {
  const t = mailTenant()
  const mime = [
    'From: Anna <anna@hafen.example>',
    'To: bernd@hafen.example',
    'Bcc: geheim@draussen.example,',
    ' "Zwei" <zwei@draussen.example>',
    'Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=',
    'Message-ID: <m1@client.example>',
    'Date: Fri, 15 Jan 2027 07:00:00 +0000',
    '',
    'Zeile eins',
  ].join('\r\n')
  const send = (text: string) =>
    t.ask('POST', `${anna}/sendMail`, { bytes: Buffer.from(text), headers: { 'content-type': 'text/plain' } })
  const bad = await send('§§§')
  expect([bad.status, bad.json.error.code]).toEqual([400, 'ErrorMimeContentInvalidBase64String'])
  expect((await send(Buffer.from(mime).toString('base64'))).status).toBe(202)
  await mailSettled(t.world)
  const [got] = (await t.ask('GET', `${bernd}/messages`)).json.value
  expect(got).toMatchObject({ subject: 'Grüße', internetMessageId: '<m1@client.example>', bccRecipients: [] })
  const raw = await t.ask('GET', `${bernd}/messages/${got?.id}/$value`)
  expect(raw.text).toBe(mime.replace(/Bcc:.*\r\n .*\r\n/, ''))
  const [sent] = (await t.ask('GET', `${anna}/mailFolders/sentitems/messages`)).json.value
  expect((await t.ask('GET', `${anna}/messages/${sent?.id}/$value`)).text).toBe(mime)
  expect([...t.world.outside.mails.values()][0]?.recipients).toEqual([
    'geheim@draussen.example',
    'zwei@draussen.example',
  ])
})

test('GET /messages/{id}/$value composes RFC 5322 of a message made as JSON, the same each time', async () => {
  const t = mailTenant()
  const { id } = await draft(t, {
    subject: 'Grüße aus Hamburg',
    internetMessageId: '<d@tandem.example>',
    body: { contentType: 'html', content: '<p>Schön</p>' },
    toRecipients: to('bernd@hafen.example'),
    internetMessageHeaders: [{ name: 'x-operation', value: '7' }],
  })
  const { text } = await t.ask('GET', `${anna}/messages/${id}/$value`)
  expect(text).toMatch(/^Message-ID: <d@tandem\.example>\r$/m)
  expect(text).toMatch(/^Date: Fri, 15 Jan 2027 08:00:00 \+0000\r$/m)
  expect(text).toMatch(/^X-Operation: 7\r$/im)
  expect(text).toContain('multipart/alternative')
  expect((await t.ask('GET', `${anna}/messages/${id}/$value`)).text).toBe(text)
})

test('GET /messages filters, sorts, searches and pages', async () => {
  const t = mailTenant()
  for (const [at, subject] of ['Alpha', 'Beta Haus', 'Gamma', 'Beta Boot'].entries()) {
    t.world.clock.advance(60_000)
    await draft(t, {
      subject,
      isRead: at % 2 === 0,
      internetMessageId: `<${at}@x.example>`,
      from: to(`absender${at}@x.example`)[0],
      singleValueExtendedProperties: [
        { id: 'String {66f5a359-4659-4830-9070-00047ec6ac6e} Name op', value: `${at}` },
      ],
    })
  }
  const subjects = async (query: string) => {
    const { json } = await t.ask('GET', `${anna}/messages?${query}`)
    return json.value?.map(({ subject }) => subject) ?? json.error
  }
  expect(await subjects('')).toEqual(['Beta Boot', 'Gamma', 'Beta Haus', 'Alpha'])
  expect(await subjects('$orderby=subject')).toEqual(['Alpha', 'Beta Boot', 'Beta Haus', 'Gamma'])
  expect(await subjects('$filter=isRead eq false')).toEqual(['Beta Boot', 'Beta Haus'])
  expect(await subjects("$filter=internetMessageId eq '<2@x.example>'")).toEqual(['Gamma'])
  expect(await subjects("$filter=from/emailAddress/address eq 'absender1@x.example'")).toEqual(['Beta Haus'])
  expect(await subjects("$filter=startswith(subject,'beta')&$top=1")).toEqual(['Beta Boot'])
  expect(await subjects('$filter=receivedDateTime ge 2027-01-15T08:03:00Z')).toEqual(['Beta Boot', 'Gamma'])
  expect(
    await subjects(
      "$filter=singleValueExtendedProperties/any(ep: ep/id eq 'String {66F5A359-4659-4830-9070-00047EC6AC6E} Name op' and ep/value eq '3')",
    ),
  ).toEqual(['Beta Boot'])
  expect(await subjects('$search="beta haus"')).toEqual(['Beta Haus'])
  expect(await subjects('$search="subject:gam"')).toEqual(['Gamma'])
  expect(await subjects('$filter=isRead eq true&$orderby=receivedDateTime desc')).toMatchObject({
    code: 'InefficientFilter',
  })
  expect(
    await subjects(
      '$filter=receivedDateTime ge 2000-01-01 and isRead eq true&$orderby=receivedDateTime desc',
    ),
  ).toEqual(['Gamma', 'Alpha'])
  const first = await t.ask('GET', `${anna}/messages?$top=3&$count=true&$select=subject`)
  expect(first.json['@odata.count']).toBe(4)
  const second = await t.ask('GET', first.json['@odata.nextLink'] as string)
  expect(second.json.value.map(({ subject }) => subject)).toEqual(['Alpha'])
})

test('GET /messages by conversation, and with the extended properties that are asked for', async () => {
  const t = mailTenant()
  const property = { id: 'Integer 0x6001', value: '5' }
  const made = await draft(t, { subject: 'Eins', singleValueExtendedProperties: [property] })
  await draft(t, { subject: 'Zwei' })
  const filter = encodeURIComponent(`conversationId eq '${made.conversationId}'`)
  const expand = encodeURIComponent("singleValueExtendedProperties($filter=id eq 'Integer 0x6001')")
  const { json } = await t.ask('GET', `${anna}/messages?$filter=${filter}&$expand=${expand}`)
  expect(json.value).toMatchObject([{ subject: 'Eins', singleValueExtendedProperties: [property] }])
})

test('DELETE /messages moves to Deleted Items, the second time for good; move, copy and permanentDelete', async () => {
  const t = mailTenant()
  const headers = { prefer: 'IdType="ImmutableId"' }
  const { id } = await draft(t, { subject: 'Weg' }, headers)
  expect((await t.ask('DELETE', `${anna}/messages/${id}`, { headers })).status).toBe(204)
  const bin = await t.ask('GET', `${anna}/mailFolders/deleteditems/messages`, { headers })
  expect(bin.json.value.map((one) => one.id)).toEqual([id])
  const body = { destinationId: 'archive' }
  const moved = await t.ask('POST', `${anna}/messages/${id}/move`, { body, headers })
  expect([moved.status, moved.json.id, moved.json.parentFolderId]).toEqual([
    201,
    id,
    t.anna.mailbox?.mail.wellKnown.archive,
  ])
  const copied = await t.ask('POST', `${anna}/mailFolders/archive/messages/${id}/copy`, { body, headers })
  expect(copied.json.id).not.toBe(id)
  expect((await t.ask('DELETE', `${anna}/messages/${id}`, { headers })).status).toBe(204)
  expect((await t.ask('DELETE', `${anna}/messages/${id}`, { headers })).status).toBe(204)
  expect((await t.ask('GET', `${anna}/messages/${id}`, { headers })).status).toBe(404)
  const gone = await t.ask('POST', `${anna}/messages/${copied.json.id}/permanentDelete`, { headers })
  expect(gone.status).toBe(204)
  expect((await t.ask('GET', `${anna}/messages`)).json.value).toEqual([])
})

test('a move changes the default id; the old one is gone', async () => {
  const t = mailTenant()
  const { id } = await draft(t)
  const moved = await t.ask('POST', `${anna}/messages/${id}/move`, { body: { destinationId: 'inbox' } })
  expect(moved.json.id).not.toBe(id)
  expect((await t.ask('GET', `${anna}/messages/${id}`)).status).toBe(404)
})

test('bodies come in the format that is preferred', async () => {
  const t = mailTenant()
  const { id } = await draft(t, { body: { contentType: 'html', content: '<p>Eins</p><p>Zwei &lt;3</p>' } })
  const reply = await t.ask('GET', `${anna}/messages/${id}?$select=body`, {
    headers: { prefer: 'outlook.body-content-type="text"' },
  })
  expect(reply.json.body).toEqual({ contentType: 'text', content: 'Eins\r\nZwei <3' })
  expect(reply.headers['preference-applied']).toBe('outlook.body-content-type="text"')
})

test('what a message cannot be made of is refused', async () => {
  const t = mailTenant()
  const codes = async (body: Record<string, unknown>) => {
    const reply = await t.ask('POST', `${anna}/messages`, { body })
    return [reply.status, reply.json.error.code]
  }
  const fields = (count: number) =>
    Array.from({ length: count }, (_, at) => ({ name: `x-${at}`, value: `${at}` }))
  expect(await codes({ shoeSize: 4 })).toEqual([400, 'RequestBodyRead'])
  expect(await codes({ importance: 'urgent' })).toEqual([400, 'RequestBodyRead'])
  expect(await codes({ toRecipients: [{ address: 'a@b.example' }] })).toEqual([400, 'RequestBodyRead'])
  expect(await codes({ internetMessageHeaders: [{ name: 'Subject', value: '1' }] })).toEqual([
    400,
    'InvalidInternetMessageHeader',
  ])
  expect((await codes({ internetMessageHeaders: fields(6) }))[0]).toBe(400)
})

test('Mail.Send alone sends and reads nothing; Mail.ReadBasic sees no bodies', async () => {
  const t = mailTenant()
  const { id } = await draft(t, { subject: 'Geheim', body: { contentType: 'text', content: 'innen' } })
  t.claims.roles = ['Mail.Send']
  const message = { toRecipients: to('bernd@hafen.example') }
  expect((await t.ask('POST', `${anna}/sendMail`, { body: { message } })).status).toBe(202)
  const denied = [
    ['GET', `${anna}/messages`],
    ['GET', `${anna}/messages/${id}`],
    ['GET', `${anna}/messages/${id}/$value`],
    ['GET', `${anna}/mailFolders/sentitems/messages`],
    ['GET', `${anna}/mailFolders`],
    ['POST', `${anna}/messages`],
    ['DELETE', `${anna}/messages/${id}`],
  ] as const
  for (const [method, path] of denied) expect((await t.ask(method, path)).status).toBe(403)
  t.claims.roles = ['Mail.ReadBasic.All']
  const [first] = (await t.ask('GET', `${anna}/messages?$filter=isDraft eq true`)).json.value
  expect(first).toMatchObject({ subject: 'Geheim' })
  expect(first).not.toHaveProperty('body')
  expect(first).not.toHaveProperty('bodyPreview')
  expect((await t.ask('GET', `${anna}/messages?$select=body`)).status).toBe(403)
  expect((await t.ask('GET', `${anna}/messages/${id}/$value`)).status).toBe(403)
})
