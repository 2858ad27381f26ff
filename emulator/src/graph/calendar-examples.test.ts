/** The published examples of calendars, events and To Do, replayed: status, content type, every shown property with the same JSON type. */
import { describe, expect, test } from 'vitest'
import { hasReference } from './csdl-check.ts'
import { at, calendarTenant, span } from './test-calendar.ts'
import { type Example, missing, publishedExamples } from './test-examples.ts'
import type { Json, TestTenant } from './test-tenant.ts'

/** What stands ready before an example: its ids. */
interface Ready {
  event: string
  invitation: string
  list: string
  task: string
  link: string
  deltaLink: string
  taskLink: string
}

const day = 'startDateTime=2027-03-01T00:00:00Z&endDateTime=2027-04-01T00:00:00Z'

/** Which examples are replayed, and where their placeholders lead. */
const covered: Record<string, (ready: Ready) => string> = {
  'calendar-get#1': () => '/me/calendar',
  'calendar-list-calendarview#1': () => `/me/calendar/calendarView?${day}`,
  'calendar-list-events#1': () => '/me/calendar/events',
  'user-list-calendars#1': () => '/me/calendars',
  'user-post-calendars#1': () => '/me/calendars',
  'user-list-calendarview#1': () => `/me/calendarView?${day}`,
  'event-get#1': ({ event }) =>
    `/me/events/${event}?$select=subject,body,bodyPreview,organizer,attendees,start,end,location,hideAttendees`,
  'event-get#2': ({ event }) =>
    `/me/events/${event}?$select=subject,body,bodyPreview,organizer,attendees,start,end,location,locations`,
  'event-update#1': ({ event }) => `/me/events/${event}`,
  'event-delete#1': ({ event }) => `/me/events/${event}`,
  'event-accept#1': ({ invitation }) => `/me/events/${invitation}/accept`,
  'event-delta#1': () => `/me/calendarView/delta?${day}`,
  'delta-query-events#2': () => `/me/calendarView/delta?${day}`,
  'delta-query-events#5': ({ deltaLink }) => deltaLink,
  'outlook-calendar-meeting-proposals#1': () => '/me/events',
  'outlook-calendar-meeting-proposals#2': ({ invitation }) => `/me/events/${invitation}/tentativelyAccept`,
  'outlook-calendar-meeting-proposals#4': ({ event }) =>
    `/me/events/${event}?$select=subject,allowNewTimeProposals,start,end,attendees,organizer`,
  'outlook-calendar-meeting-proposals#5': ({ event }) => `/me/events/${event}`,
  'todo-list-lists#1': () => '/me/todo/lists',
  'todotasklist-update#1': ({ list }) => `/me/todo/lists/${list}`,
  'todotasklist-delta#1': () => '/me/todo/lists/delta',
  'todotasklist-list-tasks#1': ({ list }) => `/me/todo/lists/${list}/tasks`,
  'todotasklist-post-tasks#1': ({ list }) => `/me/todo/lists/${list}/tasks`,
  'todotask-get#1': ({ list, task }) => `/me/todo/lists/${list}/tasks/${task}`,
  'todotask-delta#1': ({ taskLink }) => taskLink,
  'todotask-list-linkedresources#1': ({ list, task }) =>
    `/me/todo/lists/${list}/tasks/${task}/linkedResources`,
  'linkedresource-get#1': ({ list, task, link }) =>
    `/me/todo/lists/${list}/tasks/${task}/linkedResources/${link}`,
  'linkedresource-delete#1': ({ list, task, link }) =>
    `/me/todo/lists/${list}/tasks/${task}/linkedResources/${link}`,
}

/** Differences that are meant, each with its reason; `…` stands for any example. */
const meant: Record<string, string> = {
  '….@odata.id': 'the service answers with minimal metadata, which has no ids of this kind',
  '….@odata.type': 'pages of one type do not name it in minimal metadata',
  '….linkedResources@odata.context': 'contexts within an answer are those of its own',
  '….uid': 'not in the model; iCalUId is there',
  'event-update#1.onlineMeeting.conferenceId': 'tenants without audio conferencing have no numbers to dial',
  'event-update#1.onlineMeeting.tollNumber': 'as the line above',
  'event-get#1.locations': 'the example does not select it',
  'todotasklist-delta#1.@odata.deltaLink':
    'three lists do not fit on the page of two that the example asks for',
  'linkedresource-get#1.value': 'an entity is not wrapped; the model says so',
}

function isMeant(problem: string): boolean {
  const at = problem.replace(/ is (missing|no array|undefined, not \w+)$/, '')
  return Object.keys(meant).some((path) => (path.startsWith('…') ? at.endsWith(path.slice(1)) : at === path))
}

