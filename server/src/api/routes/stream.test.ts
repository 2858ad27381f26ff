import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { createTestApi } from '../../../testing/api.ts'
import { createTestMailbox } from '../../../testing/mailbox.ts'
import { announce } from '../../store/announce.ts'
import type { Owner } from '../../store/batches.ts'
import { createContacts } from '../../store/contact-edits.ts'

const { app, db, asOperator, organisation } = await createTestApi()
const base = await app.listen({ port: 0, host: '127.0.0.1' })

interface StreamEvent {
  id?: string
  event: string
  data: { recordId?: string; topic?: string; id?: string }
}

/** Follows the stream; `next` resolves with the next event. */
async function follow(headers: Record<string, string> = asOperator) {
  const stop = new AbortController()
  const answer = await fetch(`${base}/api/v1/stream`, { headers, signal: stop.signal })
  expect(answer.headers.get('content-type')).toContain('text/event-stream')
  const chunks = answer.body!.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]()
  let text = ''
  const next = async (): Promise<StreamEvent> => {
    for (;;) {
      const end = text.indexOf('\n\n')
      if (end >= 0) {
        const block = text.slice(0, end)
        text = text.slice(end + 2)
        const fields = Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/s)))
        return { ...fields, data: JSON.parse(fields.data) } as StreamEvent
      }
      const { value, done } = await chunks.next()
      if (done) throw new Error('The stream ended')
      text += value
    }
  }
  expect((await next()).event).toBe('ready')
  return { next, stop: () => stop.abort() }
}

async function add(mailbox: Owner): Promise<string> {
  const [made] = await createContacts(db, mailbox, [{ givenName: 'Ada' }])
  return made!.id
}

test('GET /stream tells a change within a moment and goes on after Last-Event-ID', async () => {
  const mailbox = await createTestMailbox(db)
  const stream = await follow()
  const first = await add(mailbox)
  const seen = await stream.next()
  expect(seen).toMatchObject({
    event: 'change',
    data: { recordId: first, operation: 'create', kind: 'contacts' },
  })
  stream.stop()
  const missed = await add(mailbox)
  const again = await follow({ ...asOperator, 'last-event-id': seen.id! })
  expect((await again.next()).data.recordId).toBe(missed)
  again.stop()
})

test('GET /stream tells announcements, and a key only those of its organisation', async () => {
  const ours = await organisation()
  const theirs = await organisation()
  const stream = await follow(ours.headers)
  await announce(db, { organisationId: theirs.id, topic: 'connection', id: 'theirs' })
  await announce(db, { organisationId: ours.id, topic: 'verification', id: 'ours' })
  expect(await stream.next()).toMatchObject({ event: 'verification', data: { id: 'ours' } })
  stream.stop()
})

test('GET /stream gives a burst of 2,000 changes completely and in order', async () => {
  const mailbox = await createTestMailbox(db)
  const stream = await follow()
  const made = await createContacts(
    db,
    mailbox,
    Array.from({ length: 2000 }, () => ({ givenName: 'Ada' })),
  )
  const seen = new Set<string>()
  while (seen.size < made.length) seen.add((await stream.next()).data.recordId!)
  expect(seen).toEqual(new Set(made.map((contact) => contact.id)))
  stream.stop()
})

test('GET /stream ends when the database connection is lost, so that the reader comes back and misses nothing', async () => {
  const stream = await follow()
  const ended = stream.next().then(
    () => 'went on',
    () => 'ended',
  )
  await sql`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'tandem stream'`.execute(db)
  expect(await ended).toBe('ended')
})

test('a server told to stop ends its streams and waiting requests at once', async () => {
  const stream = await follow()
  const headers = asOperator
  const waiting = fetch(`${base}/api/v1/changes?cursor=now&wait=30`, { headers })
  await new Promise((done) => setTimeout(done, 100))
  const begun = performance.now()
  await app.close()
  expect(performance.now() - begun).toBeLessThan(5000)
  expect(await (await waiting).json()).toMatchObject({ items: [] })
  await expect(stream.next()).rejects.toThrow()
}, 10_000)
