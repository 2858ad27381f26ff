import { expect, test } from 'vitest'
import { createEvent } from '../tenant/events.ts'
import { expireDeltaTokens, mailboxOf } from '../tenant/mailbox.ts'
import { annaEvents, annaView, at, calendarTenant, post, series, span, window } from './test-calendar.ts'
import type { Json, TestTenant } from './test-tenant.ts'

const march = window('2027-03-01T00:00:00Z', '2027-04-01T00:00:00Z')
const first = `${annaView}/delta?${march}`
const weekly = {
  ...span('2027-03-01 09:00-10:00'),
  ...series('2027-03-01', { type: 'weekly', daysOfWeek: ['monday'] }),
}

/** All pages from a link on, with the last one's delta link. */
async function follow(
  t: TestTenant,
  link: string,
  headers: Record<string, string> = {},
): Promise<{ lines: Json['value']; link: string; pages: number }> {
  const lines: Json['value'] = []
  let next: string | undefined = link
  let pages = 0
  for (;;) {
    const { json, status } = await t.ask('GET', next, { headers })
    expect(status).toBe(200)
    lines.push(...json.value)
    pages += 1
    next = json['@odata.nextLink']
    if (next === undefined) return { lines, link: json['@odata.deltaLink']!, pages }
  }
}

test('The first reading tells single events and masters in full, occurrences in short, and nothing outside of the window', async () => {
  const t = calendarTenant()
  await post(t, { subject: 'Single', ...span('2027-03-10 09:00-10:00') })
  await post(t, { subject: 'February', ...span('2027-02-10 09:00-10:00') })
  const { json: master } = await post(t, { subject: 'Weekly', ...weekly })
  const { lines, pages } = await follow(t, first, { prefer: 'odata.maxpagesize=3' })
  expect(pages).toBe(3)
  expect(lines.map(({ type, subject }) => [type, subject])).toEqual([
    ['singleInstance', 'Single'],
    ['seriesMaster', 'Weekly'],
    ...Array(5).fill(['occurrence', undefined]),
  ])
  expect(lines.at(-1)).toEqual({
    '@odata.type': '#microsoft.graph.event',
    '@odata.etag': master['@odata.etag'],
    seriesMasterId: master.id,
    type: 'occurrence',
    start: at('2027-03-29T07:00:00.0000000'),
    end: at('2027-03-29T08:00:00.0000000'),
    id: expect.any(String),
  })
})

test('A changed occurrence comes with its master, a cancelled one as removed, others not at all', async () => {
  const t = calendarTenant()
  const { json: master } = await post(t, { subject: 'Weekly', ...weekly })
  const start = await follow(t, first)
  const [, , second, third] = start.lines
  await t.ask('PATCH', `${annaEvents}/${second!.id}`, { body: { subject: 'Special' } })
  await t.ask('DELETE', `${annaEvents}/${third!.id}`)
  const { lines, link } = await follow(t, start.link)
  expect(lines.map(({ id, type, subject, '@removed': removed }) => [id, type, subject ?? removed])).toEqual([
    [master.id, 'seriesMaster', 'Weekly'],
    [second!.id, 'exception', 'Special'],
    [third!.id, undefined, { reason: 'deleted' }],
  ])
  expect((await follow(t, link)).lines).toEqual([])
})

test('An event that is moved out of the window is removed, one that is moved in appears, one that was never seen is not mentioned', async () => {
  const t = calendarTenant()
  const { json: inside } = await post(t, { subject: 'Inside', ...span('2027-03-10 09:00-10:00') })
  const { json: outside } = await post(t, { subject: 'Outside', ...span('2027-05-10 09:00-10:00') })
  const { json: far } = await post(t, { subject: 'Far', ...span('2027-06-10 09:00-10:00') })
  const start = await follow(t, first)
  await t.ask('PATCH', `${annaEvents}/${inside.id}`, { body: span('2027-05-10 09:00-10:00') })
  await t.ask('PATCH', `${annaEvents}/${outside.id}`, { body: span('2027-03-10 09:00-10:00') })
  await t.ask('PATCH', `${annaEvents}/${far.id}`, { body: { subject: 'Farther' } })
  await t.ask('DELETE', `${annaEvents}/${far.id}`)
  const { lines, link } = await follow(t, start.link)
  expect(lines.map(({ id, subject, '@removed': removed }) => [id, subject ?? removed])).toEqual([
    [inside.id, { reason: 'deleted' }],
    [outside.id, 'Outside'],
  ])
  await t.ask('DELETE', `${annaEvents}/${outside.id}`)
  expect((await follow(t, link)).lines).toMatchObject([{ id: outside.id, '@removed': { reason: 'deleted' } }])
})

