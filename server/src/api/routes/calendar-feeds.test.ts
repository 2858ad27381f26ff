import { Writable } from 'node:stream'
import type { CalendarFeed } from '@tandem/model/api/events.ts'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { createTestApi } from '../../../testing/api.ts'
import { createTestMailbox } from '../../../testing/mailbox.ts'
import { askedMailbox, storedItem } from '../../../testing/mailbox-requests.ts'
import { logOptions } from '../../lib/log.ts'

const lines: string[] = []
const log = pino(
  logOptions('info'),
  new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    },
  }),
)
const { app, db, deps, asOperator, organisation } = await createTestApi({ log })
const mailbox = async () => await askedMailbox(app, db, asOperator)
type Box = Awaited<ReturnType<typeof mailbox>>

const soon = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)
const at = (time: string) => ({ dateTime: `${soon}T${time}:00`, timeZone: 'UTC' })
const viewing = {
  subject: 'Viewing',
  body: { contentType: 'text', content: 'Bring keys' },
  start: at('09:00'),
  end: at('10:00'),
}

/** Its path, as another program asks for it; from an address of its own, for the number of requests is limited. */
let addresses = 0
async function feed({ ask }: Box, wish: object = { name: 'Everything' }) {
  const made = (await ask('POST', '/calendar-feeds', wish)).json<CalendarFeed & { url: string }>()
  const url = made.url.slice(deps.config.publicUrl.length)
  const remoteAddress = `198.51.100.${++addresses}`
  const read = async (headers: Record<string, string> = {}) =>
    await app.inject({ url, headers, remoteAddress })
  return { ...made, path: url, read }
}

test('POST /calendar-feeds answers a secret link once; GET lists feeds without it, and when they were read', async () => {
  const box = await mailbox()
  const key = { 'idempotency-key': 'feed' }
  const answer = await box.ask('POST', '/calendar-feeds', { name: ' Phone ' }, key)
  expect(answer.statusCode).toBe(201)
  const made = answer.json()
  expect(made).toMatchObject({ name: 'Phone', onlyBusy: false, mailboxId: box.id, lastReadAt: null })
  expect(made.url).toMatch(/^http.*\/feeds\/[\w-]{43}\.ics$/)
  const again = await box.ask('POST', '/calendar-feeds', { name: ' Phone ' }, key)
  expect(again.json()).toEqual({ ...made, url: null })
  const row = await db
    .selectFrom('calendar_feed')
    .selectAll()
    .where('id', '=', made.id)
    .executeTakeFirstOrThrow()
  expect(JSON.stringify(row)).not.toContain(made.url.slice(-47, -4))
  await app.inject({ url: made.url.slice(deps.config.publicUrl.length) })
  const { items } = (await box.ask('GET', '/calendar-feeds')).json()
  expect(items).toEqual([
    {
      id: made.id,
      mailboxId: box.id,
      name: 'Phone',
      onlyBusy: false,
      createdAt: made.createdAt,
      lastReadAt: expect.stringMatching(/Z$/),
    },
  ])
})

test('GET /feeds/{secret}.ics answers the calendar without a key, 304 while nothing changed, and anew after an edit', async () => {
  const box = await mailbox()
  const { id } = (await box.ask('POST', '/events', viewing)).json()
  const { read } = await feed(box)
  const first = await read()
  expect([first.statusCode, first.headers['content-type']]).toEqual([200, 'text/calendar; charset=utf-8'])
  expect(first.headers['cache-control']).toContain('private')
  for (const line of [
    'BEGIN:VCALENDAR',
    'X-WR-CALNAME:Everything',
    'SUMMARY:Viewing',
    'DESCRIPTION:Bring keys',
  ])
    expect(first.body.split('\r\n')).toContain(line)
  const etag = String(first.headers.etag)
  const same = await read({ 'if-none-match': `"other", W/${etag}` })
  expect([same.statusCode, same.body, same.headers.etag]).toEqual([304, '', etag])
  await box.ask('PATCH', `/events/${id}`, { subject: 'Later', version: 1 })
  const changed = await read({ 'if-none-match': etag })
  expect([changed.statusCode, changed.body.includes('SUMMARY:Later')]).toEqual([200, true])
  await box.ask('DELETE', `/events/${id}`)
  expect((await read()).body).not.toContain('VEVENT')
})

