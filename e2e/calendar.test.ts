import type { Client } from '@microsoft/microsoft-graph-client'
import type { ShownEvent } from '@tandem/model/api/events.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { apiOf, within } from './api.ts'
import { type Demo, type DemoPlace, startDemo, startedPlace } from './demo.ts'
import { controlOf, microsoftClient } from './microsoft.ts'

let place: DemoPlace
let demo: Demo
let api: ReturnType<typeof apiOf>
let outlook: Client
let control: Awaited<ReturnType<typeof controlOf>>
const address = 'daniel.okafor@harborrealty.example'
const colleague = 'wei.zhang@harborrealty.example'
const mailbox = `/mailboxes/${address}`
const day = 86_400_000

beforeAll(async () => {
  place = await startedPlace()
  demo = await startDemo(place)
  api = apiOf(demo)
  outlook = await microsoftClient(demo)
  control = await controlOf(demo)
})
afterAll(async () => {
  await demo.interrupt()
  await place.remove()
})

test('an event with a reminder made through the API is in the mailbox within a second', async () => {
  await api('POST', `${mailbox}/events`, {
    subject: 'Handover of keys',
    ...tomorrow('Europe/Berlin'),
    isReminderOn: true,
    reminderMinutesBeforeStart: 25,
  })
  const { answer } = await within(1000, 'the event in the mailbox', () => inMailbox('Handover of keys'))
  expect(answer).toMatchObject({ isReminderOn: true, reminderMinutesBeforeStart: 25 })
})

test("an event with a reminder made by Microsoft's own client is in the API within a second", async () => {
  await outlook.api(`/users/${address}/events`).post({
    subject: 'Notary',
    ...tomorrow('Pacific Standard Time'),
    isReminderOn: true,
    reminderMinutesBeforeStart: 40,
  })
  const { answer } = await within(1000, 'the event in the API', () => inTandem('Notary'))
  expect(answer).toMatchObject({ isReminderOn: true, reminderMinutesBeforeStart: 40 })
  expect(answer.start).toMatchObject({ timeZone: 'America/Los_Angeles' })
})

test('a weekly series made in Tandem, one occurrence moved and one cancelled, is the same in the mailbox for two years', async () => {
  const { id } = await api<ShownEvent>('POST', `${mailbox}/events`, weekly('Made in Tandem', 'Europe/Berlin'))
  const dates = await occurrencesHere(id)
  expect(dates.length).toBeGreaterThan(100)
  const moved = wallDay(dates[5]!.originalDate!, 1)
  await edit(id, 'PATCH', dates[5]!.originalDate!, {
    start: { dateTime: `${moved}T16:00:00`, timeZone: 'Europe/Berlin' },
    end: { dateTime: `${moved}T17:30:00`, timeZone: 'Europe/Berlin' },
  })
  await edit(id, 'DELETE', dates[30]!.originalDate!)
  await sameOnBothSides('Made in Tandem', id, dates.length - 1)
})

test('a weekly series made in the mailbox, one occurrence moved and one cancelled, is the same in Tandem for two years', async () => {
  const made = await outlook
    .api(`/users/${address}/events`)
    .post(weekly('Made in Outlook', 'W. Europe Standard Time'))
  const { answer } = await within(3000, 'the series in the API', () => inTandem('Made in Outlook'))
  const dates = await occurrencesHere(answer.id)
  const range = query(window())
  const { value } = await outlook.api(`/users/${address}/events/${made.id}/instances?${range}&$top=200`).get()
  await outlook.api(`/users/${address}/events/${value[7].id}`).patch({
    start: { dateTime: `${value[7].start.dateTime.slice(0, 10)}T05:00:00`, timeZone: 'UTC' },
    end: { dateTime: `${value[7].start.dateTime.slice(0, 10)}T06:00:00`, timeZone: 'UTC' },
  })
  await outlook.api(`/users/${address}/events/${value[41].id}`).delete()
  await within(3000, 'the changes in the API', async () => {
    const { exceptions = [], cancelledDates = [] } = (await inTandem('Made in Outlook')) as ShownEvent & {
      exceptions?: unknown[]
      cancelledDates?: unknown[]
    }
    return exceptions.length === 1 && cancelledDates.length === 1
  })
  await sameOnBothSides('Made in Outlook', answer.id, dates.length - 1)
})

test('editing a meeting mails nobody without a yes and names whom it would; with it exactly the attendees, once', async () => {
  const attendees = [colleague, 'client@outside.example'].map((to) => ({ emailAddress: { address: to } }))
  const meeting = { subject: 'Second viewing', ...tomorrow('Europe/Berlin'), attendees }
  const before = await posts()
  await expect(api('POST', `${mailbox}/events`, meeting)).rejects.toThrow('attendees-would-be-mailed')
  const made = await api<ShownEvent>('POST', `${mailbox}/events`, { ...meeting, notifyAttendees: true })
  await within(3000, 'the invitations', async () => (await posts(before.next)).posts.length === 1)
  expect(new Set((await posts(before.next)).posts[0]!.recipients)).toEqual(
    new Set([colleague, 'client@outside.example']),
  )
  await synced(made.id)

  const quiet = await posts()
  const { version } = await api<ShownEvent>('GET', `${mailbox}/events/${made.id}`)
  const change = { location: { displayName: '12 Harbor Street' } }
  const refused = await api('PATCH', `${mailbox}/events/${made.id}`, change, {
    'if-match': `"${version}"`,
  }).catch((error: Error) => error.message)
  expect(refused).toContain('409')
  expect(refused).toContain(`"attendees":["client@outside.example","${colleague}"]`)
  expect((await posts(quiet.next)).posts).toEqual([])

  const yes = { ...change, notifyAttendees: true }
  await api('PATCH', `${mailbox}/events/${made.id}`, yes, { 'if-match': `"${version}"` })
  await synced(made.id)
  const told = (await posts(quiet.next)).posts
  expect(told.flatMap(({ recipients }) => recipients).sort()).toEqual(['client@outside.example', colleague])
})

