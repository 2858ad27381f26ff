import { createHash, randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { mailSettled } from '../tenant/post.ts'
import { mailTenant, type TestTenant } from './test-tenant.ts'

const messages = '/v1.0/users/anna@hafen.example/messages'

async function draft(t: TestTenant, body: Record<string, unknown> = {}): Promise<string> {
  return (await t.ask('POST', messages, { body })).json.id
}

const file = (name: string, content: string, more = {}) => ({
  '@odata.type': '#microsoft.graph.fileAttachment',
  name,
  contentBytes: Buffer.from(content).toString('base64'),
  ...more,
})

async function openSession(t: TestTenant, id: string, item: Record<string, unknown>) {
  return t.ask('POST', `${messages}/${id}/attachments/createUploadSession`, {
    body: { AttachmentItem: { attachmentType: 'file', name: 'plan.bin', ...item } },
  })
}

/** The address as a client sees it: another origin, no token of Graph. */
function put(t: TestTenant, url: string, bytes: Buffer, first: number, total: number) {
  const range = `bytes ${first}-${first + bytes.length - 1}/${total}`
  return t.ask('PUT', url, { bytes, headers: { authorization: '', 'content-range': range } })
}

test('POST /attachments adds a file; it is listed, read, downloaded and deleted', async () => {
  const t = mailTenant()
  const id = await draft(t)
  const path = `${messages}/${id}/attachments`
  const made = await t.ask('POST', path, { body: file('gruß.txt', 'Hallo', { contentId: 'c1' }) })
  expect(made.status).toBe(201)
  expect(made.json).toMatchObject({
    '@odata.type': '#microsoft.graph.fileAttachment',
    name: 'gruß.txt',
    contentType: 'text/plain',
    size: 5,
    isInline: false,
    contentId: 'c1',
    contentBytes: 'SGFsbG8=',
  })
  const listed = await t.ask('GET', `${path}?$select=name,size`)
  expect(listed.json.value).toEqual([
    expect.objectContaining({ id: made.json.id, name: 'gruß.txt', size: 5 }),
  ])
  expect(listed.json.value[0]).not.toHaveProperty('contentBytes')
  const raw = await t.ask('GET', `${path}/${made.json.id}/$value`)
  expect([raw.text, raw.headers['content-type']]).toEqual(['Hallo', 'text/plain'])
  expect((await t.ask('GET', `${messages}/${id}`)).json.hasAttachments).toBe(true)
  const expanded = await t.ask('GET', `${messages}/${id}?$expand=attachments`)
  expect(expanded.json.attachments).toHaveLength(1)
  expect((await t.ask('DELETE', `${path}/${made.json.id}`)).status).toBe(204)
  expect((await t.ask('GET', `${messages}/${id}`)).json.hasAttachments).toBe(false)
  expect((await t.ask('GET', `${path}/${made.json.id}`)).status).toBe(404)
})

test('pictures inside the body do not make a message one with attachments', async () => {
  const t = mailTenant()
  const id = await draft(t, { attachments: [file('bild.png', 'x', { isInline: true, contentId: 'bild' })] })
  const { json } = await t.ask('GET', `${messages}/${id}`)
  expect(json.hasAttachments).toBe(false)
  const { text } = await t.ask('GET', `${messages}/${id}/$value`)
  expect(text).toMatch(/^Content-ID: <bild>\r$/im)
})

test('POST /attachments takes an item as it is written', async () => {
  const t = mailTenant()
  const path = `${messages}/${await draft(t)}/attachments`
  const item = { '@odata.type': 'microsoft.graph.event', subject: 'Notartermin' }
  const made = await t.ask('POST', path, {
    body: { '@odata.type': '#microsoft.graph.itemAttachment', name: 'Termin', item },
  })
  expect([made.status, made.json.contentType]).toEqual([201, null])
  expect(made.json).not.toHaveProperty('item')
  const read = await t.ask('GET', `${path}/${made.json.id}?$expand=microsoft.graph.itemattachment/item`)
  expect(read.json.item).toEqual(item)
})

test('POST /attachments refuses a file of 3 MB, and what is no attachment', async () => {
  const t = mailTenant({ limits: { bodyBytes: 8 * 1024 * 1024 } })
  const path = `${messages}/${await draft(t)}/attachments`
  const large = await t.ask('POST', path, { body: file('groß.bin', 'x'.repeat(3 * 1024 * 1024)) })
  expect([large.status, large.json.error.code]).toEqual([413, 'ErrorAttachmentSizeLimitExceeded'])
  for (const body of [{ name: 'a' }, { ...file('a', 'b'), contentBytes: '%' }, file('', 'b')]) {
    expect((await t.ask('POST', path, { body })).status).toBe(400)
  }
})

test('100 MB go through an upload session in ranges of 4 MB and arrive byte for byte', {
  timeout: 180_000,
}, async () => {
  const t = mailTenant()
  const id = await draft(t, { toRecipients: [{ emailAddress: { address: 'bernd@hafen.example' } }] })
  const block = randomBytes(4 * 1024 * 1024)
  const size = 100 * 1024 * 1024 - 5
  const opened = await openSession(t, id, { size })
  expect([opened.status, opened.json.nextExpectedRanges]).toEqual([201, ['0-']])
  const url = String(opened.json.uploadUrl)
  const hash = createHash('sha256')
  for (let first = 0; first < size; first += block.length) {
    const bytes = block.subarray(0, Math.min(block.length, size - first))
    hash.update(bytes)
    const reply = await put(t, url, bytes, first, size)
    const isLast = first + bytes.length === size
    expect(reply.status).toBe(isLast ? 201 : 200)
    if (!isLast) expect(reply.json.NextExpectedRanges).toEqual([String(first + bytes.length)])
    else expect(reply.headers.location).toMatch(/\/Attachments\('[\w-]+'\)$/)
  }
  expect((await t.ask('POST', `${messages}/${id}/send`)).status).toBe(202)
  await mailSettled(t.world)
  const [got] = [...t.bernd.mailbox!.mail.messages.values()]
  const { content, size: shown } = { ...got!.attachments[0]!, size: got!.attachments[0]!.content.size }
  expect([shown, content.hash]).toEqual([size, hash.digest('hex')])
})

test('PUT on an upload address takes the next range only', async () => {
  const t = mailTenant()
  const id = await draft(t)
  const size = 4 * 1024 * 1024
  const url = String((await openSession(t, id, { size })).json.uploadUrl)
  const bytes = Buffer.alloc(1024 * 1024, 1)
  expect((await put(t, url, bytes, 0, size)).status).toBe(200)
  expect((await put(t, url, bytes, 0, size)).status).toBe(416)
  expect((await put(t, url, bytes, 2 * bytes.length, size)).status).toBe(416)
  expect((await put(t, url, bytes, bytes.length, size + 1)).status).toBe(416)
  const without = await t.ask('PUT', url, { bytes, headers: { 'content-range': '' } })
  expect(without.status).toBe(400)
  const short = await t.ask('PUT', url, {
    bytes,
    headers: { 'content-range': `bytes 1048576-1048577/${size}` },
  })
  expect(short.status).toBe(400)
  expect((await t.ask('GET', url)).json.NextExpectedRanges).toEqual(['1048576'])
  const forged = await t.ask('PUT', url.replace(/authtoken=.*/, 'authtoken=x'), { bytes })
  expect(forged.status).toBe(401)
  const two = await Promise.all([
    put(t, url, bytes, bytes.length, size),
    put(t, url, bytes, bytes.length, size),
  ])
  expect(two.map(({ status }) => status).sort()).toEqual([200, 412])
})

test('an upload session ends by DELETE and by its time', async () => {
  const t = mailTenant()
  const id = await draft(t)
  const size = 4 * 1024 * 1024
  const first = String((await openSession(t, id, { size })).json.uploadUrl)
  expect((await t.ask('DELETE', first, { headers: { authorization: '' } })).status).toBe(204)
  expect((await put(t, first, Buffer.alloc(10), 0, size)).status).toBe(404)
  const second = String((await openSession(t, id, { size })).json.uploadUrl)
  t.world.clock.advance(3 * 3_600_000)
  expect((await put(t, second, Buffer.alloc(10), 0, size)).status).toBe(404)
})

test('POST /createUploadSession refuses what is too small, too large or no file', async () => {
  const t = mailTenant()
  const id = await draft(t)
  const codes = async (item: Record<string, unknown>) => (await openSession(t, id, item)).json.error.code
  expect(await codes({ size: 1000 })).toBe('ErrorAttachmentSizeShouldNotBeLessThanMinimumSize')
  expect(await codes({ size: 151 * 1024 * 1024 })).toBe('ErrorAttachmentSizeLimitExceeded')
  expect(await codes({ size: 5_000_000, attachmentType: 'item' })).toBe('ErrorInvalidArgument')
  expect(await codes({ size: '5000000' })).toBe('ErrorInvalidArgument')
})

test('more than 150 MB within five minutes are refused for one application and mailbox', async () => {
  const t = mailTenant({ limits: { uploadBytes: 6 * 1024 * 1024 } })
  const size = 16 * 1024 * 1024
  const url = String((await openSession(t, await draft(t), { size })).json.uploadUrl)
  const bytes = Buffer.alloc(4 * 1024 * 1024)
  expect((await put(t, url, bytes, 0, size)).status).toBe(200)
  const over = await put(t, url, bytes, bytes.length, size)
  expect([over.status, over.json.error.code]).toEqual([429, 'ApplicationThrottled'])
  t.world.clock.advance(300_000)
  expect((await put(t, url, bytes, bytes.length, size)).status).toBe(200)
})
