import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { createTestDatabase } from '../../../testing/database.ts'
import { createInboundBench, mailOf } from '../../../testing/inbound.ts'
import { Killed, openKillable } from '../../../testing/killable.ts'
import { arrived } from '../../jobs/arrived.ts'
import { tick } from '../../jobs/tick.ts'
import { ProviderError } from '../../providers/failures.ts'
import { listConversations } from '../../store/conversation-list.ts'
import { listInbound } from '../../store/inbound-messages.ts'
import { auditMail, fetchMail } from './fetch.ts'
import { readMail } from './read-mail.ts'
import { storeMails } from './store-mails.ts'

const { db, url } = await createTestDatabase()
const killable = openKillable(url)
const bench = await createInboundBench(db)

async function conversationsOf(mailboxId: string) {
  const all = {
    organisationId: null,
    state: undefined,
    ownerId: undefined,
    words: [],
    after: undefined,
    limit: 100,
  }
  return await listConversations(db, { ...all, mailboxId })
}

async function storedIn(mailboxId: string) {
  return await db.selectFrom('inbound_message').selectAll().where('mailbox_id', '=', mailboxId).execute()
}

test('mail is fetched once, kept to the byte, threaded in any order of arrival, and marked as read', async () => {
  const { mailbox, deps, deliver, there } = await bench.queue()
  await deliver(mailOf({ id: '<answer@x>', references: ['<question@x>'], subject: 'Re: A flat' }))
  expect(await fetchMail(deps)).toBe(1)
  await deliver(mailOf({ id: '<question@x>' }))
  await deliver(mailOf({ id: '<other@x>', subject: 'Grüße – مرحبا', text: 'Ein ganz anderer Brief' }))
  expect(await fetchMail(deps)).toBe(2)
  expect(await fetchMail(deps)).toBe(0)
  const found = await conversationsOf(mailbox.id)
  expect(found.map(({ subject, messages }) => [subject, messages])).toEqual(
    expect.arrayContaining([
      ['Grüße – مرحبا', 1],
      [expect.stringMatching(/A flat$/), 2],
    ]),
  )
  expect(found).toHaveLength(2)
  for (const message of await storedIn(mailbox.id)) {
    const raw = await deps.inbox.raw(message.remote_id)
    expect(Buffer.from((await bench.store.get(message.raw))!).equals(Buffer.from(raw!))).toBe(true)
    expect(message.marked_at).not.toBeNull()
  }
  expect((await there()).every(({ isRead }) => isRead)).toBe(true)
})

test('mail from before the queue was made is left alone, and not marked', async () => {
  const { mailbox, deps, deliver, there } = await bench.queue({ since: new Date(Date.now() + 60_000) })
  await deliver(mailOf({ id: '<before@x>' }))
  expect([await fetchMail(deps), await auditMail(deps)]).toEqual([0, 0])
  expect(await storedIn(mailbox.id)).toEqual([])
  expect((await there()).map(({ isRead }) => isRead)).toEqual([false])
})

test('a queue that leaves mail as it is marks nothing', async () => {
  const { deps, deliver, there } = await bench.queue({ mark: 'nothing' })
  await deliver(mailOf({ id: '<left@x>' }))
  expect(await fetchMail(deps)).toBe(1)
  expect((await there()).map(({ isRead }) => isRead)).toEqual([false])
})

test('what no listing of changes told is found by the audit', async () => {
  const { mailbox, deps, deliver } = await bench.queue()
  await deliver(mailOf({ id: '<missed@x>' }))
  await fetchMail(deps)
  await db.deleteFrom('inbound_message').where('mailbox_id', '=', mailbox.id).execute()
  expect(await fetchMail(deps)).toBe(0)
  await db.updateTable('collection').set({ verified_complete_at: null }).execute()
  await db.updateTable('connection').set({ state: 'active', wanted: '{"readMail": true}' }).execute()
  await tick(db, { auditSeconds: 3600 })
  const asked = async () =>
    (await db.selectFrom('todo').select('task').where('mailbox_id', '=', mailbox.id).execute()).map(
      (one) => one.task,
    )
  expect(await asked()).toContain('audit:inbox')
  await db.deleteFrom('todo').execute()
  expect(await auditMail(deps)).toBe(1)
  expect(await storedIn(mailbox.id)).toHaveLength(1)
  await tick(db, { auditSeconds: 3600 })
  expect(await asked()).not.toContain('audit:inbox')
})

