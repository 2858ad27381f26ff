import type { Lookers } from '@tandem/model/api/routing.ts'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { createTestApi } from '../../../testing/api.ts'
import { createTestMailbox } from '../../../testing/mailbox.ts'
import { createPerson } from '../../../testing/people.ts'

const api = await createTestApi()
const { app, db } = api
const mailbox = await createTestMailbox(db, { state: 'live', write_back: false }, ['inbox'])
const { organisationId } = mailbox
const person = { role: 'agent' as const, organisationId, mailboxIds: [mailbox.id] }
const ada = await createPerson(api, person)
const ben = await createPerson(api, person)
const stranger = await createPerson(api, { ...person, mailboxIds: [] })
const { rows } = await sql<{ id: string }>`
  INSERT INTO conversation (organisation_id, mailbox_id, subject, sender, preview, messages, has_attachments, first_at, last_at, version)
  VALUES (${organisationId}, ${mailbox.id}, 'Keys', '{}', '', 0, false, now(), now(), 0) RETURNING id`.execute(
  db,
)
const path = `/api/v1/conversations/${rows[0]!.id}/looking`

async function look(who: typeof ada, isWriting = false) {
  const answer = await app.inject({ method: 'POST', url: path, headers: who.headers, payload: { isWriting } })
  return { status: answer.statusCode, names: answer.json<Lookers>().items }
}

test('POST /conversations/{id}/looking tells each who else has it open and writes; whoever does not see it is refused', async () => {
  expect(await look(ada)).toEqual({ status: 200, names: [] })
  const others = (await look(ben, true)).names
  expect(others).toEqual([expect.objectContaining({ isWriting: false })])
  expect((await look(ada)).names).toEqual([expect.objectContaining({ isWriting: true })])
  const refused = await app.inject({
    method: 'POST',
    url: path,
    headers: stranger.headers,
    payload: { isWriting: false },
  })
  expect(refused.statusCode).toBe(404)
})

test('POST /conversations/{id}/looking is announced only when somebody comes, goes, or begins or ends writing', async () => {
  await sql`DELETE FROM looking`.execute(db)
  const heard: string[] = []
  await app.changeHub.ready()
  const stop = app.changeHub.subscribe(organisationId, ({ topic }) => void heard.push(topic))
  const counts: number[] = []
  const after = async (act: () => Promise<unknown>) => {
    await act()
    // Announcements of one server come in order: this one says that those before it are here.
    const mark = heard.length
    await sql`SELECT pg_notify('tandem_event', ${JSON.stringify({ organisationId, topic: 'job', id: 'mark' })})`.execute(
      db,
    )
    await expect.poll(() => heard.slice(mark).includes('job')).toBe(true)
    counts.push(heard.splice(0).filter((topic) => topic === 'queue').length)
  }
  await after(() => look(ada))
  await after(() => look(ada))
  await after(() => look(ada, true))
  await after(() => look(ada, true))
  await sql`UPDATE looking SET at = now() - interval '61 seconds'`.execute(db)
  await after(() => look(ben))
  await after(() => look(ben))
  await after(async () => await app.inject({ method: 'DELETE', url: path, headers: ben.headers }))
  await after(async () => await app.inject({ method: 'DELETE', url: path, headers: ben.headers }))
  stop()
  expect(counts).toEqual([1, 0, 1, 0, 1, 0, 1, 0])
  expect((await look(ada)).names).toEqual([])
})
