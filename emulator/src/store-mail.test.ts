import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { callControl } from './control/room.ts'
import { mailContent } from './graph/test-mail.ts'
import { createEmulator } from './main.ts'
import { submitMail } from './tenant/post.ts'

const folders: string[] = []

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

const mailbox = '/mailboxes/person1@large.example'

function mime(attachment: Buffer): string {
  return Buffer.from(
    [
      'From: Fern <fern@draussen.example>',
      'To: person1@large.example',
      'Subject: Mit Anhang',
      'Message-ID: <fern1@draussen.example>',
      'Date: Fri, 15 Jan 2027 07:00:00 +0000',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary="b"',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      'Siehe Anhang.',
      '--b',
      'Content-Type: application/octet-stream',
      'Content-Disposition: attachment; filename="daten.bin"',
      'Content-Transfer-Encoding: base64',
      '',
      attachment.toString('base64'),
      '--b--',
      '',
    ].join('\r\n'),
  ).toString('base64')
}

test('mail survives a restart: messages, bytes, what went outside, who bounces; bytes that nothing holds are removed', async () => {
  const data = mkdtempSync(join(tmpdir(), 'emulator-mail-'))
  folders.push(data)
  const first = await createEmulator({ data, seed: 'large:1x1' })
  const big = Buffer.alloc(600_000, 'abc')
  await callControl(first.control, 'POST', `${mailbox}/deliver`, { base64: mime(big) })
  const gone = Buffer.alloc(5000, 'weg')
  await callControl(first.control, 'POST', `${mailbox}/deliver`, { base64: mime(gone) })
  callControl(first.control, 'PUT', '/mail/bouncing', { bouncing: ['nobody@draussen.example'] })
  const list = (emulator: typeof first) =>
    callControl(emulator.control, 'GET', `${mailbox}/messages`) as {
      messages: { id: string; subject: string; attachments: unknown[] }[]
    }
  const before = list(first).messages
  await first.close()
  const second = await createEmulator({ data })
  expect(
    list(second)
      .messages.map(({ id }) => id)
      .sort(),
  ).toEqual(before.map(({ id }) => id).sort())
  expect(callControl(second.control, 'GET', '/mail/bouncing')).toEqual({
    bouncing: ['nobody@draussen.example'],
  })
  const { base64 } = (await callControl(
    second.control,
    'GET',
    `${mailbox}/messages/${before[0]?.id}/raw`,
  )) as { base64: string }
  expect(base64 === mime(big)).toBe(true)
  const [tenant] = second.world.tenants.values()
  const [user] = tenant!.users.values()
  const [kept] = user!.mailbox!.mail.messages.values()
  expect(second.world.contents.get(kept!.attachments[0]!.content)).toHaveLength(600_000)
  callControl(second.control, 'POST', '/seed', { seed: 'empty' })
  await second.close()
  const third = await createEmulator({ data })
  await third.close()
  expect(readdirSync(join(data, 'contents'))).toEqual([])
})

test('what waits in the Outbox when the emulator stops is sent once, after the next start', async () => {
  const data = mkdtempSync(join(tmpdir(), 'emulator-mail-'))
  folders.push(data)
  const first = await createEmulator({ data, seed: 'large:2x1' })
  const [tenant] = first.world.tenants.values()
  const [sender] = tenant!.users.values()
  const mail = mailContent('Später', { to: [{ name: '', address: 'person2@large.example' }] })
  submitMail(first.world, tenant!, sender!, mail, { delayMs: 3_600_000 })
  await first.close()
  const second = await createEmulator({ data })
  await callControl(second.control, 'POST', '/mail/settle')
  const once = { [mail.internetMessageId]: 1 }
  expect(callControl(second.control, 'GET', '/mail/counts')).toEqual({
    received: { 'person2@large.example': once },
    sent: { 'person1@large.example': once },
  })
  await second.close()
})