test('GET /feeds/{secret}.ics tells of private events, and of all with onlyBusy, nothing but the time', async () => {
  const box = await mailbox()
  await box.ask('POST', '/events', { ...viewing, subject: 'Doctor', sensitivity: 'private' })
  await box.ask('POST', '/events', { ...viewing, location: { displayName: 'Harbor 1' } })
  const all = (await (await feed(box)).read()).body
  expect(all).not.toContain('Doctor')
  expect(all).toContain('SUMMARY:Private appointment')
  expect(all).toContain('LOCATION:Harbor 1')
  const busy = (await (await feed(box, { name: 'Busy', onlyBusy: true })).read()).body
  expect(busy).not.toMatch(/Doctor|Viewing|keys|Harbor|Private/)
  expect(busy.match(/SUMMARY:Busy/g)).toHaveLength(2)
})

test('GET /feeds/{secret}.ics holds 90 days of the past and two years to come, and no event whose times mean nothing', async () => {
  const box = await mailbox()
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()
  const put = async (subject: string, days: number, more: object = {}) => {
    const time = { dateTime: day(days).slice(0, 19), timeZone: 'UTC' }
    const columns = { starts_at: day(days), ends_at: day(days) }
    await storedItem(db, box, 'events', { subject, start: time, end: time, ...more }, columns)
  }
  for (const [subject, days] of [
    ['past', -91],
    ['recent', -89],
    ['next', 729],
    ['far', 740],
  ] as const)
    await put(subject, days)
  await put('nowhere', 1, { start: { dateTime: '2026-12-01T09:00:00', timeZone: 'Nowhere' } })
  const { body } = await (await feed(box)).read()
  expect([...body.matchAll(/SUMMARY:(\w+)/g)].map(([, name]) => name).sort()).toEqual(['next', 'recent'])
})

test('DELETE /calendar-feeds/{id} ends the link: it answers 404, as one that never was; other organisations cannot', async () => {
  const box = await mailbox()
  const { id, read } = await feed(box)
  const remove = { method: 'DELETE' as const, url: `/api/v1/calendar-feeds/${id}` }
  const { headers } = await organisation()
  expect((await app.inject({ ...remove, headers })).statusCode).toBe(404)
  expect((await read()).statusCode).toBe(200)
  expect((await app.inject({ ...remove, headers: asOperator })).json()).toEqual({ id })
  expect((await read()).json()).toMatchObject({ status: 404, code: 'not-found' })
  expect((await app.inject({ ...remove, headers: asOperator })).statusCode).toBe(404)
})

test('the secret of a feed stands in no log line', async () => {
  const { path, read } = await feed(await mailbox())
  lines.length = 0
  await read()
  await app.inject({ url: `${path}?x=1` })
  await app.inject({ method: 'PUT', url: path })
  expect(lines.join('')).toContain('/feeds/[cut]')
  expect(lines.join('')).not.toContain(path.slice('/feeds/'.length, -4))
})

test('GET /feeds/{secret} is limited: whoever guesses links is told to wait', async () => {
  const guess = async () => await app.inject({ url: '/feeds/guess', remoteAddress: '203.0.113.9' })
  let last = await guess()
  for (let tries = 0; tries < 60 && last.statusCode === 404; tries += 1) last = await guess()
  expect([last.statusCode, last.json().code]).toEqual([429, 'too-many-requests'])
})

test('POST /calendar-feeds of a mailbox whose connection is not for the calendar answers 409', async () => {
  const { id } = await createTestMailbox(db)
  const answer = await app.inject({
    method: 'POST',
    url: `/api/v1/mailboxes/${id}/calendar-feeds`,
    payload: { name: 'x' },
    headers: asOperator,
  })
  expect(answer.json()).toMatchObject({ status: 409, code: 'wrong-state' })
})
