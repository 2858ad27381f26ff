import { sql } from 'kysely'
import { pino } from 'pino'
import { createApp } from '../server/src/api/app.ts'
import { createAuth } from '../server/src/api/sign-in.ts'
import { readConfig } from '../server/src/config.ts'
import { type Database, openDatabase } from '../server/src/store/database.ts'
import { putQueue } from '../server/src/store/queues.ts'
import { createTestMailbox } from '../server/testing/mailbox.ts'
import { createPerson } from '../server/testing/people.ts'
import { temporaryFolder } from '../server/testing/temporary-folder.ts'
import type { Bench } from './main.ts'

const messages = 200_000
const conversations = 60_000
const queues = 5
/** What an interaction may take, milliseconds (docs: "the inbox page stays under 100 ms per interaction"). */
const limit = 100
const rounds = 15

/** Everything that an agent does in the inbox, over HTTP and row-level security, with 200,000 messages stored, against the limit. */
export const bench: Bench = async ({ url, say }) => {
  const db = openDatabase(url, { pool: 10, name: 'bench' })
  const mail = await temporaryFolder('bench-inbox')
  const config = readConfig({ TANDEM_DATA: '/nowhere', MAIL_FOLDER: mail.path, LOG_LEVEL: 'silent' })
  const auth = createAuth({ db, config, secret: 'a secret of the benchmark, thirty-two characters' })
  const log = pino({ level: 'silent' })
  const seal = async () => Promise.reject(new Error('Nothing is sealed here'))
  const deps = { db, url, config, log, auth, seal, providers: {}, version: 'bench' }
  const app = await createApp(deps)
  try {
    const { organisationId, mailboxes } = await fill(db)
    const api = { app, db, deps } as unknown as Parameters<typeof createPerson>[0]
    const { headers } = await createPerson(api, {
      role: 'agent',
      organisationId,
      mailboxIds: mailboxes.slice(0, 2),
    })
    const server = await app.listen({ port: 0, host: '127.0.0.1' })
    const ask = async (path: string, init: { method?: string; body?: string } = {}) => {
      const type = init.body === undefined ? {} : { 'content-type': 'application/json' }
      const answer = await fetch(`${server}/api/v1${path}`, { ...init, headers: { ...headers, ...type } })
      if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
      return (await answer.json()) as { items: { id: string }[]; nextCursor: string | null }
    }
    const figures = await measure(ask, mailboxes[0]!)
    for (const { name, median, worst } of figures)
      say(`${name.padEnd(42)} median ${median.toFixed(0)} ms, slowest of ${rounds} ${worst.toFixed(0)} ms`)
    const slowest = Math.max(...figures.map(({ median }) => median))
    return {
      name: 'inbox',
      ratio: Math.round((slowest / limit) * 100) / 100,
      ...Object.fromEntries(figures.map(({ name, median }) => [name, Math.round(median)])),
    }
  } finally {
    await app.close()
    await db.destroy()
    await mail.remove()
  }
}

type Ask = (
  path: string,
  init?: { method?: string; body?: string },
) => Promise<{ items: { id: string }[]; nextCursor: string | null }>

async function measure(ask: Ask, queue: string) {
  const first = await ask('/conversations?state=open&limit=50')
  const ids = first.items.map(({ id }) => id)
  const one = (round: number) => ids[round % ids.length]!
  const patch = (body: object) => ({ method: 'PATCH', body: JSON.stringify(body) })
  const acts: Record<string, (round: number) => Promise<unknown>> = {
    'the list': () => ask('/conversations?state=open&limit=50'),
    'the list of one queue': () => ask(`/conversations?state=open&limit=50&queue=${queue}`),
    'what is mine': () => ask('/conversations?state=open&limit=50&owner=me'),
    'what nobody has': () => ask('/conversations?state=open&limit=50&owner=none'),
    'what is closed': () => ask('/conversations?state=closed&limit=50'),
    'the next page': () => ask(`/conversations?state=open&limit=50&cursor=${first.nextCursor}`),
    'the queues with their numbers': () => ask('/queues'),
    'a conversation': (round) => ask(`/conversations/${one(round)}`),
    'a search for a rare word': (round) => ask(`/conversations?limit=50&search=rare${round}`),
    'a search for a word in every tenth message': () => ask('/conversations?limit=50&search=often'),
    'a search for the beginning of words': () => ask('/conversations?limit=50&state=open&search=wor'),
    'a search for two words': () => ask('/conversations?limit=50&search=often%20word17'),
    'a search for what is nowhere': () => ask('/conversations?limit=50&search=nowhere'),
    taking: (round) => ask(`/conversations/${one(round)}/take`, { method: 'POST' }),
    'putting off': (round) =>
      ask(`/conversations/${one(round)}`, patch({ snoozedUntil: '2099-01-01T00:00:00Z' })),
    closing: (round) => ask(`/conversations/${one(round)}`, patch({ state: 'closed' })),
  }
  const figures: { name: string; median: number; worst: number }[] = []
  for (const [name, act] of Object.entries(acts)) {
    const times: number[] = []
    for (let round = 0; round < rounds; round += 1) {
      const began = performance.now()
      await act(round)
      times.push(performance.now() - began)
    }
    times.sort((a, b) => a - b)
    figures.push({ name, median: times[Math.floor(rounds / 2)]!, worst: times.at(-1)! })
  }
  return figures
}