describe.skipIf(!hasReference)('Published examples', () => {
  const examples = hasReference ? publishedExamples() : new Map<string, Example>()

  test.each(Object.keys(covered))('%s', async (name) => {
    const { request, response } = examples.get(name) as Example
    const t = exampleTenant()
    const ready = await prepare(t)
    const path = covered[name]!(ready)
    const body = request.body_json
    const headers = headersOf(request)
    const url = path.startsWith('https:') ? path : `/v1.0${path}`
    const reply = await t.ask(request.method, url, body === null ? { headers } : { body, headers })
    expect(reply.status).toBe(response.status)
    if (response.body_json === null) return
    expect(reply.headers['content-type']).toMatch(/^application\/json/)
    expect(missing(response.body_json, reply.json, name).filter((problem) => !isMeant(problem))).toEqual([])
  })
})

function headersOf(
  request: Example['request'] & { headers?: Record<string, string> },
): Record<string, string> {
  const prefer = request.headers?.Prefer
  return prefer === undefined ? {} : { prefer }
}

/** A person who signed in, since the examples speak of `me`. */
function exampleTenant(): TestTenant {
  const t = calendarTenant()
  Object.assign(t.claims, {
    scp: 'Calendars.ReadWrite Tasks.ReadWrite',
    roles: [],
    oid: t.anna.id,
    idtyp: 'user',
  })
  return t
}

async function prepare(t: TestTenant): Promise<Ready> {
  const meeting = {
    subject: 'Lunch',
    ...span('2027-03-01 09:00-10:00'),
    isOnlineMeeting: true,
    location: {
      displayName: "Harry's Bar",
      address: { city: 'Hamburg' },
      coordinates: { latitude: 53.5, longitude: 10 },
    },
    body: { contentType: 'html', content: '<p>Does noon work?</p>' },
  }
  const make = async (path: string, body: object) => (await t.ask('POST', `/v1.0/me/${path}`, { body })).json
  const event = await make('events', {
    ...meeting,
    attendees: [{ emailAddress: { address: 'bernd@hafen.example' } }],
  })
  const invitation = await invited(t, meeting)
  await propose(t)
  const round = (
    await t.ask('GET', `/v1.0/me/calendarView/delta?${day}`, { headers: { prefer: 'odata.maxpagesize=50' } })
  ).json
  const gone = await make('events', { subject: 'Gone', ...span('2027-03-02 09:00-10:00') })
  const between = (await t.ask('GET', round['@odata.deltaLink']!)).json
  await t.ask('DELETE', `/v1.0/me/events/${gone.id}`)
  await make('events', meeting)
  const list = await make('todo/lists', { displayName: 'Holidays' })
  const tasks = `todo/lists/${list.id}/tasks`
  const empty = (await t.ask('GET', `/v1.0/me/${tasks}/delta`)).json
  const link = {
    webUrl: 'https://microsoft.com',
    applicationName: 'Microsoft',
    displayName: 'Microsoft',
    externalId: 'x',
  }
  const task = await make(tasks, { title: 'Shop', dueDateTime: at('2027-03-01'), linkedResources: [link] })
  return {
    event: event.id,
    invitation,
    list: list.id,
    task: task.id,
    link: (task.linkedResources as Json[])[0]!.id,
    deltaLink: between['@odata.deltaLink']!,
    taskLink: empty['@odata.deltaLink']!,
  }
}

/** Bernd invites Anna. */
async function invited(t: TestTenant, meeting: object): Promise<string> {
  await as(t, t.bernd.id, () =>
    t.ask('POST', '/v1.0/me/events', {
      body: {
        ...meeting,
        subject: 'From Bernd',
        attendees: [{ emailAddress: { address: 'anna@hafen.example' } }],
      },
    }),
  )
  const { json } = await t.ask('GET', '/v1.0/me/events?$filter=isOrganizer eq false')
  return json.value[0]!.id as string
}

/** Bernd proposes another time for Anna's meeting. */
async function propose(t: TestTenant): Promise<void> {
  await as(t, t.bernd.id, async () => {
    const { json } = await t.ask('GET', '/v1.0/me/events?$filter=isOrganizer eq false')
    const proposedNewTime = span('2027-03-02 09:00-10:00')
    await t.ask('POST', `/v1.0/me/events/${json.value[0]!.id}/tentativelyAccept`, {
      body: { proposedNewTime },
    })
  })
}

async function as(t: TestTenant, oid: string, act: () => Promise<unknown>): Promise<void> {
  Object.assign(t.claims, { oid })
  await act()
  Object.assign(t.claims, { oid: t.anna.id })
}