test('Another pattern removes the occurrences that it does not have; a deleted series all of it', async () => {
  const t = calendarTenant()
  const { json: master } = await post(t, { subject: 'Weekly', ...weekly })
  const start = await follow(t, first)
  await t.ask('PATCH', `${annaEvents}/${master.id}`, {
    body: series('2027-03-01', { type: 'weekly', interval: 2, daysOfWeek: ['monday'] }),
  })
  const second = await follow(t, start.link)
  expect(second.lines.filter((line) => line['@removed'])).toHaveLength(2)
  expect(second.lines.filter(({ type }) => type === 'occurrence')).toHaveLength(3)
  await t.ask('DELETE', `${annaEvents}/${master.id}`)
  const third = await follow(t, second.link)
  expect(third.lines.map((line) => line['@removed'] !== undefined)).toEqual([true, true, true, true])
})

test.each([
  '$select=subject',
  "$filter=subject eq 'x'",
  '$orderby=subject',
  '$top=3',
  '$search=x',
  '$expand=calendar',
  '$skip=1',
  '$count=true',
])('GET /calendarView/delta refuses %s', async (option) => {
  const reply = await calendarTenant().ask('GET', `${first}&${option}`)
  expect([reply.status, reply.json.error.code]).toEqual([400, 'ErrorInvalidUrlQuery'])
})

test('Tokens belong to their calendar and end with the horizon; the answer says where to begin anew', async () => {
  const t = calendarTenant()
  const { json: team } = await t.ask('POST', '/v1.0/users/anna@hafen.example/calendars', {
    body: { name: 'Team' },
  })
  const { link } = await follow(t, first)
  const token = new URL(link).searchParams.get('$deltatoken')
  const other = await t.ask(
    'GET',
    `/v1.0/users/anna@hafen.example/calendars/${team.id}/calendarView/delta?$deltatoken=${token}`,
  )
  expect(other.json.error.code).toBe('SyncStateInvalid')
  expect(
    (await t.ask('GET', `/v1.0/users/anna@hafen.example/calendars/${team.id}/calendarView/delta?${march}`))
      .status,
  ).toBe(200)
  expireDeltaTokens(mailboxOf(t.anna))
  const gone = await t.ask('GET', link)
  expect([gone.status, gone.json.error.code]).toEqual([410, 'SyncStateNotFound'])
  expect((await t.ask('GET', gone.headers.location!)).status).toBe(200)
})

test('A first reading of 5,000 single events and 200 series over two years costs in proportion to its lines', async () => {
  const measure = async (share: number) => {
    const tenant = calendarTenant({ limits: { pageSize: 1000 } })
    fillCalendar(tenant, 5000 * share, 200 * share)
    const began = process.cpuUsage()
    const query = window('2027-01-01T00:00:00Z', '2029-01-01T00:00:00Z')
    const { lines } = await follow(tenant, `${annaView}/delta?${query}`, { prefer: 'odata.maxpagesize=200' })
    const { user, system } = process.cpuUsage(began)
    return { lines: lines.length, perLine: (user + system) / lines.length }
  }
  await measure(0.1)
  const small = await measure(0.2)
  const large = await measure(1)
  console.log(
    `calendarView/delta: ${large.lines} lines, ${Math.round(1_000_000 / large.perLine)}/s of CPU time`,
  )
  expect(large.lines).toBeGreaterThan(25_000)
  // Quadratic would be five times as much.
  expect(large.perLine / small.perLine).toBeLessThan(2.5)
})

function fillCalendar(t: TestTenant, singles: number, masters: number): void {
  const calendarId = t.anna.mailbox!.defaultCalendarId
  const stamp = (day: number, hour: number) => ({
    dateTime: `${new Date(Date.UTC(2027, 0, 1 + day)).toISOString().slice(0, 10)}T${String(hour).padStart(2, '0')}:00:00`,
    timeZone: 'Europe/Berlin',
    zone: 'Europe/Berlin',
  })
  for (let at = 0; at < singles + masters; at += 1) {
    const start = stamp(at % 700, 9)
    const range = {
      type: 'noEnd' as const,
      startDate: start.dateTime.slice(0, 10),
      endDate: '',
      numberOfOccurrences: 0,
      recurrenceTimeZone: '',
    }
    const pattern = {
      type: 'weekly' as const,
      interval: 1,
      month: 0,
      dayOfMonth: 0,
      daysOfWeek: ['monday' as const, 'thursday' as const, 'friday' as const],
      firstDayOfWeek: 'sunday' as const,
      index: 'first' as const,
    }
    createEvent(t.world, t.tenant, t.anna, calendarId, {
      start,
      end: stamp(at % 700, 10),
      fields: { subject: `Event ${at}` },
      ...(at >= singles && { recurrence: { pattern, range } }),
    })
  }
}
