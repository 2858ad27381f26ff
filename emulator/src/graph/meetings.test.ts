import { beforeEach, describe, expect, test } from 'vitest'
import { addTenant, addUser } from '../tenant/directory.ts'
import { postedMails } from '../tenant/post.ts'
import { annaEvents, at, calendarTenant, post, series, span, window } from './test-calendar.ts'
import type { Json, TestTenant } from './test-tenant.ts'

const berndEvents = '/v1.0/users/bernd@hafen.example/events'
const outsider = 'carla@elsewhere.example'

const attendee = (address: string, more = {}) => ({
  emailAddress: { address, name: address.split('@')[0] },
  ...more,
})
const meeting = {
  subject: 'Closing',
  ...span('2027-03-01 09:00-10:00'),
  attendees: [attendee('bernd@hafen.example'), attendee(outsider, { type: 'optional' })],
}
const march = window('2027-03-01T00:00:00Z', '2027-04-01T00:00:00Z')

let t: TestTenant

beforeEach(() => {
  t = calendarTenant()
})

/** Who has been mailed since the last look, as `type → recipients`. */
const seen = new WeakMap<object, number>()
function mails(): [string | undefined, string[]][] {
  const all = postedMails(t.world)
  const from = seen.get(t.world) ?? 0
  seen.set(t.world, all.length)
  return all.slice(from).map(({ meeting: about, recipients }) => [about?.type, [...recipients].sort()])
}

async function made(body: object = meeting): Promise<Json> {
  const { json, status } = await post(t, body as Record<string, unknown>)
  expect(status).toBe(201)
  return json
}

async function copies(): Promise<Json[]> {
  return (await t.ask('GET', berndEvents)).json.value as Json[]
}

async function patch(id: string, body: object, whose = annaEvents): Promise<Json> {
  const { json, status } = await t.ask('PATCH', `${whose}/${id}`, { body })
  expect(status).toBe(200)
  return json
}

describe('An invitation', () => {
  test('reaches exactly the attendees, and the calendars of those who live here', async () => {
    const event = await made({
      ...meeting,
      attendees: [...meeting.attendees, attendee('ANNA@hafen.example')],
      categories: ['VIP'],
      reminderMinutesBeforeStart: 60,
    })
    expect(mails()).toEqual([['meetingRequest', ['bernd@hafen.example', outsider]]])
    const [copy] = await copies()
    expect(copy).toMatchObject({
      subject: 'Closing',
      iCalUId: event.iCalUId,
      isOrganizer: false,
      organizer: { emailAddress: { address: 'anna@hafen.example' } },
      responseStatus: { response: 'notResponded' },
      showAs: 'tentative',
      start: event.start,
      categories: [],
      reminderMinutesBeforeStart: 60,
    })
    expect(copy!.id).not.toBe(event.id)
  })

  test('finds people of other tenants too', async () => {
    const other = addTenant(t.world, { displayName: 'Elsewhere', domains: ['elsewhere.example'] })
    const carla = addUser(t.world, other, { userPrincipalName: outsider, displayName: 'Carla' })
    await made()
    expect([...carla.mailbox!.events.values()].map(({ fields }) => fields.subject)).toEqual(['Closing'])
  })

  test('brings a series with its exceptions and cancelled occurrences', async () => {
    const weekly = {
      ...meeting,
      attendees: [],
      ...series('2027-03-01', { type: 'weekly', daysOfWeek: ['monday'] }),
    }
    const { id } = await made(weekly)
    const view = `/v1.0/users/anna@hafen.example/calendarView?${march}`
    const [, second, third] = (await t.ask('GET', view)).json.value as Json[]
    await patch(second!.id, { subject: 'Special' })
    await t.ask('DELETE', `${annaEvents}/${third!.id}`)
    expect(mails()).toEqual([])
    await patch(id, { attendees: meeting.attendees })
    expect(mails()).toEqual([['meetingRequest', ['bernd@hafen.example', outsider]]])
    const there = await t.ask('GET', `/v1.0/users/bernd@hafen.example/calendarView?${march}`)
    expect(there.json.value.map(({ subject }) => subject)).toEqual([
      'Closing',
      'Special',
      'Closing',
      'Closing',
    ])
  })
})

