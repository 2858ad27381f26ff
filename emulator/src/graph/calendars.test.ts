import { expect, test } from 'vitest'
import { annaEvents, calendarTenant, post, series, span } from './test-calendar.ts'

const calendars = '/v1.0/users/anna@hafen.example/calendars'

test('Every mailbox has a default calendar, which is `calendar` too and cannot be deleted', async () => {
  const t = calendarTenant()
  const { json: own } = await t.ask('GET', '/v1.0/users/anna@hafen.example/calendar')
  expect(own).toMatchObject({
    name: 'Calendar',
    isDefaultCalendar: true,
    isRemovable: false,
    canEdit: true,
    owner: { name: 'Anna Adler', address: 'anna@hafen.example' },
  })
  expect((await t.ask('GET', calendars)).json.value.map(({ id }) => id)).toEqual([own.id])
  const refused = await t.ask('DELETE', `${calendars}/${own.id}`)
  expect([refused.status, refused.json.error.code]).toEqual([400, 'ErrorDeleteDistinguishedFolder'])
})

test('A calendar is made, found, renamed and deleted', async () => {
  const t = calendarTenant()
  const { json: team, status } = await t.ask('POST', calendars, {
    body: { name: 'Team', color: 'lightTeal' },
  })
  expect([status, team.color, team.isDefaultCalendar]).toEqual([201, 'lightTeal', false])
  expect((await t.ask('GET', `${calendars}?$filter=name eq 'team'&$select=name`)).json.value).toEqual([
    { id: team.id, name: 'Team' },
  ])
  const stale = { 'if-match': 'W/"old"' }
  expect(
    (await t.ask('PATCH', `${calendars}/${team.id}`, { body: { name: 'x' }, headers: stale })).status,
  ).toBe(412)
  const renamed = await t.ask('PATCH', `${calendars}/${team.id}`, { body: { name: 'Whole team' } })
  expect(renamed.json.name).toBe('Whole team')
  expect(renamed.json.changeKey).not.toBe(team.changeKey)
  expect((await t.ask('DELETE', `${calendars}/${team.id}`)).status).toBe(204)
  expect((await t.ask('GET', `${calendars}/${team.id}`)).json.error.code).toBe('ErrorItemNotFound')
  expect((await t.ask('GET', `${calendars}/$count`)).text).toBe('1')
})

test.each([
  [{}, 'ErrorInvalidProperty'],
  [{ name: 'calendar' }, 'ErrorFolderExists'],
  [{ name: 'x', color: 'pink' }, 'RequestBodyRead'],
  [{ name: 'x', shoes: 1 }, 'RequestBodyRead'],
])('POST /calendars refuses %j', async (body, code) => {
  expect((await calendarTenant().ask('POST', calendars, { body })).json.error.code).toBe(code)
})

test('An event tells its calendar, and what else can be expanded', async () => {
  const t = calendarTenant()
  const { json: team } = await t.ask('POST', calendars, { body: { name: 'Team' } })
  const { json: event } = await t.ask('POST', `${calendars}/${team.id}/events`, {
    body: span('2027-03-01 09:00-10:00'),
  })
  expect((await t.ask('GET', `${annaEvents}/${event.id}/calendar`)).json.id).toBe(team.id)
  const expanded = await t.ask(
    'GET',
    `${annaEvents}/${event.id}?$select=subject&$expand=calendar,attachments`,
  )
  expect(expanded.json).toMatchObject({ calendar: { name: 'Team' }, attachments: [] })
  const { json: daily } = await post(t, {
    ...span('2027-03-01 09:00-10:00'),
    ...series('2027-03-01', { type: 'daily' }),
  })
  expect(
    (await t.ask('GET', `${annaEvents}/${daily.id}?$expand=exceptionOccurrences`)).json.exceptionOccurrences,
  ).toEqual([])
  for (const query of [
    '$expand=exceptionOccurrences',
    '$select=cancelledOccurrences',
    '$expand=shoes',
    '$select=shoes',
  ]) {
    expect((await t.ask('GET', `${annaEvents}?${query}`)).status).toBe(400)
  }
})
