import { describe, expect, test } from 'vitest'
import { postedMails } from '../tenant/post.ts'
import { annaEvents, annaView, at, calendarTenant, post, series, span, window } from './test-calendar.ts'

const weekly = {
  ...span('2027-03-01 09:00-10:00'),
  ...series('2027-03-01', { type: 'weekly', daysOfWeek: ['monday'] }),
}

describe('One event', () => {
  test('POST /events answers 201 with everything the model has, times in UTC unless another zone is preferred', async () => {
    const t = calendarTenant()
    const made = await post(t, {
      subject: 'Viewing',
      ...span('2027-03-01 09:00-10:30'),
      body: { contentType: 'text', content: 'Bring <keys>' },
      location: { displayName: 'Pier 4' },
    })
    expect(made.status).toBe(201)
    expect(made.json).toMatchObject({
      subject: 'Viewing',
      type: 'singleInstance',
      start: at('2027-03-01T08:00:00.0000000'),
      end: at('2027-03-01T09:30:00.0000000'),
      originalStartTimeZone: 'Europe/Berlin',
      isReminderOn: true,
      reminderMinutesBeforeStart: 15,
      showAs: 'busy',
      isOrganizer: true,
      organizer: { emailAddress: { address: 'anna@hafen.example' } },
      bodyPreview: 'Bring <keys>',
      location: { displayName: 'Pier 4', locationType: 'default', uniqueId: 'Pier 4' },
      locations: [{ displayName: 'Pier 4' }],
      responseStatus: { response: 'organizer', time: '0001-01-01T00:00:00Z' },
      seriesMasterId: null,
      recurrence: null,
    })
    expect(made.json.body).toMatchObject({
      contentType: 'html',
      content: expect.stringContaining('Bring &lt;keys&gt;'),
    })
    const headers = {
      prefer:
        'outlook.timezone="W. Europe Standard Time", outlook.body-content-type="text", IdType="ImmutableId"',
    }
    const read = await t.ask('GET', `${annaEvents}/${made.json.id}`, { headers })
    expect(read.json.start).toEqual(at('2027-03-01T09:00:00.0000000', 'W. Europe Standard Time'))
    expect(read.json.body).toEqual({ contentType: 'text', content: 'Bring <keys>' })
    expect(read.json.id).not.toBe(made.json.id)
    expect(read.headers['preference-applied']).toBe(
      'outlook.timezone="W. Europe Standard Time", outlook.body-content-type="text"',
    )
    expect(read.headers.etag).toBe(made.headers.etag)
  })

  test.each([
    [
      'an unknown zone',
      { start: at('2027-03-01T09:00:00', 'Middle-earth') },
      'TimeZoneNotSupportedException',
    ],
    ['a time that is none', { start: at('2027-02-30T09:00:00') }, 'RequestBodyRead'],
    ['an end before the start', { start: at('2027-03-02T09:00:00') }, 'ErrorPropertyValidationFailure'],
    ['no start', { start: undefined }, 'ErrorPropertyValidationFailure'],
    ['an all-day event at nine', { isAllDay: true }, 'ErrorInvalidRequest'],
    [
      'an all-day event of no day',
      { isAllDay: true, start: at('2027-03-01T00:00:00'), end: at('2027-03-01T00:00:00') },
      'ErrorInvalidRequest',
    ],
    [
      'an all-day event in two zones',
      { isAllDay: true, start: at('2027-03-01'), end: at('2027-03-02', 'Europe/Berlin') },
      'ErrorInvalidRequest',
    ],
    ['an unknown property', { colour: 'red' }, 'RequestBodyRead'],
    ['an unknown member', { showAs: 'asleep' }, 'RequestBodyRead'],
    [
      'an attendee without address',
      { attendees: [{ emailAddress: { name: 'Bernd' } }] },
      'ErrorInvalidRecipients',
    ],
  ])('POST /events refuses %s', async (_, wrong, code) => {
    const t = calendarTenant()
    const reply = await post(t, {
      subject: 'x',
      start: at('2027-03-01T09:00:00'),
      end: at('2027-03-01T10:00:00'),
      ...wrong,
    })
    expect([reply.status, reply.json.error.code]).toEqual([400, code])
    expect(t.anna.mailbox!.events.size).toBe(0)
  })

  test('An all-day event is midnight to midnight in every zone', async () => {
    const t = calendarTenant()
    const body = {
      subject: 'Fair',
      isAllDay: true,
      start: at('2027-03-01', 'Tokyo Standard Time'),
      end: at('2027-03-03', 'Tokyo Standard Time'),
    }
    const { json } = await post(t, body, { prefer: 'outlook.timezone="Pacific Standard Time"' })
    expect(json.start).toEqual(at('2027-03-01T00:00:00.0000000', 'Pacific Standard Time'))
    expect(json.end).toEqual(at('2027-03-03T00:00:00.0000000', 'Pacific Standard Time'))
  })

  test('PATCH /events/{id} changes what it names, raises the version and checks If-Match', async () => {
    const t = calendarTenant()
    const { json: made } = await post(t, {
      subject: 'Call',
      ...span('2027-03-01 09:00-10:00'),
      categories: ['VIP'],
    })
    const url = `${annaEvents}/${made.id}`
    const changed = await t.ask('PATCH', url, {
      body: { subject: 'Long call', ...span('2027-03-02 11:00-13:00', 'UTC') },
      headers: { 'if-match': made['@odata.etag'] },
    })
    expect(changed.json).toMatchObject({
      subject: 'Long call',
      start: at('2027-03-02T11:00:00.0000000'),
      categories: ['VIP'],
      id: made.id,
    })
    expect(changed.json.changeKey).not.toBe(made.changeKey)
    const stale = await t.ask('PATCH', url, {
      body: { subject: 'x' },
      headers: { 'if-match': made['@odata.etag'] },
    })
    expect([stale.status, stale.json.error.code]).toEqual([412, 'ErrorIrresolvableConflict'])
    expect((await t.ask('DELETE', url)).status).toBe(204)
    expect((await t.ask('GET', url)).json.error.code).toBe('ErrorItemNotFound')
  })

  test('A transactionId makes one event in a mailbox, however often it is sent', async () => {
    const t = calendarTenant()
    const body = { subject: 'Once', ...span('2027-03-01 09:00-10:00'), transactionId: 'a-1' }
    expect((await post(t, body)).json.transactionId).toBe('a-1')
    const again = await post(t, body)
    expect([again.status, again.json.error.code]).toEqual([409, 'ErrorDuplicateTransactionId'])
    expect(t.anna.mailbox!.events.size).toBe(1)
    const found = await t.ask('GET', `${annaEvents}?$filter=transactionId eq 'a-1'`)
    expect(found.json.error).toMatchObject({
      code: 'ErrorInvalidProperty',
      message: "The property 'TransactionId' does not support filtering.",
    })
  })

  test('Extended properties are kept, shown on demand and found', async () => {
    const t = calendarTenant()
    const id = 'String {66f5a359-4659-4830-9070-00047ec6ac6e} Name Tandem'
    await post(t, {
      subject: 'Marked',
      ...span('2027-03-01 09:00-10:00'),
      singleValueExtendedProperties: [{ id, value: '7' }],
    })
    await post(t, { subject: 'Plain', ...span('2027-03-01 11:00-12:00') })
    const filter = `singleValueExtendedProperties/any(ep: ep/id eq '${id.toUpperCase().replace('STRING', 'String').replace('NAME TANDEM', 'Name Tandem')}' and ep/value eq '7')`
    const found = await t.ask(
      'GET',
      `${annaEvents}?$select=subject&$filter=${encodeURIComponent(filter)}&$expand=singleValueExtendedProperties($filter=id eq '${id}')`,
    )
    expect(found.json.value).toMatchObject([
      { subject: 'Marked', singleValueExtendedProperties: [{ value: '7' }] },
    ])
  })

  test('An online meeting gets an address to join and stays one', async () => {
    const t = calendarTenant()
    const { json } = await post(t, {
      subject: 'Call',
      ...span('2027-03-01 09:00-10:00'),
      isOnlineMeeting: true,
    })
    expect(json).toMatchObject({
      isOnlineMeeting: true,
      onlineMeetingProvider: 'teamsForBusiness',
      onlineMeeting: { joinUrl: expect.stringContaining('https://teams.microsoft.com/l/meetup-join/') },
    })
    const after = await t.ask('PATCH', `${annaEvents}/${json.id}`, { body: { isOnlineMeeting: false } })
    expect(after.json).toMatchObject({ isOnlineMeeting: true, onlineMeeting: json.onlineMeeting })
  })
})

