import { createHash, randomUUID } from 'node:crypto'
import { unzipSync } from 'fflate'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { createTestApi } from '../../../testing/api.ts'
import { createPerson } from '../../../testing/people.ts'
import { ada, counts, other, stagePersonMail } from '../../../testing/person-mail.ts'
import { createErase } from '../../jobs/erase.ts'
import { fetchMail } from '../../mail/inbound/fetch.ts'
import { rawStoreIn } from '../../mail/inbound/raw-store.ts'
import { verifyAuditLog } from '../../store/audit-log.ts'

const api = await createTestApi()
const { app, db } = api
const rawMail = rawStoreIn(api.deps.config.mailFolder)

/** An organisation with its administrator, and mail of Ada and of others. */
async function stage() {
  const mail = await stagePersonMail(db, rawMail)
  const { organisationId } = mail.mailbox
  const administrator = await createPerson(api, { role: 'administrator', organisationId })
  // An answer that was stored for a repeated request.
  const body = JSON.stringify({ from: { name: 'Ada', address: ada } })
  await sql`
    INSERT INTO idempotency (principal, key, request_hash, status, body)
    VALUES (${`administrator:${administrator.id}`}, ${randomUUID()}, '', 200, ${body}::jsonb)`.execute(db)
  const path = `/api/v1/organisations/${organisationId}`
  const { headers } = administrator
  return {
    ...mail,
    organisationId,
    administrator,
    ask: async (what: string, payload: object) =>
      await app.inject({ method: 'POST', url: `${path}/${what}`, headers, payload }),
    list: async () => (await app.inject({ url: `${path}/erasures`, headers })).json().items,
  }
}

/** What the job does that the request has queued. */
async function erase(): Promise<void> {
  const rows = await db.selectFrom('erasure').select('id').where('done_at', 'is', null).execute()
  for (const { id } of rows) await createErase({ db, rawMail })({ erasureId: id })
}

const reason = 'Asked for by telephone on 24 November'

/** Every row of every table of the database, the queue of jobs too. */
async function dump(): Promise<string> {
  const { rows } = await sql<{ schema: string; name: string }>`
    SELECT schemaname AS schema, tablename AS name FROM pg_tables
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2`.execute(db)
  expect(rows.length).toBeGreaterThan(50)
  let all = ''
  for (const { schema, name } of rows) {
    const texts = await sql<{
      text: string
    }>`SELECT t::text AS text FROM ${sql.table(`${schema}.${name}`)} AS t`.execute(db)
    all += texts.rows.map(({ text }) => `${name} ${text}\n`).join('')
  }
  return all
}

test('POST /organisations/{id}/erasures removes a person: nothing in the database holds the address or what they wrote, and others keep their mail', async () => {
  const { ask, list, organisationId, mailbox, administrator } = await stage()
  const raws = await db
    .selectFrom('inbound_message')
    .select(['raw', 'remote_id'])
    .where('mailbox_id', '=', mailbox.id)
    .execute()
  expect(await dump()).toMatch(/ada\.marked@customers/i)
  const answer = await ask('erasures', { addresses: [ada], reason })
  expect([answer.statusCode, answer.json()]).toMatchObject([202, { state: 'running', remaining: null }])
  await erase()
  const found = (await dump()).split('\n').filter((line) => /(?<!not-)ada\.marked|marked s/i.test(line))
  expect(found).toEqual([])
  const [done] = await list()
  expect(done).toMatchObject({
    state: 'done',
    counts,
    remaining: {},
    requestedBy: `administrator:${administrator.email}`,
  })
  const left = await db
    .selectFrom('inbound_message')
    .innerJoin('conversation', 'conversation.id', 'inbound_message.conversation_id')
    .select(['subject', 'remote_id', 'content', 'raw', 'preview'])
    .where('inbound_message.mailbox_id', '=', mailbox.id)
    .orderBy('remote_id')
    .execute()
  expect(
    left.map(({ subject, remote_id: ref, content }) => [
      subject,
      ref,
      (content as { text: string }).text.trim(),
    ]),
  ).toEqual([
    ['Of Bo', '2', 'Hello'],
    ['Of Bo', '3', expect.stringMatching(/^Erased on 20\d\d-\d\d-\d\d\.$/)],
    ['Of Bo', '4', 'Thanks\n\nOn Tue, Ada <\n[erased]> wrote:\n> so'],
    ['Of Nora', '5', `From ${other}`],
  ])
  for (const { raw, remote_id: ref } of raws)
    expect([ref, (await rawMail.get(raw)) !== undefined]).toEqual([ref, ref === '5'])
  const sent = await db
    .selectFrom('outgoing_message')
    .select('content')
    .where('mailbox_id', '=', mailbox.id)
    .execute()
  expect(sent).toMatchObject([{ content: { text: 'As [erased] said' } }])
  // The certificate.
  const entry = await db
    .selectFrom('audit_entry')
    .select(['who', 'detail'])
    .where('chain', '=', organisationId)
    .where('act', '=', 'person-data.erased')
    .executeTakeFirstOrThrow()
  const { salt, digest } = answer.json()
  expect(entry.who).toBe(`administrator:${administrator.email}`)
  expect(JSON.parse(entry.detail)).toEqual({ reason, ...counts, remaining: {}, digest })
  expect(digest).toBe(createHash('sha256').update(`${salt}\n${ada.toLowerCase()}`).digest('hex'))
  expect(await verifyAuditLog(db, organisationId)).toMatchObject([{ broken: null }])
})

