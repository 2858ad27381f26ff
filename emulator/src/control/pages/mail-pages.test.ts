import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createEmulator, type Emulator } from '../../main.ts'
import { mailSettled } from '../../tenant/post.ts'
import { type Client, createClient } from '../../test-clients.ts'

let emulator: Emulator
let client: Client
let tenant: Emulator['tenants'][number]
let mail: string

beforeAll(async () => {
  emulator = await createEmulator({ seed: 'demo' })
  client = createClient(emulator)
  tenant = emulator.tenants[0]!
  mail = `/~/${tenant.id}/mailbox/${tenant.users[0]!.id}/mail`
})
afterEach(() => emulator.reset())
afterAll(() => emulator.close())

const get = async (path: string) => (await client.send('GET', path)).text
const post = (path: string, form: Record<string, string> = {}) =>
  client.form(path, form, { origin: emulator.url })
const firstMessage = (text: string) => /href="([^"]*\/message\/[^"]*)"/.exec(text)?.[1] ?? ''

async function deliver(raw: string): Promise<void> {
  const { address } = tenant.users[0]!
  await client.control('POST', `/mailboxes/${address}/deliver`, { raw })
}

test('a person writes to a colleague and to somebody outside; both receive it, and the answer stays in the conversation', async () => {
  const { address } = tenant.users[1]!
  const form = {
    act: 'send',
    to: `${address}, kunde@draussen.example`,
    bcc: 'geheim@draussen.example',
    subject: 'Schlüssel <b>',
    text: 'Liegen bereit.',
  }
  const sent = await post(`${mail}/new`, form)
  expect([sent.status, sent.headers.location]).toEqual([303, `${mail}?folder=sentitems`])
  await mailSettled(emulator.world)
  expect(await get(`${mail}?folder=sentitems`)).toContain('Schlüssel &#60;b&#62;')
  const theirs = `/~/${tenant.id}/mailbox/${tenant.users[1]!.id}/mail`
  const message = firstMessage(await get(theirs))
  expect(await get(message)).toContain('Liegen bereit.')
  const reply = await get(/href="([^"]*reply=[^"]*)"/.exec(await get(message))?.[1] ?? '')
  expect(reply).toContain(tenant.users[0]!.address)
  const hidden = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(reply)?.[1] ?? ''
  const answer = { act: 'send', reply: hidden('reply'), to: hidden('to'), subject: 'RE', text: 'Danke' }
  await post(`${theirs}/new`, answer)
  await mailSettled(emulator.world)
  const [first, second] = [...emulator.world.tenants.get(tenant.id)!.users.values()]
  const threads = [first, second].map((user) =>
    [...user!.mailbox!.mail.messages.values()].filter(({ subject }) => /^(RE|Schlüssel <b>)$/.test(subject)),
  )
  expect(threads.map((all) => all.length)).toEqual([2, 2])
  expect(new Set(threads.flat().map(({ thread }) => thread)).size).toBe(1)
  const outside = await get('/~/outside')
  expect(outside).toContain('kunde@draussen.example')
  const seen = await get(/href="(\/~\/outside\/[^"]+)"/.exec(outside)?.[1] ?? '')
  expect(seen).toContain('Liegen bereit.')
  const raw = await get(`${/href="(\/~\/outside\/[^"]+)"/.exec(outside)?.[1]}/raw`)
  expect(raw).not.toContain('Bcc')
})

test('HTML that somebody sent is shown in a frame that can do nothing, and attachments are only kept', async () => {
  const html = '<p onclick="x()">Hallo</p><script>alert(1)</script>"></iframe>'
  await deliver(
    [
      'From: Böse <boese@draussen.example>',
      'Subject: </title><script>1</script>',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: text/html; charset=utf-8',
      '',
      html,
      '--b',
      'Content-Type: text/html',
      'Content-Disposition: attachment; filename="seite.html"',
      '',
      '<script>alert(2)</script>',
      '--b--',
    ].join('\r\n'),
  )
  const path = firstMessage(await get(mail))
  const page = await get(path)
  expect(page).not.toContain('<script')
  expect(page).toContain('sandbox=""')
  expect(page).toContain('srcdoc="&#60;p onclick=&#34;x()&#34;&#62;')
  const file = await client.send('GET', /href="([^"]*\/attachment\/[^"]*)"/.exec(page)?.[1] ?? '')
  expect(file.headers).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-disposition': "attachment; filename*=UTF-8''seite.html",
  })
})

test('a message is marked as read, deleted, and deleted for good; a draft is saved and sent', async () => {
  await deliver('From: a@b.example\r\nSubject: Kurz\r\n\r\nText')
  const path = firstMessage(await get(mail))
  expect(await get(mail)).toContain('<strong><bdi>Kurz</bdi></strong>')
  await post(`${path}/read`)
  expect(await get(mail)).not.toContain('<strong><bdi>Kurz</bdi></strong>')
  await post(`${path}/delete`)
  expect(await get(`${mail}?folder=deleteditems`)).toContain('Kurz')
  await post(`${path}/delete`)
  expect((await client.send('GET', path)).status).toBe(404)
  const saved = await post(`${mail}/new`, { act: 'save', to: '', subject: 'Später', text: '' })
  const refused = await post(`${saved.headers.location}/send`)
  expect([refused.status, refused.text.includes('no recipient')]).toEqual([400, true])
  const wrong = await post(`${mail}/new`, { act: 'send', to: 'niemand', subject: '', text: '' })
  expect(wrong.status).toBe(400)
})