describe('Lists of events', () => {
  test('GET /events filters by time in UTC, orders, counts and pages', async () => {
    const t = calendarTenant()
    for (const hour of ['13', '09', '11'])
      await post(t, { subject: `At ${hour}`, ...span(`2027-03-01 ${hour}:00-${hour}:30`, 'UTC') })
    const filter = encodeURIComponent("start/dateTime ge '2027-03-01T10:00:00'")
    const page = await t.ask(
      'GET',
      `${annaEvents}?$filter=${filter}&$orderby=start/dateTime desc&$top=1&$count=true&$select=subject`,
      { headers: { prefer: 'outlook.timezone="Tokyo Standard Time"' } },
    )
    expect(page.json['@odata.count']).toBe(2)
    expect(page.json.value.map(({ subject }) => subject)).toEqual(['At 13'])
    const next = await t.ask('GET', page.json['@odata.nextLink']!)
    expect(next.json.value.map(({ subject }) => subject)).toEqual(['At 11'])
    expect((await t.ask('GET', `${annaEvents}/$count`)).text).toBe('3')
  })

  test('GET /events lists series as their masters, in the default calendar only', async () => {
    const t = calendarTenant()
    const { json: other } = await t.ask('POST', '/v1.0/users/anna@hafen.example/calendars', {
      body: { name: 'Team' },
    })
    await post(t, { subject: 'Weekly', ...weekly })
    const there = `/v1.0/users/anna@hafen.example/calendars/${other.id}/events`
    const { json: elsewhere } = await t.ask('POST', there, {
      body: { subject: 'There', ...span('2027-03-01 09:00-10:00') },
    })
    expect((await t.ask('GET', annaEvents)).json.value.map(({ subject, type }) => [subject, type])).toEqual([
      ['Weekly', 'seriesMaster'],
    ])
    expect((await t.ask('GET', there)).json.value).toHaveLength(1)
    expect((await t.ask('GET', `${annaEvents}/${elsewhere.id}`)).status).toBe(200)
    expect(
      (
        await t.ask(
          'GET',
          `/v1.0/users/anna@hafen.example/calendars/${t.anna.mailbox!.defaultCalendarId}/events/${elsewhere.id}`,
        )
      ).status,
    ).toBe(404)
  })

  test('Calendars.ReadBasic.All shows no bodies, and writes nothing', async () => {
    const t = calendarTenant()
    const { json } = await post(t, {
      subject: 'Secret',
      ...span('2027-03-01 09:00-10:00'),
      body: { contentType: 'text', content: 'hidden' },
    })
    t.claims.roles.splice(0, Number.POSITIVE_INFINITY, 'Calendars.ReadBasic.All')
    const shown = await t.ask('GET', `${annaEvents}/${json.id}`)
    expect(shown.text).not.toContain('hidden')
    expect(shown.json.subject).toBe('Secret')
    expect((await t.ask('PATCH', `${annaEvents}/${json.id}`, { body: {} })).status).toBe(403)
    t.claims.roles.splice(0, Number.POSITIVE_INFINITY, 'Contacts.ReadWrite')
    expect((await t.ask('GET', annaEvents)).json.error.code).toBe('ErrorAccessDenied')
  })
})

