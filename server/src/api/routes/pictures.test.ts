import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, expect, test } from 'vitest'
import { createTestApi } from '../../../testing/api.ts'
import { arrivals } from '../../../testing/arrivals.ts'
import { createTestMailbox } from '../../../testing/mailbox.ts'
import { readConfig } from '../../config.ts'
import { putQueue } from '../../store/queues.ts'

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const asked: { url: string; headers: Record<string, unknown> }[] = []
const sender = createServer((request, response) => {
  asked.push({ url: request.url!, headers: request.headers })
  if (request.url === '/moved') return void response.writeHead(302, { location: '/p.png?a=1&b=2' }).end()
  if (request.url === '/inside')
    return void response.writeHead(302, { location: 'http://10.0.0.1/x.png' }).end()
  if (request.url === '/round') return void response.writeHead(302, { location: '/round' }).end()
  if (request.url === '/page') return void response.writeHead(200, { 'content-type': 'text/html' }).end('<p>')
  if (request.url === '/svg')
    return void response.writeHead(200, { 'content-type': 'image/svg+xml' }).end('<svg/>')
  if (request.url === '/large') {
    response.writeHead(200, { 'content-type': 'image/png' })
    return void response.end(Buffer.alloc(6_000_000))
  }
  response.writeHead(200, { 'content-type': 'image/png' }).end(png)
})
await new Promise<void>((resolve) => sender.listen(0, '127.0.0.1', resolve))
afterAll(() => sender.close())
const origin = `http://127.0.0.1:${(sender.address() as AddressInfo).port}`

const settings = readConfig({ TANDEM_DATA: '/nowhere', LOG_LEVEL: 'silent', ALLOWED_INSIDE: '127.0.0.1' })
const api = await createTestApi({}, () => ({}))
api.deps.config.ALLOWED_INSIDE = settings.ALLOWED_INSIDE
const mailbox = await createTestMailbox(api.db, { state: 'live', write_back: false }, ['inbox'])
await putQueue(api.db, mailbox, { name: 'Desk', mark: 'nothing', since: null, keepDays: null })
const addresses = ['/p.png?a=1&b=2', '/moved', '/inside', '/round', '/page', '/svg', '/large'].map(
  (path) => origin + path,
)
const html = [...addresses, 'http://10.0.0.1/spy.png', 'https://nowhere.invalid/x.png']
  .map((address) => `<img src="${address.replaceAll('&', '&amp;')}">`)
  .join('')
const conversation = await arrivals(
  api,
  mailbox,
)(`Message-ID: <pictures@x>\r\nFrom: a@b.example\r\nContent-Type: text/html\r\n\r\n${html}`)
const { id } = await api.db
  .selectFrom('inbound_message')
  .select('id')
  .where('conversation_id', '=', conversation)
  .executeTakeFirstOrThrow()

const picture = async (address: string) =>
  await api.app.inject({
    url: `/api/v1/inbound-messages/${id}/pictures?address=${encodeURIComponent(address)}`,
    headers: api.asOperator,
  })

test('GET /inbound-messages/{id}/pictures loads a picture that the message shows, and tells its server nothing of the reader', async () => {
  const answer = await picture(`${origin}/p.png?a=1&b=2`)
  expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'image/png'])
  expect(answer.rawPayload.equals(png)).toBe(true)
  expect(asked).toHaveLength(1)
  const { cookie, authorization, referer, 'user-agent': agent } = asked[0]!.headers
  expect([cookie, authorization, referer, agent]).toEqual([undefined, undefined, undefined, undefined])
  expect((await picture(`${origin}/moved`)).rawPayload.equals(png)).toBe(true)
})

test.each(['/inside', '/round', '/page', '/svg', '/large'])(
  'GET /inbound-messages/{id}/pictures refuses %s',
  async (path) => {
    const answer = await picture(origin + path)
    expect([answer.statusCode, answer.json<{ detail: string }>().detail]).toEqual([
      404,
      expect.stringMatching(/could not be loaded/),
    ])
  },
)

test('GET /inbound-messages/{id}/pictures asks for nothing that the message does not show, and nothing inside', async () => {
  asked.length = 0
  expect((await picture(`${origin}/other.png`)).statusCode).toBe(404)
  expect((await picture('http://10.0.0.1/spy.png')).statusCode).toBe(404)
  expect((await picture('https://nowhere.invalid/x.png')).statusCode).toBe(404)
  expect(asked).toEqual([])
})