describe('A change by the organizer', () => {
  test.each<[string, object, [string, string[]][]]>([
    ['the subject', { subject: 'Signing' }, [['meetingRequest', ['bernd@hafen.example', outsider]]]],
    ['the time', span('2027-03-02 09:00-10:00'), [['meetingRequest', ['bernd@hafen.example', outsider]]]],
    [
      'what is there already',
      { subject: 'Closing' },
      [['meetingRequest', ['bernd@hafen.example', outsider]]],
    ],
    [
      'personal things',
      {
        isReminderOn: false,
        reminderMinutesBeforeStart: 5,
        categories: ['x'],
        showAs: 'free',
        sensitivity: 'private',
      },
      [],
    ],
    [
      'an extended property',
      {
        singleValueExtendedProperties: [
          { id: 'String {66f5a359-4659-4830-9070-00047ec6ac6e} Name x', value: '1' },
        ],
      },
      [],
    ],
    [
      'one more attendee',
      { attendees: [...meeting.attendees, attendee('dora@x.example')] },
      [['meetingRequest', ['dora@x.example']]],
    ],
    [
      'one attendee less',
      { attendees: [attendee(outsider)] },
      [
        ['meetingCancelled', ['bernd@hafen.example']],
        ['meetingRequest', [outsider]],
      ],
    ],
    [
      'one attendee instead of another, and the place',
      { location: { displayName: 'Pier 4' }, attendees: [attendee(outsider), attendee('dora@x.example')] },
      [
        ['meetingCancelled', ['bernd@hafen.example']],
        ['meetingRequest', [outsider, 'dora@x.example']],
      ],
    ],
    ['no attendees any more', { attendees: [] }, [['meetingCancelled', ['bernd@hafen.example', outsider]]]],
  ])('%s: who is mailed', async (_, change, expected) => {
    const { id } = await made()
    mails()
    await patch(id, change)
    expect(mails()).toEqual(expected)
  })

  test('arrives in the copy, where personal things and the answer stay until the time changes', async () => {
    const { id } = await made()
    const [copy] = await copies()
    await t.ask('POST', `${berndEvents}/${copy!.id}/accept`, { body: {} })
    await patch(copy!.id, { categories: ['mine'], isReminderOn: false }, berndEvents)
    await patch(id, { subject: 'Signing' })
    expect((await copies())[0]).toMatchObject({
      subject: 'Signing',
      categories: ['mine'],
      isReminderOn: false,
      responseStatus: { response: 'accepted' },
      showAs: 'busy',
    })
    const moved = await patch(id, span('2027-03-05 09:00-10:00'))
    expect(moved.attendees).toMatchObject([
      { status: { response: 'notResponded' } },
      { status: { response: 'notResponded' } },
    ])
    expect((await copies())[0]).toMatchObject({
      start: moved.start,
      responseStatus: { response: 'notResponded' },
      showAs: 'tentative',
    })
  })

  test('of one occurrence arrives there, and a cancelled one stays to be seen as cancelled', async () => {
    await made({ ...meeting, ...series('2027-03-01', { type: 'weekly', daysOfWeek: ['monday'] }) })
    const view = (whose: string) =>
      t.ask('GET', `/v1.0/users/${whose}@hafen.example/calendarView?${march}&$top=50`)
    const [, second, third] = (await view('anna')).json.value as Json[]
    mails()
    await patch(second!.id, { ...span('2027-03-09 15:00-16:00'), subject: 'Moved' })
    await t.ask('DELETE', `${annaEvents}/${third!.id}`)
    expect(mails()).toEqual([
      ['meetingRequest', ['bernd@hafen.example', outsider]],
      ['meetingCancelled', ['bernd@hafen.example', outsider]],
    ])
    const there = (await view('bernd')).json.value
    expect(there.map(({ subject, isCancelled, type }) => [subject, isCancelled, type])).toEqual([
      ['Closing', false, 'occurrence'],
      ['Moved', false, 'exception'],
      ['Canceled: Closing', true, 'exception'],
      ['Closing', false, 'occurrence'],
      ['Closing', false, 'occurrence'],
    ])
    expect(there[1]!.start).toEqual(at('2027-03-09T14:00:00.0000000'))
  })
})

