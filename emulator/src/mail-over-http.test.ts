/** Mail over a real connection: Microsoft's own client, faults that cut it, and the log that counts by operation. */

import { randomBytes } from 'node:crypto'
import { Client, FileUpload, LargeFileUploadTask, UploadResult } from '@microsoft/microsoft-graph-client'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createEmulator, type Emulator } from './main.ts'
import { createClient, type Client as HttpClient } from './test-clients.ts'

let emulator: Emulator
let http: HttpClient
let graph: Client

beforeAll(async () => {
  emulator = await createEmulator({
    seed: {
      tenants: [
        {
          displayName: 'Hafen',
          domains: ['hafen.example'],
          users: ['anna', 'bernd'].map((name) => ({
            address: `${name}@hafen.example`,
            displayName: name,
          })),
          applications: [
            {
              displayName: 'Tandem',
              secrets: [{}],
              permissions: ['Mail.ReadWrite', 'Mail.Send'],
            },
          ],
        },
      ],
    },
    limits: { messagesPerMinute: Number.POSITIVE_INFINITY },
  })
  http = createClient(emulator)
  graph = Client.init({
    baseUrl: emulator.url,
    customHosts: new Set(['127.0.0.1']),
    authProvider: (done) => {
      void http.token().then((token) => done(null, token))
    },
  })
})
afterEach(() => emulator.reset())
afterAll(() => emulator.close())

const anna = '/users/anna@hafen.example'
const bernd = '/users/bernd@hafen.example'
const to = (address: string) => [{ emailAddress: { address } }]

async function counts(): Promise<{
  received: Record<string, Record<string, number>>
  sent: Record<string, Record<string, number>>
}> {
  await http.control('POST', '/mail/settle')
  return (await http.control('GET', '/mail/counts')).body as never
}

test("Microsoft's client sends, reads, answers and follows a conversation", async () => {
  await graph.api(`${anna}/sendMail`).post({
    message: {
      subject: 'Übergabe',
      body: { contentType: 'Text', content: 'Um drei' },
      toRecipients: to('bernd@hafen.example'),
    },
  })
  await http.control('POST', '/mail/settle')
  const inbox = await graph.api(`${bernd}/mailFolders/inbox/messages`).select('subject,from').get()
  expect(inbox.value).toMatchObject([{ subject: 'Übergabe' }])
  const draft = await graph.api(`${bernd}/messages/${inbox.value[0].id}/createReply`).post({ comment: 'Ja' })
  await graph.api(`${bernd}/messages/${draft.id}/send`).post(undefined)
  await http.control('POST', '/mail/settle')
  const answers = await graph.api(`${anna}/messages`).filter("subject eq 'RE: Übergabe'").get()
  expect(answers.value).toHaveLength(1)
})

test("Microsoft's LargeFileUploadTask uploads an attachment, which arrives as it was", async () => {
  const draft = await graph
    .api(`${anna}/messages`)
    .post({ subject: 'Plan', toRecipients: to('bernd@hafen.example') })
  const bytes = randomBytes(9 * 1024 * 1024 + 17)
  const file = new FileUpload(new Uint8Array(bytes).buffer, 'plan.bin', bytes.length)
  const session = await LargeFileUploadTask.createUploadSession(
    graph,
    `${anna}/messages/${draft.id}/attachments/createUploadSession`,
    { AttachmentItem: { attachmentType: 'file', name: 'plan.bin', size: bytes.length } },
  )
  const task = new LargeFileUploadTask(graph, file, session, { rangeSize: 3 * 1024 * 1024 })
  const result = await task.upload()
  expect(result).toBeInstanceOf(UploadResult)
  expect((result as UploadResult).location).toMatch(/\/Attachments\('[\w-]+'\)$/)
  await graph.api(`${anna}/messages/${draft.id}/send`).post(undefined)
  await http.control('POST', '/mail/settle')
  const inbox = await graph.api(`${bernd}/messages`).get()
  const path = `/v1.0${bernd}/messages/${inbox.value[0].id}/attachments`
  const headers = { authorization: `Bearer ${await http.token()}` }
  const listed = await fetch(`${emulator.url}${path}?$select=name,size`, { headers })
  const { value } = (await listed.json()) as { value: { id: string; size: number }[] }
  expect(value).toMatchObject([{ name: 'plan.bin', size: bytes.length }])
  const raw = await fetch(`${emulator.url}${path}/${value[0]?.id}/$value`, { headers })
  expect(Buffer.from(await raw.arrayBuffer()).equals(bytes)).toBe(true)
})