test('a task is in the other side’s list within a second, and done there it is done here', async () => {
  const made = await api<{ id: string }>('POST', `${mailbox}/tasks`, {
    title: 'Call the surveyor',
    dueDateTime: { dateTime: `${wallDay(today(), 2)}T00:00:00`, timeZone: 'UTC' },
  })
  const { value: lists } = await outlook.api(`/users/${address}/todo/lists`).get()
  const list = lists.find((one: { wellknownListName: string }) => one.wellknownListName === 'defaultList')
  const tasks = `/users/${address}/todo/lists/${list.id}/tasks`
  const { answer } = await within(1000, 'the task in the mailbox', async () => {
    const { value } = await outlook.api(`${tasks}?$top=100`).get()
    return value.find((one: { title: string }) => one.title === 'Call the surveyor')
  })
  await outlook.api(`${tasks}/${answer.id}`).patch({ status: 'completed' })
  await within(3000, 'the task done in the API', async () => {
    const { status } = await api<{ status?: string }>('GET', `${mailbox}/tasks/${made.id}`)
    return status === 'completed'
  })
})

interface Shown {
  eventId: string
  originalDate?: string
  start: string
  end: string
}

/** From yesterday on for two years. */
function window() {
  const from = Date.parse(today()) - day
  return { from: new Date(from).toISOString(), to: new Date(from + 730 * day).toISOString() }
}

async function occurrencesHere(id: string): Promise<Shown[]> {
  const { from, to } = window()
  const { items } = await api<{ items: Shown[] }>('GET', `${mailbox}/calendar?from=${from}&to=${to}`)
  return items.filter(({ eventId }) => eventId === id)
}

async function sameOnBothSides(subject: string, id: string, count: number): Promise<void> {
  await within(5000, `“${subject}” alike on both sides`, async () => {
    const here = (await occurrencesHere(id)).map(({ start, end }) => `${at(start)} ${at(end)}`).sort()
    const there = (await occurrencesThere(subject)).sort()
    return here.length === count && JSON.stringify(here) === JSON.stringify(there)
  })
}

async function occurrencesThere(subject: string): Promise<string[]> {
  const all: { subject: string; start: { dateTime: string }; end: { dateTime: string } }[] = []
  const first = `/users/${address}/calendarView?${query(window())}&$select=subject,start,end&$top=500`
  for (let next: string | undefined = first; next; ) {
    const page: { value: typeof all; '@odata.nextLink'?: string } = await outlook.api(next).get()
    all.push(...page.value)
    next = page['@odata.nextLink']
  }
  return all
    .filter((one) => one.subject === subject)
    .map(({ start, end }) => `${at(`${start.dateTime}Z`)} ${at(`${end.dateTime}Z`)}`)
}

function at(moment: string): string {
  return new Date(moment).toISOString()
}

function query({ from, to }: { from: string; to: string }): string {
  return `startDateTime=${from}&endDateTime=${to}`
}

function weekly(subject: string, timeZone: string) {
  const startDate = today()
  const name = new Date(startDate)
    .toLocaleDateString('en', { weekday: 'long', timeZone: 'UTC' })
    .toLowerCase()
  return {
    subject,
    start: { dateTime: `${startDate}T09:00:00`, timeZone },
    end: { dateTime: `${startDate}T10:00:00`, timeZone },
    recurrence: {
      pattern: { type: 'weekly', interval: 1, daysOfWeek: [name] },
      range: { type: 'noEnd', startDate },
    },
  }
}

function tomorrow(timeZone: string) {
  const date = wallDay(today(), 1)
  return {
    start: { dateTime: `${date}T09:00:00`, timeZone },
    end: { dateTime: `${date}T09:30:00`, timeZone },
  }
}

function today(): string {
  return new Date().toISOString().slice(0, 10)
}

function wallDay(date: string, later: number): string {
  return new Date(Date.parse(date) + later * day).toISOString().slice(0, 10)
}

async function edit(id: string, method: 'PATCH' | 'DELETE', date: string, body?: object): Promise<void> {
  const { version } = await api<ShownEvent>('GET', `${mailbox}/events/${id}`)
  await api(method, `${mailbox}/events/${id}/occurrences/${date}`, body, { 'if-match': `"${version}"` })
}

async function inTandem(subject: string): Promise<(ShownEvent & { id: string }) | undefined> {
  const { items } = await api<{ items: ShownEvent[] }>(
    'GET',
    `${mailbox}/events?search=${encodeURIComponent(subject)}`,
  )
  return items.find((item) => item.subject === subject)
}

async function inMailbox(subject: string) {
  const { value } = await outlook.api(`/users/${address}/events?$top=200`).get()
  return value.find((one: { subject: string }) => one.subject === subject)
}

async function synced(id: string): Promise<void> {
  await within(5000, 'the edit taken by the mailbox', async () => {
    const { syncState } = await api<ShownEvent>('GET', `${mailbox}/events/${id}`)
    return syncState === 'synced'
  })
}

interface Posts {
  posts: { recipients: string[]; subject: string }[]
  next: string | number
}

async function posts(since?: Posts['next']): Promise<Posts> {
  return await control<Posts>('GET', `/posts${since === undefined ? '' : `?since=${since}`}`)
}