describe('A series', () => {
  test('calendarView shows its occurrences at their hour on both sides of the change to summer time', async () => {
    const t = calendarTenant()
    const { json: master } = await post(t, { subject: 'Weekly', ...weekly })
    expect(master).toMatchObject({
      type: 'seriesMaster',
      recurrence: {
        pattern: { type: 'weekly', firstDayOfWeek: 'sunday' },
        range: { type: 'noEnd', recurrenceTimeZone: 'Europe/Berlin' },
      },
    })
    const { json } = await t.ask(
      'GET',
      `${annaView}?${window('2027-03-20T00:00:00Z', '2027-04-06T00:00:00Z')}`,
    )
    expect(json.value.map(({ start, type, seriesMasterId }) => [start, type, seriesMasterId])).toEqual([
      [at('2027-03-22T08:00:00.0000000'), 'occurrence', master.id],
      [at('2027-03-29T07:00:00.0000000'), 'occurrence', master.id],
      [at('2027-04-05T07:00:00.0000000'), 'occurrence', master.id],
    ])
    const uids = new Set(json.value.map(({ iCalUId }) => iCalUId))
    expect(uids.size).toBe(3)
    const instances = await t.ask(
      'GET',
      `${annaEvents}/${master.id}/instances?${window('2027-03-20T00:00:00%2B01:00', '2027-04-06T00:00:00Z')}`,
    )
    expect(instances.json.value.map(({ id }) => id)).toEqual(json.value.map(({ id }) => id))
  })

  test('An occurrence that is changed becomes an exception, one that is deleted is cancelled, and the master tells of both', async () => {
    const t = calendarTenant()
    const { json: master } = await post(t, { subject: 'Weekly', ...weekly })
    const view = `${annaView}?${window('2027-03-01T00:00:00Z', '2027-03-23T00:00:00Z')}`
    const [first, second, third] = (await t.ask('GET', view)).json.value
    const moved = await t.ask('PATCH', `${annaEvents}/${second!.id}`, {
      body: { subject: 'Later', ...span('2027-03-09 15:00-16:00') },
      headers: { 'if-match': String(second!['@odata.etag']) },
    })
    expect(moved.json).toMatchObject({
      id: second!.id,
      type: 'exception',
      subject: 'Later',
      originalStart: '2027-03-08T08:00:00Z',
      start: at('2027-03-09T14:00:00.0000000'),
    })
    expect((await t.ask('DELETE', `${annaEvents}/${third!.id}`)).status).toBe(204)
    expect((await t.ask('GET', `${annaEvents}/${third!.id}`)).status).toBe(404)
    const shown = (await t.ask('GET', view)).json.value
    expect(shown.map(({ id, type }) => [id, type])).toEqual([
      [first!.id, 'occurrence'],
      [second!.id, 'exception'],
      [expect.anything(), 'occurrence'],
    ])
    const after = await t.ask(
      'GET',
      `${annaEvents}/${master.id}?$select=subject,cancelledOccurrences&$expand=exceptionOccurrences`,
    )
    expect(after.json.changeKey).toBeUndefined()
    expect(after.json['@odata.etag']).not.toBe(master['@odata.etag'])
    expect(after.json).toMatchObject({
      cancelledOccurrences: [`OID.${master.id}.2027-03-15`],
      exceptionOccurrences: [{ id: second!.id, subject: 'Later' }],
    })
    // An occurrence that was not touched keeps its version.
    expect(shown[0]!['@odata.etag']).toBe(first!['@odata.etag'])
  })

  test('An occurrence is not moved onto or beyond the day of a neighbour, and may be moved where one was cancelled', async () => {
    const t = calendarTenant()
    await post(t, {
      subject: 'Daily',
      ...span('2027-03-01 09:00-10:00'),
      ...series('2027-03-01', { type: 'daily', interval: 2 }),
    })
    const view = `${annaView}?${window('2027-03-01T00:00:00Z', '2027-03-08T00:00:00Z')}`
    const [, third, fifth] = (await t.ask('GET', view)).json.value
    for (const day of ['2027-03-01', '2027-03-05', '2027-03-06']) {
      const reply = await t.ask('PATCH', `${annaEvents}/${third!.id}`, { body: span(`${day} 20:00-21:00`) })
      expect([reply.status, reply.json.error.code]).toEqual([400, 'ErrorOccurrenceCrossingBoundary'])
    }
    await t.ask('DELETE', `${annaEvents}/${fifth!.id}`)
    const onto = await t.ask('PATCH', `${annaEvents}/${third!.id}`, { body: span('2027-03-05 20:00-21:00') })
    expect(onto.status).toBe(200)
  })

  test('Another time or recurrence of the master drops what deviated; a new zone needs a recurrence', async () => {
    const t = calendarTenant()
    const { json: master } = await post(t, { subject: 'Weekly', ...weekly })
    const view = `${annaView}?${window('2027-03-01T00:00:00Z', '2027-03-23T00:00:00Z')}`
    const [, second, third] = (await t.ask('GET', view)).json.value
    await t.ask('PATCH', `${annaEvents}/${second!.id}`, { body: { subject: 'Special' } })
    await t.ask('DELETE', `${annaEvents}/${third!.id}`)
    const url = `${annaEvents}/${master.id}`
    const zone = await t.ask('PATCH', url, { body: span('2027-03-01 09:00-10:00', 'UTC') })
    expect(zone.json.error.code).toBe('ErrorPropertyValidationFailure')
    expect((await t.ask('PATCH', url, { body: { subject: 'Renamed' } })).status).toBe(200)
    expect((await t.ask('GET', view)).json.value.map(({ subject }) => subject)).toEqual([
      'Renamed',
      'Special',
      'Renamed',
    ])
    const moved = await t.ask('PATCH', url, { body: span('2027-03-08 08:00-09:00') })
    expect(moved.json.recurrence).toMatchObject({ range: { startDate: '2027-03-08' } })
    expect((await t.ask('GET', view)).json.value.map(({ subject, type }) => [subject, type])).toEqual(
      Array(3).fill(['Renamed', 'occurrence']).slice(0, 3),
    )
    const single = await t.ask('PATCH', url, { body: { recurrence: null } })
    expect(single.json).toMatchObject({ type: 'singleInstance', recurrence: null })
  })

  test.each([
    ['no days of the week', { type: 'weekly' }, {}],
    ['an interval of 0', { type: 'daily', interval: 0 }, {}],
    ['no day of the month', { type: 'absoluteMonthly' }, {}],
    ['no month', { type: 'absoluteYearly', dayOfMonth: 3 }, {}],
    ['no days for the second …', { type: 'relativeMonthly', index: 'second' }, {}],
    ['another start date', { type: 'daily' }, { startDate: '2027-03-02' }],
    ['an end before the start', { type: 'daily' }, { type: 'endDate', endDate: '2027-02-01' }],
    ['no number', { type: 'daily' }, { type: 'numbered' }],
    ['another zone', { type: 'daily' }, { recurrenceTimeZone: 'Pacific Standard Time' }],
    [
      'no occurrence at all',
      { type: 'weekly', daysOfWeek: ['sunday'] },
      { type: 'endDate', endDate: '2027-03-05' },
    ],
  ])('POST /events refuses a recurrence with %s', async (_, pattern, range) => {
    const t = calendarTenant()
    const body = {
      ...span('2027-03-01 09:00-10:00'),
      ...series('2027-03-01', pattern, { type: 'noEnd', ...range }),
    }
    const reply = await post(t, body)
    expect([reply.status, reply.json.error.code]).toEqual([400, 'ErrorPropertyValidationFailure'])
  })

  test('POST /events refuses occurrences that reach into the next one, and knows both names of a zone', async () => {
    const t = calendarTenant()
    const long = { start: at('2027-03-01T09:00:00'), end: at('2027-03-03T10:00:00') }
    expect((await post(t, { ...long, ...series('2027-03-01', { type: 'daily' }) })).json.error.code).toBe(
      'ErrorOccurrenceTimeSpanTooBig',
    )
    const named = series(
      '2027-03-01',
      { type: 'daily' },
      { type: 'noEnd', recurrenceTimeZone: 'W. Europe Standard Time' },
    )
    expect((await post(t, { ...span('2027-03-01 09:00-10:00'), ...named })).status).toBe(201)
  })
})