test('what was erased is not fetched again, and a message of it says so', async () => {
  const { ask, deps, mailbox, administrator } = await stage()
  await ask('erasures', { addresses: [ada], reason })
  await erase()
  expect(await fetchMail(deps)).toBe(0)
  const { id, conversation_id: conversation } = await db
    .selectFrom('inbound_message')
    .select(['id', 'conversation_id'])
    .where('mailbox_id', '=', mailbox.id)
    .where('remote_id', '=', '3')
    .executeTakeFirstOrThrow()
  const { headers } = administrator
  const raw = await app.inject({ url: `/api/v1/inbound-messages/${id}/raw`, headers })
  expect([raw.statusCode, raw.json().detail]).toEqual([404, expect.stringMatching(/was erased/)])
  const shown = (await app.inject({ url: `/api/v1/conversations/${conversation}`, headers })).json()
  expect(shown.items.map((one: { erasedAt: string | null }) => one.erasedAt !== null)).toEqual([
    true,
    true,
    true,
  ])
})

test('POST /organisations/{id}/erasures with dryRun counts what it would erase, and erases nothing', async () => {
  const { ask, list } = await stage()
  const before = await db.selectFrom('inbound_message').select('id').execute()
  const answer = await ask('erasures', { addresses: [ada.toUpperCase()], reason, dryRun: true })
  expect([answer.statusCode, answer.json()]).toEqual([200, { dryRun: true, counts }])
  expect([await list(), await db.selectFrom('inbound_message').select('id').execute()]).toEqual([[], before])
})

test('POST /organisations/{id}/erasures says what stays: contacts, and whatever else still holds the address', async () => {
  const { ask, list, mailbox, organisationId } = await stage()
  const owner = { organisation_id: organisationId, mailbox_id: mailbox.id }
  await db
    .insertInto('record')
    .values({ ...owner, kind: 'contacts', fields: JSON.stringify({ notes: `a\n${ada}` }) })
    .execute()
  await db
    .insertInto('template')
    .values({
      ...owner,
      kind: 'template',
      name: 'T',
      html: `<a href="mailto:${ada.replace('@', '%40')}">x</a>`,
    })
    .execute()
  await ask('erasures', { addresses: [ada], reason })
  await erase()
  expect((await list())[0]).toMatchObject({ counts: { copies: 1 }, remaining: { record: 1, template: 1 } })
})

test('POST /organisations/{id}/erasures refuses a reason with the address, a mailbox of the organisation, and what is no address', async () => {
  const { ask, list, mailbox } = await stage()
  const refused = async (payload: object) => {
    const answer = await ask('erasures', payload)
    return [answer.statusCode, answer.json().detail]
  }
  expect(await refused({ addresses: [ada], reason: `Asked by ${ada}` })).toEqual([
    400,
    expect.stringMatching(/without the address/),
  ])
  expect(await refused({ addresses: [mailbox.address], reason })).toEqual([
    400,
    expect.stringMatching(/is a mailbox of this organisation/),
  ])
  expect((await ask('erasures', { addresses: ['Ada'], reason })).statusCode).toBe(400)
  expect((await ask('erasures', { addresses: [], reason })).statusCode).toBe(400)
  expect(await list()).toEqual([])
})

test('another organisation’s mail of the same person is neither counted, exported nor erased', async () => {
  const [ours, theirs] = [await stage(), await stage()]
  await ours.ask('erasures', { addresses: [ada], reason })
  await erase()
  expect((await theirs.ask('erasures', { addresses: [ada], reason, dryRun: true })).json()).toEqual({
    dryRun: true,
    counts,
  })
  const zip = unzipSync((await ours.ask('exports', { addresses: [ada] })).rawPayload)
  expect(Object.keys(zip)).toEqual(['conversations.json'])
})

test('POST /organisations/{id}/exports gives a ZIP file with every message to the byte and what was answered', async () => {
  const { ask, mailbox, organisationId, deps } = await stage()
  const labels = ['VIP']
  await db.updateTable('customer').set({ labels }).where('organisation_id', '=', organisationId).execute()
  const answer = await ask('exports', { addresses: [ada] })
  expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'application/zip'])
  const zip = unzipSync(answer.rawPayload)
  const told = JSON.parse(Buffer.from(zip['conversations.json']!).toString())
  expect(told).toMatchObject({
    addresses: [ada.toLowerCase()],
    customers: [{ labels, addresses: [ada.toLowerCase()] }],
    conversations: [
      { subject: 'Marked subject', queue: mailbox.address, answers: [{ content: { text: 'An answer' } }] },
    ],
    otherMessages: [{ text: 'Another marked sentence' }],
    sent: [{ content: { text: 'Another mail' } }],
  })
  const messages = [...told.conversations[0].messages, ...told.otherMessages]
  expect(messages).toHaveLength(3)
  for (const { id, file } of messages) {
    const row = await db
      .selectFrom('inbound_message')
      .select('remote_id')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    expect(Buffer.from(zip[file]!).equals((await deps.inbox.raw(row.remote_id))!)).toBe(true)
  }
  expect(Object.keys(zip)).toHaveLength(4)
  const acts = await db
    .selectFrom('audit_entry')
    .select('detail')
    .where('chain', '=', organisationId)
    .where('act', '=', 'person-data.exported')
    .execute()
  expect(acts.map(({ detail }) => JSON.parse(detail))).toEqual([
    { conversations: 1, messages: 2, ownMessages: 1, sent: 2 },
  ])
})
