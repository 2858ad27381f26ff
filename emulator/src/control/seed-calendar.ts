import { readEventChange, readNewEvent } from '../graph/event-body.ts'
import { readNewTask } from '../graph/task-body.ts'
import { calendarsOf, createCalendar } from '../tenant/calendar.ts'
import type { CalendarEvent, Recurrence, Stamp } from '../tenant/calendar-types.ts'
import { cancelOccurrence, changeOccurrence, createEvent, type EventDraft } from '../tenant/events.ts'
import { findMeeting, peerOf, putIntoCalendars } from '../tenant/meeting-mail.ts'
import { othersOf } from '../tenant/meetings.ts'
import { type EventItem, instanceAt, wholeOf } from '../tenant/occurrences.ts'
import { dateOf, dayNumber } from '../tenant/recurrence.ts'
import { recordAnswer } from '../tenant/responses.ts'
import { createTask } from '../tenant/todo.ts'
import { createTodoList } from '../tenant/todo-lists.ts'
import type { TodoTask } from '../tenant/todo-types.ts'
import type { Mailbox, Tenant, User } from '../tenant/types.ts'
import type { World } from '../tenant/world.ts'
import { customZone, zoneOf } from '../tenant/zones.ts'
import { generateEvent, generateTask } from './generate-event.ts'
import { SeedRefused } from './seed-refused.ts'
import type { SeedEvent, SeedTask } from './seed-schema.ts'

/** What a seed says of a person's calendar and tasks. */
export interface SeedCalendar {
  events: SeedEvent[]
  generatedEvents: number
  tasks: SeedTask[]
  generatedTasks: number
}

/** Fills a person's calendar and lists of tasks; nobody is mailed. */
export function seedCalendar(
  world: World,
  tenant: Tenant,
  user: User,
  given: SeedCalendar,
  seed: number,
): void {
  if (user.mailbox === undefined) return
  for (const event of given.events) seedEvent(world, tenant, user, event)
  for (const task of given.tasks) seedTask(world, tenant, user, task)
  fillCalendar(world, tenant, user, { events: given.generatedEvents, tasks: given.generatedTasks }, seed)
}

/** Adds an event as its organizer would; what is wrong with it is refused as the service refuses it. */
export function seedEvent(world: World, tenant: Tenant, user: User, given: SeedEvent): CalendarEvent {
  const mailbox = mailboxFor(user)
  const { event: body, calendar, customZone: zone, occurrences, answers } = resolveDates(world, given)
  const draft = zone === undefined ? readNewEvent(body) : inCustomZone(body, zone)
  const target =
    calendar === undefined ? mailbox.defaultCalendarId : namedCalendar(world, tenant, user, mailbox, calendar)
  const event = createEvent(world, tenant, user, target, draft)
  for (const { date, cancelled, event: change } of occurrences) {
    const item = occurrenceOn(event, date)
    const day = item.day as number
    if (cancelled) cancelOccurrence(world, tenant, user, event, day)
    else changeOccurrence(world, tenant, user, event, day, readEventChange(change, item))
  }
  putIntoCalendars(world, wholeOf(event), othersOf(wholeOf(event)), false)
  for (const [address, response] of Object.entries(answers)) {
    const peer = peerOf(world, address)
    const copy = peer && findMeeting(peer.mailbox, event.iCalUId)
    if (peer === undefined || copy === undefined) throw new SeedRefused(`${address} is not invited`)
    recordAnswer(world, peer.tenant, peer.user, wholeOf(copy.event), { response })
  }
  return event
}

/** Adds a task. */
export function seedTask(world: World, tenant: Tenant, user: User, given: SeedTask): TodoTask {
  const mailbox = mailboxFor(user)
  const { task, list: name } = resolveDates(world, given)
  const known = [...mailbox.todoLists.values()].find(({ displayName, wellknownListName, deleted }) =>
    name === undefined ? wellknownListName === 'defaultList' : displayName === name && !deleted,
  )
  const list = known ?? createTodoList(world, tenant, user, mailbox, name ?? 'Tasks')
  return createTask(world, tenant, user, list.id, readNewTask(world, task))
}

/** Adds so many invented events and tasks around the world's today. */
export function fillCalendar(
  world: World,
  tenant: Tenant,
  user: User,
  { events, tasks, calendarId }: { events: number; tasks: number; calendarId?: string },
  seed: number,
): void {
  const mailbox = mailboxFor(user)
  const today = todayOf(world)
  for (let at = 0; at < events; at += 1) {
    const draft = readNewEvent(generateEvent(seed, at, today))
    createEvent(world, tenant, user, calendarId ?? mailbox.defaultCalendarId, draft)
  }
  for (let at = 0; at < tasks; at += 1) {
    seedTask(world, tenant, user, { task: generateTask(seed, at, today) })
  }
}

/** The same value with the dates that its texts name: `{today+3}`, `{monday-1}`, `{tuesday+1}`. */
export function resolveDates<T>(world: World, value: T): T {
  const today = todayOf(world)
  // 1970-01-01 was a Thursday.
  const monday = today - ((today + 3) % 7)
  const days = { today, monday, tuesday: monday + 1 }
  const text = JSON.stringify(value).replace(
    /\{(today|monday|tuesday)([+-]\d+)?\}/g,
    (_, from: keyof typeof days, shift = '0') =>
      dateOf(days[from] + Number(shift) * (from === 'today' ? 1 : 7)),
  )
  return JSON.parse(text) as T
}

/** An event as it comes from a program whose zone has no name: the clock goes by `zone`, the name tells nothing. */
export function inCustomZone(body: Record<string, unknown>, zone: string): EventDraft {
  if (zoneOf(zone) === undefined) throw new SeedRefused(`There is no time zone ${zone}.`)
  const timed = (value: unknown) => ({ ...(value as object), timeZone: zone })
  const draft = readNewEvent({ ...body, start: timed(body.start), end: timed(body.end) })
  const unnamed = (stamp: Stamp): Stamp => ({ ...stamp, timeZone: customZone })
  const { recurrence } = draft
  return {
    ...draft,
    start: unnamed(draft.start),
    end: unnamed(draft.end),
    ...(recurrence && { recurrence: unnamedRecurrence(recurrence) }),
  }
}

function unnamedRecurrence({ pattern, range }: Recurrence): Recurrence {
  return { pattern, range: { ...range, recurrenceTimeZone: customZone } }
}

function occurrenceOn(event: CalendarEvent, date: string): EventItem {
  const item = instanceAt(event, dayNumber(date))
  if (item === undefined) throw new SeedRefused(`The series has no occurrence on ${date}.`)
  return item
}

function namedCalendar(world: World, tenant: Tenant, user: User, mailbox: Mailbox, name: string): string {
  const known = calendarsOf(mailbox).find((calendar) => calendar.name === name)
  return (known ?? createCalendar(world, tenant, user, mailbox, { name })).id
}

function mailboxFor(user: User): Mailbox {
  if (user.mailbox === undefined) throw new SeedRefused(`${user.userPrincipalName} has no mailbox`)
  return user.mailbox
}

function todayOf(world: World): number {
  return dayNumber(new Date(world.clock.now()).toISOString())
}
