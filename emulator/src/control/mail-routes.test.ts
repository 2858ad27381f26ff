import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createEmulator, type Emulator } from '../main.ts'
import { type Client, createClient } from '../test-clients.ts'

let emulator: Emulator
let client: Client

beforeAll(async () => {
  emulator = await createEmulator({
    seed: {
      tenants: [
        {
          displayName: 'Hafen',
          domains: ['hafen.example'],
          users: [
            {
              address: 'anna@hafen.example',
              displayName: 'Anna',
              generatedMessages: 9,
              messages: [{ subject: 'Von Hand', from: 'fern@draussen.example', folder: 'archive' }],
            },
          ],
        },
      ],
    },
  })
  client = createClient(emulator)
})
afterEach(() => emulator.reset())
afterAll(() => emulator.close())

const mailbox = '/mailboxes/anna@hafen.example'
const subjects = async (folder: string) =>
  (
    (await client.control('GET', `${mailbox}/messages?folder=${folder}`)).body.messages as {
      subject: string
    }[]
  ).map(({ subject }) => subject)

test('a seed puts messages into a mailbox, invented ones and those that it names', async () => {
  expect(await subjects('inbox')).toHaveLength(9)
  expect(await subjects('archive')).toEqual(['Von Hand'])
  const { body } = await client.control('GET', '/state')
  expect((body.mailboxes as { messages: number }[])[0]?.messages).toBeGreaterThan(10)
})

test('POST /deliver brings a message from outside, as text or base64, without its Bcc', async () => {
  const raw =
    'From: x@draussen.example\r\nBcc: y@draussen.example\r\nSubject: Da\r\nMessage-ID: <1@x>\r\n\r\nText'
  const { body } = await client.control('POST', `${mailbox}/deliver`, { raw })
  expect(body).toMatchObject({ subject: 'Da', internetMessageId: '<1@x>', from: 'x@draussen.example' })
  const base64 = Buffer.from('Subject: Auch\r\n\r\n').toString('base64')
  expect((await client.control('POST', `${mailbox}/deliver`, { base64 })).status).toBe(200)
  expect(await subjects('inbox')).toEqual(expect.arrayContaining(['Da', 'Auch']))
  for (const wrong of [{}, { raw, base64 }, { base64: '§' }]) {
    expect((await client.control('POST', `${mailbox}/deliver`, wrong)).status).toBe(400)
  }
})

test('POST /fill-mail fills a folder with the same messages for the same seed', async () => {
  const { body } = await client.control('POST', `${mailbox}/fill-mail`, { messages: 50, folder: 'archive' })
  const first = await subjects('archive')
  expect([first.length, Number(body.messages) > 50]).toEqual([51, true])
  emulator.reset()
  await client.control('POST', `${mailbox}/fill-mail`, { messages: 50, folder: 'archive' })
  expect(await subjects('archive')).toEqual(first)
  expect((await client.control('POST', `${mailbox}/fill-mail`, { messages: 1, folder: 'x' })).status).toBe(
    404,
  )
})

test('what went outside is listed by recipient, read as MIME, and forgotten', async () => {
  const [tenant] = emulator.world.tenants.values()
  const [anna] = tenant!.users.values()
  const post = { act: 'send', to: 'a@x.example, b@x.example', bcc: 'c@x.example', subject: 'Hin', text: '' }
  await client.form(`/~/${tenant!.id}/mailbox/${anna!.id}/mail/new`, post, { origin: emulator.url })
  await client.control('POST', '/mail/settle')
  const { body } = await client.control('GET', '/mail/outside?recipient=C@x.example')
  const [seen] = body.messages as { id: string; recipients: string[]; to: string[] }[]
  expect(seen).toMatchObject({
    recipients: ['a@x.example', 'b@x.example', 'c@x.example'],
    to: ['a@x.example', 'b@x.example'],
  })
  expect((await client.control('GET', '/mail/outside?recipient=d@x.example')).body.count).toBe(0)
  const raw = await client.control('GET', `/mail/outside/${seen?.id}/raw`)
  const text = Buffer.from(String(raw.body.base64), 'base64').toString()
  expect(text).toMatch(/^Subject: Hin\r$/m)
  expect(text).not.toContain('c@x.example')
  await client.control('DELETE', '/mail/outside')
  expect((await client.control('GET', `/mail/outside/${seen?.id}/raw`)).status).toBe(404)
})
