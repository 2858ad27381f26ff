import type { Problem } from '@tandem/model/api/problem.ts'
import { eventFacts, eventFields } from '@tandem/model/event.ts'
import { taskFields } from '@tandem/model/task.ts'
import { expect, test } from 'vitest'
import { createTestApi } from '../../testing/api.ts'
import { createTestMailbox } from '../../testing/mailbox.ts'

const { app, db, asOperator } = await createTestApi()
const mailbox = await createTestMailbox(db)
const contacts = `/mailboxes/${mailbox.address}/contacts`

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'
async function ask(method: Method, path: string, payload?: object, headers: Record<string, string> = {}) {
  return await app.inject({ method, url: `/api/v1${path}`, headers: { ...asOperator, ...headers }, payload })
}
const problem = async (method: Method, path: string, payload?: object, headers?: Record<string, string>) =>
  (await ask(method, path, payload, headers)).json<Problem>()

test('a misspelled filter of a list is refused by its name, instead of answering everything', async () => {
  for (const path of [`${contacts}?serach=ada`, '/mailboxes?stat=on', '/conflicts?mailbx=x']) {
    const { status, errors } = await problem('GET', path)
    expect([status, errors?.[0]?.pointer]).toEqual([400, `query/${/\?(\w+)/.exec(path)?.[1]}`])
  }
})

test('a record sent back as it was read is refused with the reason: some fields are given by Tandem', async () => {
  const made = (await ask('POST', contacts, { givenName: 'Ada' })).json()
  const { errors = [] } = await problem('PATCH', `${contacts}/${made.id}`, made)
  expect(errors.map(({ pointer }) => pointer)).toContain('/syncState')
  for (const { detail } of errors) expect(detail).toContain('given by Tandem')
})

test('a missing body, a list instead of an object, a missing field, a wrong id and a bound are told in words', async () => {
  const json = { 'content-type': 'application/json' }
  const path = `${contacts}/bulk`
  expect((await problem('POST', contacts, undefined, json)).detail).toContain('The body is missing')
  expect((await problem('POST', contacts, [])).detail).toContain('must be one JSON object')
  expect((await problem('POST', path, { update: [{ id: mailbox.id }] })).errors).toEqual([
    { pointer: '/update/0/version', detail: 'This is needed, and is missing.' },
  ])
  expect((await problem('GET', `${contacts}/ada`)).errors?.[0]?.detail).toContain('This is no id')
  const long = await problem('GET', `${contacts}?search=${'a'.repeat(201)}`)
  expect(long.errors).toEqual([{ pointer: 'query/search', detail: 'At most 200 characters.' }])
  expect((await problem('GET', `${contacts}?limit=0`)).errors?.[0]?.detail).toBe('At least 1.')
})

test('a stale edit of one contact is answered with the current version, and no place in a list', async () => {
  const made = (await ask('POST', contacts, { givenName: 'Ada' })).json()
  const answer = await problem('PATCH', `${contacts}/${made.id}`, { jobTitle: 'x' }, { 'if-match': '"7"' })
  expect(answer).toMatchObject({ status: 412, code: 'stale-version', currentVersion: 1 })
  expect(answer.errors).toBeUndefined()
})

test('a mailbox is found under its address in capitals and percent-encoded; an unknown one says where to look', async () => {
  const capitals = mailbox.address.toUpperCase()
  for (const name of [capitals, encodeURIComponent(capitals), mailbox.id])
    expect((await ask('GET', `/mailboxes/${name}`)).json().id).toBe(mailbox.id)
  expect((await problem('GET', '/mailboxes/nobody@x.example')).detail).toContain('GET /api/v1/mailboxes')
})

test('every moment in answers is written alike: milliseconds and Z', async () => {
  const at = new Date()
  const looks = { last_pull_at: at, verified_complete_at: at, subscription_expires_at: at }
  await db.updateTable('collection').set(looks).where('mailbox_id', '=', mailbox.id).execute()
  await ask('POST', contacts, { givenName: 'Ada' })
  const answers = await Promise.all(['/mailboxes', '/changes', contacts].map((path) => ask('GET', path)))
  const moments = answers.flatMap(({ body }) => body.match(/\d{4}-\d\d-\d\dT[^"]*/g) ?? [])
  expect(moments.length).toBeGreaterThan(5)
  for (const moment of moments) expect(moment).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
})

test('the OpenAPI document names the headers that edits take and give, and what a stream is', async () => {
  const { paths } = (await app.inject({ url: '/openapi.json' })).json()
  const headers = ({ parameters }: { parameters: { in: string; name: string }[] }) =>
    parameters.filter((parameter) => parameter.in === 'header').map((parameter) => parameter.name)
  for (const kind of ['contacts', 'events', 'tasks']) {
    const one = paths[`/api/v1/mailboxes/{mailbox}/${kind}/{id}`]
    expect(headers(one.patch)).toEqual(['Idempotency-Key', 'If-Match'])
    expect(headers(one.delete)).toEqual(['Idempotency-Key', 'If-Match'])
    expect(Object.keys(one.patch.responses['200'].headers)).toEqual(['ETag', 'Idempotency-Replayed'])
    const make = paths[`/api/v1/mailboxes/{mailbox}/${kind}`].post.responses['201']
    expect(Object.keys(make.headers)).toEqual(['ETag', 'Location', 'Idempotency-Replayed'])
    expect(one.get.parameters[0].description).toBe('Id or address of the mailbox')
  }
  const event = '/api/v1/mailboxes/{mailbox}/events/{id}'
  expect(headers(paths[`${event}/split`].post)).toEqual(['Idempotency-Key', 'If-Match'])
  expect(headers(paths[`${event}/occurrences/{date}`].delete)).toEqual(['Idempotency-Key', 'If-Match'])
  expect(Object.keys(paths[`${event}/ics`].get.responses['200'].content)).toEqual(['text/calendar'])
  const stream = paths['/api/v1/stream'].get
  expect(headers(stream)).toEqual(['Last-Event-ID'])
  expect(Object.keys(stream.responses['200'].content)).toEqual(['text/event-stream'])
})

test('the OpenAPI document names every field of events and tasks, loose enough for whatever a mailbox holds', async () => {
  const { components } = (await app.inject({ url: '/openapi.json' })).json()
  const { Event, Task, Occurrence, WallTime, Problem } = components.schemas
  const { attendees, recurrence, start, exceptions, version } = Event.properties
  for (const field of [attendees, recurrence, start, exceptions, version]) expect(field).not.toEqual({})
  for (const name of [...Object.keys(eventFields.shape), ...Object.keys(eventFacts)])
    expect(Object.keys(Event.properties)).toContain(name)
  for (const name of Object.keys(taskFields.shape)) expect(Object.keys(Task.properties)).toContain(name)
  expect([Event.additionalProperties, Task.additionalProperties]).toEqual([{}, {}])
  expect(Object.keys(WallTime.properties)).toEqual(['dateTime', 'timeZone'])
  expect(Occurrence.properties.type.enum).toEqual(['singleInstance', 'occurrence', 'exception'])
  expect(Problem.properties.attendees.type).toBe('array')
})