/** Five queues of one organisation; every message has a hundred words, of which some are rare and some are everywhere. */
async function fill(db: Database): Promise<{ organisationId: string; mailboxes: string[] }> {
  const first = await createTestMailbox(db, { state: 'live', write_back: false }, ['inbox'])
  const { organisationId, connectionId } = first
  const { rows } = await sql<{ id: string }>`
    INSERT INTO mailbox (organisation_id, connection_id, address, state)
    SELECT ${organisationId}, ${connectionId}, 'queue' || n || '@example.com', 'on' FROM generate_series(2, ${queues}::int) n
    RETURNING id`.execute(db)
  const mailboxes = [first.id, ...rows.map(({ id }) => id)]
  for (const [at, id] of mailboxes.entries())
    await putQueue(db, { id, organisationId }, { name: `Queue ${at}`, mark: 'nothing', since: null })
  await sql`
    INSERT INTO conversation (organisation_id, mailbox_id, subject, sender, preview, messages, has_attachments, first_at, last_at,
      newest, state, waiting_since, routed_at)
    SELECT ${organisationId}, (${mailboxes}::uuid[])[1 + n % ${queues}::int], 'Subject ' || n,
      jsonb_build_object('name', 'Customer ' || n % 20000, 'address', 'c' || n % 20000 || '@customers.example'), 'Preview', 3, false,
      now() - make_interval(mins => n), now() - make_interval(mins => n), n,
      CASE WHEN n % 20 = 0 THEN 'open' ELSE 'closed' END, CASE WHEN n % 20 = 0 THEN now() END, now()
    FROM generate_series(1, ${conversations}::int) n`.execute(db)
  await sql`
    WITH c AS (SELECT id, mailbox_id, newest::int AS n, last_at FROM conversation)
    INSERT INTO inbound_message (organisation_id, mailbox_id, fetched_by, conversation_id, remote_id, raw, size, kind, message_id,
      received_at, content, search)
    SELECT ${organisationId}, c.mailbox_id, c.mailbox_id, c.id, 'ref-' || m, md5(m::text), 4000, 'mail', '<' || m || '@x>', c.last_at,
      jsonb_build_object('protection', NULL, 'references', '[]'::jsonb, 'from', '{"name": "", "address": ""}'::jsonb,
        'replyTo', '[]'::jsonb, 'to', '[]'::jsonb, 'cc', '[]'::jsonb, 'subject', 'Subject', 'sentAt', NULL, 'html', NULL,
        'text', w.text, 'quotedFrom', NULL, 'attachments', '[]'::jsonb, 'problems', '[]'::jsonb),
      to_tsvector('simple', w.text)
    FROM generate_series(1, ${messages}::int) m JOIN c ON c.n = 1 + m % ${conversations}::int
    CROSS JOIN LATERAL (
      SELECT string_agg('word' || (m::bigint * k * 7919 % 5000), ' ') || CASE WHEN m % 10 = 0 THEN ' often' ELSE '' END
        || CASE WHEN m % 10000 < 100 THEN ' rare' || m % 10000 ELSE '' END AS text
      FROM generate_series(1, 100) k) w`.execute(db)
  await sql`VACUUM ANALYZE conversation, inbound_message`.execute(db)
  return { organisationId, mailboxes }
}
