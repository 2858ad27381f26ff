import { z } from 'zod'
import { readEventChange, readNewEvent } from '../graph/event-body.ts'
import { readNewTask, readTaskChange } from '../graph/task-body.ts'
import { findCalendar, findEvent } from '../tenant/calendar.ts'
import { addEvent, editEvent, removeEvent } from '../tenant/meetings.ts'
import { type EventItem, exceptionsOf, instanceAt, wholeOf } from '../tenant/occurrences.ts'
import { postedMails } from '../tenant/post.ts'
import { respondTo } from '../tenant/responses.ts'
import { createTask, deleteTask, updateTask } from '../tenant/todo.ts'
import { findTask, findTodoList } from '../tenant/todo-lists.ts'
import type { Mailbox } from '../tenant/types.ts'
import { type ControlCall, ControlRefused, type ControlRoute, mailboxOf, withBody } from './route.ts'
import { fillCalendar, inCustomZone, resolveDates } from './seed-calendar.ts'

const fields = z.record(z.string(), z.unknown())
const newEvent = z.strictObject({
  event: fields,
  calendarId: z.string().optional(),
  customZone: z.string().optional(),
})
const answer = z.strictObject({
  response: z.enum(['accepted', 'tentativelyAccepted', 'declined']),
  comment: z.string().optional(),
  sendResponse: z.boolean().default(true),
})
const filling = z.strictObject({
  events: z.number().int().min(0).max(100_000).default(0),
  tasks: z.number().int().min(0).max(100_000).default(0),
  seed: z.number().int().default(1),
  calendarId: z.string().optional(),
})

const events = '/mailboxes/{address}/events'
const tasks = '/mailboxes/{address}/tasks'

/** Calls that do in a calendar and in To Do what a mailbox's person would do in Outlook; meetings are mailed. */
export const calendarRoutes: ControlRoute[] = [
  { method: 'GET', path: events, run: (call) => page(call, 'events', mailboxOf(call).mailbox.events) },
  { method: 'GET', path: `${events}/{event}`, run: (call) => shownItem(itemOf(call)) },
  withBody('POST', events, newEvent, (call) => {
    const { tenant, user, mailbox } = mailboxOf(call)
    const { calendarId, customZone } = call.body
    const body = resolveDates(call.world, call.body.event)
    const draft = customZone === undefined ? readNewEvent(body) : inCustomZone(body, customZone)
    return addEvent(call.world, tenant, user, calendarIn(mailbox, calendarId), draft)
  }),
  withBody('PATCH', `${events}/{event}`, z.strictObject({ event: fields }), (call) => {
    const { tenant, user } = mailboxOf(call)
    const item = itemOf(call)
    const change = readEventChange(resolveDates(call.world, call.body.event), item)
    editEvent(call.world, tenant, user, item, change)
    return shownItem(itemOf(call))
  }),
  {
    method: 'DELETE',
    path: `${events}/{event}`,
    run: (call) => {
      const { tenant, user } = mailboxOf(call)
      removeEvent(call.world, tenant, user, itemOf(call))
    },
  },
  withBody('POST', `${events}/{event}/answer`, answer, (call) => {
    const { tenant, user } = mailboxOf(call)
    const item = itemOf(call)
    if (item.event.isOrganizer) throw new ControlRefused(400, 'The organizer does not answer.')
    respondTo(call.world, tenant, user, item, call.body)
    return { response: call.body.response }
  }),
  { method: 'GET', path: tasks, run: (call) => page(call, 'tasks', mailboxOf(call).mailbox.tasks) },
  withBody(
    'POST',
    tasks,
    z.strictObject({ task: fields, listId: z.string().default('defaultList') }),
    (call) => {
      const { tenant, user, mailbox } = mailboxOf(call)
      const list = findTodoList(mailbox, call.body.listId)
      if (list === undefined) throw new ControlRefused(404, `There is no list ${call.body.listId}.`)
      const draft = readNewTask(call.world, resolveDates(call.world, call.body.task))
      return createTask(call.world, tenant, user, list.id, draft)
    },
  ),
  withBody('PATCH', `${tasks}/{task}`, z.strictObject({ task: fields }), (call) => {
    const { tenant, user } = mailboxOf(call)
    const change = readTaskChange(resolveDates(call.world, call.body.task))
    return updateTask(call.world, tenant, user, taskOf(call), change)
  }),
  {
    method: 'DELETE',
    path: `${tasks}/{task}`,
    run: (call) => {
      const { tenant, user } = mailboxOf(call)
      deleteTask(call.world, tenant, user, taskOf(call))
    },
  },
  withBody('POST', '/mailboxes/{address}/fill-calendar', filling, (call) => {
    const { tenant, user, mailbox } = mailboxOf(call)
    const calendarId = calendarIn(mailbox, call.body.calendarId)
    fillCalendar(call.world, tenant, user, { ...call.body, calendarId }, call.body.seed)
    return { events: mailbox.events.size, tasks: mailbox.tasks.size }
  }),
  { method: 'GET', path: '/posts', run: posts },
]

/** What was handed to the transport, and how often each address was mailed. */
function posts({ world, query }: ControlCall): unknown {
  const since = Number(query.get('since') ?? 0)
  const type = query.get('type')
  const found = postedMails(world)
    .slice(since)
    .filter((mail) => type === null || mail.meeting?.type === type)
  const counts: Record<string, number> = {}
  for (const { recipients } of found) {
    for (const recipient of recipients) counts[recipient] = (counts[recipient] ?? 0) + 1
  }
  return { next: postedMails(world).length, counts, posts: found }
}

function page(call: ControlCall, name: string, all: Map<string, unknown>): unknown {
  const [skip, top] = [Number(call.query.get('skip') ?? 0), Number(call.query.get('top') ?? 1000)]
  return { count: all.size, [name]: [...all.values()].slice(skip, skip + top) }
}

function itemOf(call: ControlCall): EventItem {
  const found = findEvent(mailboxOf(call).mailbox, call.params.event ?? '')
  const item = found && (found.day === undefined ? wholeOf(found.event) : instanceAt(found.event, found.day))
  if (item === undefined) throw new ControlRefused(404, `There is no event ${call.params.event}.`)
  return item
}

/** As stored: of an occurrence its master, with its own times beside it. */
function shownItem({ event, day, start, end, type }: EventItem): unknown {
  return {
    ...event,
    occurrence: day === undefined ? null : { type, start, end },
    exceptions: exceptionsOf(event).length,
  }
}

function calendarIn(mailbox: Mailbox, id: string | undefined): string {
  const calendar = findCalendar(mailbox, id)
  if (calendar === undefined) throw new ControlRefused(404, `There is no calendar ${id}.`)
  return calendar.id
}

function taskOf(call: ControlCall) {
  const task = findTask(mailboxOf(call).mailbox, call.params.task ?? '')
  if (task === undefined) throw new ControlRefused(404, `There is no task ${call.params.task}.`)
  return task
}