describe('Windows', () => {
  test.each([
    ['', 'ErrorInvalidParameter'],
    ['startDateTime=x&endDateTime=2027-01-01', 'ErrorInvalidParameter'],
    [window('2027-01-02', '2027-01-01'), 'ErrorInvalidParameter'],
    [window('2020-01-01', '2027-01-01'), 'ErrorInvalidRequest'],
  ])('GET /calendarView?%s is refused', async (query, code) => {
    const reply = await calendarTenant().ask('GET', `${annaView}?${query}`)
    expect([reply.status, reply.json.error.code]).toEqual([400, code])
  })

  test('GET /calendarView shows what overlaps the window, in any spelling of the parameters', async () => {
    const t = calendarTenant()
    for (const times of ['08:00-09:00', '08:30-09:30', '09:00-09:00', '10:00-11:00'])
      await post(t, { subject: times, ...span(`2027-03-01 ${times}`, 'UTC') })
    const { json } = await t.ask(
      'GET',
      `${annaView}?startdatetime=2027-03-01T09:00:00&enddatetime=2027-03-01T10:00:00`,
    )
    expect(json.value.map(({ subject }) => subject)).toEqual(['08:30-09:30', '09:00-09:00'])
  })
})

test('Nobody is mailed for events without attendees', async () => {
  const t = calendarTenant()
  const { json } = await post(t, { subject: 'Weekly', ...weekly })
  await t.ask('PATCH', `${annaEvents}/${json.id}`, { body: { subject: 'x' } })
  await t.ask('DELETE', `${annaEvents}/${json.id}`)
  expect(postedMails(t.world)).toEqual([])
})
