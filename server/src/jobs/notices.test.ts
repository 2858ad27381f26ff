import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { pino } from 'pino'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { createTestDatabase } from '../../testing/database.ts'
import { startSmtp } from '../../testing/smtp.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { readConfig } from '../config.ts'
import { addNotice } from '../store/notices.ts'
import { createOrganisation } from '../store/organisations.ts'
import { createNotices } from './notices.ts'

const { db } = await createTestDatabase()
const smtp = await startSmtp()
const lines: string[] = []
const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) })

beforeEach(async () => {
  smtp.arrived.length = 0
  smtp.refuse = () => undefined
  await db.deleteFrom('organisation').execute()
})

function mailer(settings: Record<string, string> = { SMTP_URL: smtp.url }) {
  const config = readConfig({
    SMTP_FROM: 'Tandem <tandem@tandem.example>',
    PUBLIC_URL: 'https://tandem.example',
    ...settings,
  })
  const run = createNotices({ db, config })
  return async () => await run({}, { log, signal: new AbortController().signal })
}

async function tell(contactEmails: string[], more: { subject?: string; text?: string; key?: string } = {}) {
  const { id } = await createOrganisation(db, { name: 'Harbor <Realty>', contactEmails })
  const told = {
    organisationId: id,
    connectionId: null,
    kind: 'expiry' as const,
    key: 'k',
    subject: 'The client secret ends in 7 days',
    text: 'It ends <soon> & surely.\n\nMake a new one.',
    path: '/console/connections/x',
    ...more,
  }
  return { id, added: await addNotice(db, told), again: () => addNotice(db, told) }
}

const mails = async () =>
  await db.selectFrom('notice_mail').select(['address', 'state', 'problem']).orderBy('address').execute()
const hurry = async () => void (await sql`UPDATE notice_mail SET due_at = now()`.execute(db))
const idOf = (text: string) => /^Message-ID: (.*)$/im.exec(text)?.[1]

test('a notice is mailed once to every contact, as text and as HTML in which nothing of it is markup', async () => {
  const { added, again } = await tell(['ada@harbor.example', 'ben@harbor.example', 'ADA@harbor.example'])
  expect([added, await again()]).toEqual([true, false])
  const run = mailer()
  await Promise.all([run(), run()])
  await run()
  expect(smtp.arrived.map(({ to }) => to[0]!.toLowerCase()).sort()).toEqual([
    'ada@harbor.example',
    'ben@harbor.example',
  ])
  const text = smtp.arrived[0]!.text.replaceAll('=\r\n', '')
  expect(text).toContain('Subject: The client secret ends in 7 days (Harbor <Realty>)')
  expect(text).toContain('It ends <soon> & surely.')
  expect(text).toContain('<p>It ends &lt;soon&gt; &amp; surely.</p>')
  expect(text).toContain('https://tandem.example/console/connections/x')
  expect(await mails()).toMatchObject([{ state: 'sent' }, { state: 'sent' }])
})

test('an address that is refused keeps nobody else’s mail, and says why', async () => {
  await tell(['gone@harbor.example', 'ada@harbor.example'])
  smtp.refuse = (address) => (address.startsWith('gone') ? 550 : undefined)
  await mailer()()
  expect(smtp.arrived.map(({ to }) => to)).toEqual([['ada@harbor.example']])
  expect(await mails()).toEqual([
    { address: 'ada@harbor.example', state: 'sent', problem: null },
    { address: 'gone@harbor.example', state: 'refused', problem: expect.stringContaining('550') },
  ])
})

test('a server at rest is tried again later, with growing pauses, and given up after the last', async () => {
  await tell(['ada@harbor.example'])
  smtp.refuse = () => 451
  const run = mailer()
  await run()
  await run()
  expect(await mails()).toMatchObject([{ state: 'waiting', problem: expect.stringContaining('451') }])
  const pauses: number[] = []
  for (let tries = 1; tries < 8; tries += 1) {
    const { rows } = await sql<{ s: number }>`
      SELECT round(extract(epoch FROM due_at - now()))::int AS s FROM notice_mail`.execute(db)
    pauses.push(rows[0]!.s)
    await hurry()
    await run()
  }
  expect(pauses).toEqual([...pauses].sort((a, b) => a - b))
  expect(pauses[0]).toBeGreaterThan(50)
  expect(await mails()).toMatchObject([{ state: 'refused' }])
})

test('a lost answer and a worker that died after sending: once more, with the same Message-ID', async () => {
  await tell(['ada@harbor.example'])
  smtp.loseAnswers = 1
  const run = mailer()
  await run()
  expect(await mails()).toMatchObject([{ state: 'waiting' }])
  await hurry()
  await run()
  expect(smtp.arrived).toHaveLength(2)
  expect(idOf(smtp.arrived[0]!.text)).toMatch(/^<[0-9a-f]{32}@tandem\.example>$/)
  expect(idOf(smtp.arrived[1]!.text)).toBe(idOf(smtp.arrived[0]!.text))
  expect(await mails()).toMatchObject([{ state: 'sent' }])
})

test('without a mail server a notice is only shown, also when one is set later', async () => {
  await tell(['ada@harbor.example'])
  await mailer({})()
  await mailer()()
  expect(smtp.arrived).toEqual([])
  expect(await mails()).toMatchObject([{ state: 'unmailed' }])
})

test('the password comes from a file, is right or wrong, and is in no log', async () => {
  const password = 'PLANTED-smtp-password'
  const strict = await startSmtp({ password })
  const { path, remove } = await temporaryFolder('smtp')
  onTestFinished(remove)
  const file = join(path, 'password')
  const url = strict.url.replace('//', '//tandem@')
  await writeFile(file, `${password}\n`)
  await tell(['ada@harbor.example'])
  await mailer({ SMTP_URL: url.replace('tandem@', 'tandem:PLANTED-wrong@') })()
  expect(await mails()).toMatchObject([{ state: 'waiting', problem: expect.stringContaining('password') }])
  await hurry()
  await mailer({ SMTP_URL: url, SMTP_PASSWORD_FILE: join(path, 'nowhere') })()
  expect(await mails()).toMatchObject([
    { state: 'waiting', problem: expect.stringContaining('SMTP_PASSWORD_FILE') },
  ])
  await hurry()
  await mailer({ SMTP_URL: url, SMTP_PASSWORD_FILE: file })()
  expect(strict.arrived.map(({ user }) => user)).toEqual(['tandem'])
  expect(lines.join('')).toContain('notice not mailed')
  expect(lines.join('')).not.toContain('PLANTED')
})

test('SMTP_URL without SMTP_FROM, or with another protocol, is a setting to correct', () => {
  expect(() => readConfig({ SMTP_URL: 'smtp://mail.example' })).toThrow('SMTP_FROM')
  expect(() => readConfig({ SMTP_URL: 'https://mail.example' })).toThrow('must be smtp://')
})