test('a connection cut after the work was done leaves exactly one message, sent', async () => {
  const headers = { authorization: `Bearer ${await http.token()}`, 'content-type': 'application/json' }
  const cut = async (operation: string) =>
    http.control('POST', '/faults', { match: { operation }, times: 1, effect: { cut: 'after' } })
  const post = (path: string, body?: unknown) =>
    http.send('POST', `/v1.0${anna}${path}`, {
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  await cut('sendMail')
  const message = { internetMessageId: '<eins@tandem.example>', toRecipients: to('fern@draussen.example') }
  await expect(post('/sendMail', { message })).rejects.toThrow()
  await cut('messages.create')
  await expect(
    post('/messages', { ...message, internetMessageId: '<zwei@tandem.example>' }),
  ).rejects.toThrow()
  const filter = encodeURIComponent("internetMessageId eq '<zwei@tandem.example>'")
  const found = await http.send('GET', `/v1.0${anna}/messages?$filter=${filter}&$select=isDraft`, { headers })
  const [draft] = found.body.value as { id: string; isDraft: boolean }[]
  expect(draft?.isDraft).toBe(true)
  await cut('messages.send')
  await expect(post(`/messages/${draft?.id}/send`)).rejects.toThrow()
  const once = { '<eins@tandem.example>': 1, '<zwei@tandem.example>': 1 }
  expect(await counts()).toEqual({
    received: { 'fern@draussen.example': once },
    sent: { 'anna@hafen.example': once },
  })
})

test('a range whose answer was cut was taken; the upload goes on behind it', async () => {
  const headers = { authorization: `Bearer ${await http.token()}`, 'content-type': 'application/json' }
  const draft = await graph.api(`${anna}/messages`).post({ subject: 'x' })
  const size = 4 * 1024 * 1024
  const item = { AttachmentItem: { attachmentType: 'file', name: 'a.bin', size } }
  const opened = await http.send(
    'POST',
    `/v1.0${anna}/messages/${draft.id}/attachments/createUploadSession`,
    { headers, body: JSON.stringify(item) },
  )
  const url = String(opened.body.uploadUrl)
  expect(new URL(url).origin).toBe(emulator.url)
  await http.control('POST', '/faults', {
    match: { operation: 'upload.put' },
    times: 1,
    effect: { cut: 'after' },
  })
  const half = Buffer.alloc(size / 2, 7)
  const put = (first: number) =>
    fetch(url, {
      method: 'PUT',
      headers: { 'content-range': `bytes ${first}-${first + half.length - 1}/${size}` },
      body: half,
    })
  await expect(put(0)).rejects.toThrow()
  expect((await put(0)).status).toBe(416)
  expect((await put(half.length)).status).toBe(201)
  const logged = (await http.control('GET', '/requests/counts')).body.operations
  expect(logged).toMatchObject({
    'messages.create': 1,
    'attachments.createUploadSession': 1,
    'upload.put': 3,
  })
})

test('the log tells by its names who read mail and who only sent', async () => {
  await graph.api(`${anna}/sendMail`).post({ message: { toRecipients: to('fern@draussen.example') } })
  const reads = /^(messages|mailFolders|attachments)\.(list|get|count|delta|download)$/
  const operations = async () =>
    Object.keys((await http.control('GET', '/requests/counts')).body.operations as object)
  expect((await operations()).some((name) => reads.test(name))).toBe(false)
  await graph.api(`${anna}/mailFolders/sentitems/messages`).get()
  expect((await operations()).filter((name) => reads.test(name))).toEqual(['messages.list'])
})

test('who declared an address as bouncing sees its reports', async () => {
  await http.control('PUT', '/mail/bouncing', { bouncing: ['@tot.example'] })
  await graph.api(`${anna}/sendMail`).post({ message: { subject: 'x', toRecipients: to('a@tot.example') } })
  await http.control('POST', '/mail/settle')
  const { body } = await http.control('GET', '/mailboxes/anna@hafen.example/messages?folder=inbox')
  expect(body.messages).toMatchObject([{ subject: 'Undeliverable: x' }])
})