test('a machine’s answer is kept and does not open a closed conversation; a person’s does', async () => {
  const { mailbox, deps, deliver } = await bench.queue()
  await deliver(mailOf({ id: '<q@y>' }))
  await fetchMail(deps)
  await db.updateTable('conversation').set({ state: 'closed' }).where('mailbox_id', '=', mailbox.id).execute()
  const headers = ['Auto-Submitted: auto-replied']
  await deliver(mailOf({ id: '<away@y>', references: ['<q@y>'], headers, text: 'I am away.' }))
  await fetchMail(deps)
  expect(await conversationsOf(mailbox.id)).toMatchObject([{ state: 'closed', messages: 2 }])
  await deliver(mailOf({ id: '<again@y>', references: ['<q@y>'] }))
  await fetchMail(deps)
  const [conversation] = await conversationsOf(mailbox.id)
  expect(conversation).toMatchObject({ state: 'open', messages: 3 })
  expect((await listInbound(db, conversation!.id)).map(({ kind }) => kind)).toEqual(['mail', 'reply', 'mail'])
})

test('no bytes that come stop a queue: each is a message', async () => {
  const { mailbox } = await bench.queue()
  const long = Buffer.from(randomBytes(990).map((byte) => byte | 0x80)).toString('latin1')
  const many = Array.from({ length: 200 }, (_, nth) => `<${nth}${long.slice(0, 200)}@x>`).join('\r\n ')
  const hostile = [
    '',
    '\0\0\0',
    randomBytes(5000),
    `Message-ID: <${long}@x>\r\nReferences: ${many}\r\n\r\nx`,
    `Message-ID: <${long}@x>\r\nSubject: ${'x'.repeat(1_000_000)}\r\n\r\n${'wort '.repeat(300_000)}`,
    'Subject: =?utf-8?Q?=ED=A0=80=00?=\r\nFrom: "=?utf-16?Q?=00=D8?=" <a\0b@x>\r\n\r\n\0',
    `Content-Type: text/html\r\n\r\n${'<p><b<p>'.repeat(20_000)}`,
    `Thread-Index: ${'A'.repeat(100_000)}\r\n\r\n`,
  ]
  for (const [nth, raw] of hostile.entries()) {
    const bytes = typeof raw === 'string' ? Buffer.from(raw, 'latin1') : raw
    const receivedAt = new Date(Date.UTC(2026, 0, 1, nth)).toISOString()
    const mail = { ref: `${nth}`, receivedAt, ...(await readMail(bytes, await bench.store.put(bytes))) }
    await db.transaction().execute(async (tx) => await storeMails(tx, mailbox, [mail], arrived))
    expect(Buffer.from((await bench.store.get(mail.raw))!).equals(bytes)).toBe(true)
  }
  expect(await storedIn(mailbox.id)).toHaveLength(hostile.length)
  // The two with the same id are one conversation, however long it is.
  expect(await conversationsOf(mailbox.id)).toHaveLength(hostile.length - 1)
})

test('a throttled mailbox is asked for nothing more, and what is missing comes the next time', async () => {
  const { mailbox, deps, deliver } = await bench.queue()
  for (let nth = 0; nth < 30; nth += 1) await deliver(mailOf({ id: `<${nth}@busy>` }))
  let asked = 0
  const throttled = {
    ...deps.inbox,
    raw: async (ref: string) => {
      asked += 1
      if (asked > 2) throw new ProviderError({ kind: 'Throttled', detail: 'Too many', retryAfterSeconds: 9 })
      return await deps.inbox.raw(ref)
    },
  }
  await expect(fetchMail({ ...deps, inbox: throttled })).rejects.toThrow(ProviderError)
  expect(asked).toBeLessThan(7)
  expect(await fetchMail(deps)).toBe(30)
  expect(await storedIn(mailbox.id)).toHaveLength(30)
})

test.each(['before', 'after'] as const)(
  'a worker killed %s any statement of a fetch loses and doubles nothing',
  async (moment) => {
    let killed = 0
    // A death after a statement is one before the next: each of the two takes every other.
    for (let statement = moment === 'before' ? 1 : 2; ; statement += 2) {
      const { mailbox, deps, deliver } = await bench.queue({ on: killable.db })
      await deliver(mailOf({ id: '<b@k>', references: ['<a@k>'] }))
      await deliver(mailOf({ id: '<a@k>' }))
      await deliver(mailOf({ id: '<c@k>', subject: 'Another' }))
      killable.arm(statement, moment)
      const died = await fetchMail(deps).then(
        () => false,
        (error: unknown) => error instanceof Killed,
      )
      killable.arm(undefined)
      await fetchMail(deps)
      const stored = await storedIn(mailbox.id)
      expect(stored.map(({ message_id: id }) => id).sort()).toEqual(['<a@k>', '<b@k>', '<c@k>'])
      expect(stored.every(({ marked_at: at }) => at !== null)).toBe(true)
      const found = await conversationsOf(mailbox.id)
      expect(found.map(({ messages }) => messages).sort()).toEqual([1, 2])
      if (!died) break
      killed += 1
    }
    expect(killed).toBeGreaterThan(10)
  },
  60_000,
)