describe('The end of a meeting', () => {
  test.each([
    ['DELETE /events/{id}', (id: string) => t.ask('DELETE', `${annaEvents}/${id}`)],
    [
      'POST /events/{id}/cancel',
      (id: string) => t.ask('POST', `${annaEvents}/${id}/cancel`, { body: { Comment: 'Sorry' } }),
    ],
  ])('%s by the organizer tells every attendee once', async (_, end) => {
    const { id } = await made()
    mails()
    expect((await end(id)).status).toBeLessThan(300)
    expect(mails()).toEqual([['meetingCancelled', ['bernd@hafen.example', outsider]]])
    expect(await copies()).toMatchObject([
      { subject: 'Canceled: Closing', isCancelled: true, showAs: 'free' },
    ])
    expect((await t.ask('GET', `${annaEvents}/${id}`)).status).toBe(404)
  })

  test('DELETE /events/{id} of a series tells those too who were invited to one occurrence only', async () => {
    const { id } = await made({
      ...span('2027-03-01 09:00-10:00'),
      subject: 'Weekly',
      ...series('2027-03-01', { type: 'weekly', daysOfWeek: ['monday'] }),
    })
    const view = await t.ask('GET', `/v1.0/users/anna@hafen.example/calendarView?${march}`)
    await patch(String(view.json.value[1]!.id), { attendees: [attendee('bernd@hafen.example')] })
    expect(mails()).toEqual([['meetingRequest', ['bernd@hafen.example']]])
    expect(await copies()).toMatchObject([
      { subject: 'Weekly', type: 'singleInstance', start: at('2027-03-08T08:00:00.0000000') },
    ])
    await t.ask('DELETE', `${annaEvents}/${id}`)
    expect(mails()).toEqual([['meetingCancelled', ['bernd@hafen.example']]])
    expect(await copies()).toMatchObject([{ subject: 'Canceled: Weekly', isCancelled: true }])
  })

  test('An organizer who is invited under another address is not an attendee of the own meeting', async () => {
    t.anna.mail = 'anna.adler@hafen.example'
    const event = await made({
      ...meeting,
      attendees: [attendee('anna@hafen.example'), attendee('bernd@hafen.example')],
    })
    expect((await t.ask('GET', `${annaEvents}/${event.id}`)).json).toMatchObject({
      isOrganizer: true,
      showAs: 'busy',
    })
  })

  test('DELETE /events/{id} by an attendee concerns nobody else, and cancel is not the attendee’s to use', async () => {
    await made()
    mails()
    const [copy] = await copies()
    const cancelled = await t.ask('POST', `${berndEvents}/${copy!.id}/cancel`, { body: {} })
    expect([cancelled.status, cancelled.json.error.code]).toEqual([400, 'ErrorInvalidRequest'])
    expect((await patch(copy!.id, { subject: 'Mine' }, berndEvents)).subject).toBe('Mine')
    await t.ask('DELETE', `${berndEvents}/${copy!.id}`)
    expect(mails()).toEqual([])
    expect((await t.ask('GET', annaEvents)).json.value).toMatchObject([{ subject: 'Closing' }])
  })

  test('DELETE /calendars/{id} takes its events along and tells their attendees', async () => {
    const { json: team } = await t.ask('POST', '/v1.0/users/anna@hafen.example/calendars', {
      body: { name: 'Team' },
    })
    await t.ask('POST', `/v1.0/users/anna@hafen.example/calendars/${team.id}/events`, { body: meeting })
    mails()
    expect((await t.ask('DELETE', `/v1.0/users/anna@hafen.example/calendars/${team.id}`)).status).toBe(204)
    expect(mails()).toEqual([['meetingCancelled', ['bernd@hafen.example', outsider]]])
    expect(t.anna.mailbox!.events.size).toBe(0)
  })
})

