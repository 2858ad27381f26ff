/** A small tenant whose application may also use calendars and tasks, and events to write. */
import { type Reply, type TestTenant, testTenant } from './test-tenant.ts'

/** As `testTenant`, with the permissions for calendars and tasks. */
export function calendarTenant(options: Parameters<typeof testTenant>[0] = {}): TestTenant {
  const t = testTenant(options)
  t.claims.roles.push('Calendars.ReadWrite', 'Tasks.ReadWrite.All')
  return t
}

/** A time in a zone. */
export const at = (dateTime: string, timeZone = 'UTC') => ({ dateTime, timeZone })

/** Start and end on one day, `2027-03-01 09:00-10:30`, in a zone. */
export function span(text: string, timeZone = 'Europe/Berlin') {
  const [date = '', times = ''] = text.split(' ')
  const [start = '', end = ''] = times.split('-')
  return { start: at(`${date}T${start}:00`, timeZone), end: at(`${date}T${end}:00`, timeZone) }
}

/** A recurrence; the pattern as Graph has it, the range `noEnd` unless told. */
export function series(
  startDate: string,
  pattern: Record<string, unknown>,
  range: Record<string, unknown> = { type: 'noEnd' },
) {
  return { recurrence: { pattern: { interval: 1, ...pattern }, range: { startDate, ...range } } }
}

export const annaEvents = '/v1.0/users/anna@hafen.example/events'
export const annaView = '/v1.0/users/anna@hafen.example/calendarView'

/** A new event of Anna's. */
export function post(t: TestTenant, body: Record<string, unknown>, headers = {}): Promise<Reply> {
  return t.ask('POST', annaEvents, { body, headers })
}

/** The window as a query. */
export const window = (from: string, to: string) => `startDateTime=${from}&endDateTime=${to}`