describe('An answer', () => {
  test.each([
    ['accept', 'accepted', 'busy', 'meetingAccepted'],
    ['tentativelyAccept', 'tentativelyAccepted', 'tentative', 'meetingTenativelyAccepted'],
  ])(
    'POST /events/{id}/%s is kept, mailed and seen by the organizer',
    async (action, response, showAs, type) => {
      const { id } = await made()
      mails()
      const [copy] = await copies()
      expect(
        (await t.ask('POST', `${berndEvents}/${copy!.id}/${action}`, { body: { comment: 'Good' } })).status,
      ).toBe(202)
      expect(mails()).toEqual([[type, ['anna@hafen.example']]])
      expect(await copies()).toMatchObject([{ responseStatus: { response }, showAs }])
      const { json } = await t.ask('GET', `${annaEvents}/${id}`)
      expect(json.attendees).toMatchObject([
        { status: { response } },
        { status: { response: 'none' }, type: 'optional' },
      ])
    },
  )

  test('POST /events/{id}/decline takes the event out of the attendee’s calendar, an occurrence alone likewise', async () => {
    const { id } = await made({
      ...meeting,
      ...series('2027-03-01', { type: 'weekly', daysOfWeek: ['monday'] }),
    })
    const view = () => t.ask('GET', `/v1.0/users/bernd@hafen.example/calendarView?${march}`)
    const [first, second] = (await view()).json.value as Json[]
    mails()
    await t.ask('POST', `${berndEvents}/${second!.id}/decline`, { body: { sendResponse: true } })
    expect((await view()).json.value).toHaveLength(4)
    const exceptions = await t.ask('GET', `${annaEvents}/${id}?$expand=exceptionOccurrences`)
    expect(exceptions.json.exceptionOccurrences).toMatchObject([
      { attendees: [{ status: { response: 'declined' } }, {}] },
    ])
    await t.ask('POST', `${berndEvents}/${first!.seriesMasterId}/decline`, { body: {} })
    expect(await copies()).toEqual([])
    expect(mails()).toEqual([
      ['meetingDeclined', ['anna@hafen.example']],
      ['meetingDeclined', ['anna@hafen.example']],
    ])
  })

  test('without sendResponse nobody learns of it', async () => {
    const { id } = await made()
    mails()
    const [copy] = await copies()
    await t.ask('POST', `${berndEvents}/${copy!.id}/accept`, { body: { sendResponse: false } })
    expect(mails()).toEqual([])
    expect((await copies())[0]).toMatchObject({ responseStatus: { response: 'accepted' } })
    expect((await t.ask('GET', `${annaEvents}/${id}`)).json.attendees).toMatchObject([
      { status: { response: 'none' } },
      {},
    ])
  })

  test('may propose another time where the organizer allows it', async () => {
    const { id } = await made()
    const [copy] = await copies()
    const proposedNewTime = {
      Start: { DateTime: '2027-03-02T09:00:00', TimeZone: 'Europe/Berlin' },
      End: { DateTime: '2027-03-02T10:00:00', TimeZone: 'Europe/Berlin' },
    }
    await t.ask('POST', `${berndEvents}/${copy!.id}/tentativelyAccept`, {
      body: { proposedNewTime, sendResponse: 'true' },
    })
    const { json } = await t.ask('GET', `${annaEvents}/${id}`)
    expect((json.attendees as object[])[0]).toMatchObject({
      proposedNewTime: { start: at('2027-03-02T08:00:00.0000000') },
    })
    await patch(id, { allowNewTimeProposals: false })
    for (const body of [{ proposedNewTime }, { proposedNewTime, sendResponse: false }]) {
      expect((await t.ask('POST', `${berndEvents}/${copy!.id}/decline`, { body })).status).toBe(400)
    }
    expect(
      (await t.ask('POST', `${berndEvents}/${copy!.id}/accept`, { body: { proposedNewTime } })).json.error
        .code,
    ).toBe('RequestBodyRead')
  })

  test('is not the organizer’s to give', async () => {
    const { id } = await made()
    const reply = await t.ask('POST', `${annaEvents}/${id}/accept`, { body: {} })
    expect([reply.status, reply.json.error]).toEqual([
      400,
      expect.objectContaining({ code: 'ErrorInvalidRequest', message: expect.stringContaining('organizer') }),
    ])
  })
})

test('Reminders are dismissed and put off', async () => {
  const { id } = await made()
  expect((await t.ask('POST', `${annaEvents}/${id}/dismissReminder`)).status).toBe(200)
  expect(
    (
      await t.ask('POST', `${annaEvents}/${id}/snoozeReminder`, {
        body: { newReminderTime: at('2027-03-01T08:30:00') },
      })
    ).status,
  ).toBe(200)
  expect(
    (await t.ask('POST', `${annaEvents}/${id}/snoozeReminder`, { body: { newReminderTime: 'soon' } })).status,
  ).toBe(400)
})
