import type { ContactFields } from '@tandem/model/contact.ts'
import type { EventContent } from '@tandem/model/event.ts'
import type { TaskContent } from '@tandem/model/task.ts'
import { readEventChange, readNewEvent } from '../../emulator/src/graph/event-body.ts'
import { readTaskChange } from '../../emulator/src/graph/task-body.ts'
import { createCalendar, findByICalUId, findEvent } from '../../emulator/src/tenant/calendar.ts'
import type { CalendarEvent } from '../../emulator/src/tenant/calendar-types.ts'
import {
  createContact,
  createContactFolder,
  deleteContact,
  findContact,
  mailboxOf,
  updateContact,
} from '../../emulator/src/tenant/mailbox.ts'
import { addEvent, editEvent, removeEvent } from '../../emulator/src/tenant/meetings.ts'
import { instanceAt, wholeOf } from '../../emulator/src/tenant/occurrences.ts'
import { dayNumber } from '../../emulator/src/tenant/recurrence.ts'
import { createTask, deleteTask, updateTask } from '../../emulator/src/tenant/todo.ts'
import { createTodoList, findTask } from '../../emulator/src/tenant/todo-lists.ts'
import type { Tenant, User } from '../../emulator/src/tenant/types.ts'
import type { World } from '../../emulator/src/tenant/world.ts'
import { customZone } from '../../emulator/src/tenant/zones.ts'
import type { Hand } from '../src/providers/conformance/bench.ts'

/** Somebody at work in an emulated mailbox, past the wire. */
export interface Worker {
  world: World
  tenant: Tenant
  user: User
}

/** What a person does in the mailbox itself, for each kind of items. */
export function handsOf(worker: Worker) {
  return { contacts: contactHand(worker), events: eventHand(worker), tasks: taskHand(worker) }
}

/** `organizer` invites `attendee`; the id of the meeting in the attendee's calendar. */
export function invite(organizer: Worker, attendee: User, meeting: EventContent): string {
  const attendees = [{ emailAddress: { name: attendee.displayName, address: attendee.mail } }]
  const { defaultCalendarId } = mailboxOf(organizer.user)
  const { world, tenant, user } = organizer
  const made = addEvent(world, tenant, user, defaultCalendarId, readNewEvent({ ...meeting, attendees }))
  return findByICalUId(mailboxOf(attendee), made.iCalUId)!.immutableId
}

function contactHand({ world, tenant, user }: Worker): Hand<ContactFields> {
  const mailbox = mailboxOf(user)
  const contact = (ref: string) => findContact(mailbox, ref)!
  return {
    create: async (fields, options = {}) => {
      const folder = options.folder ?? mailbox.defaultContactFolderId
      const extended: Record<string, string> = options.private ? { 'Integer 0x36': '2' } : {}
      return createContact(world, tenant, user, folder, fields, extended).immutableId
    },
    edit: async (ref, changes) => void updateContact(world, tenant, user, contact(ref), changes),
    delete: async (ref) => deleteContact(world, tenant, user, contact(ref)),
    addFolder: async (name) => createContactFolder(world, tenant, user, name).id,
  }
}

function eventHand({ world, tenant, user }: Worker): Hand<EventContent> {
  const mailbox = mailboxOf(user)
  const event = (ref: string) => findEvent(mailbox, ref)!.event
  const writeDays = (
    master: CalendarEvent,
    { exceptions = [], cancelledDates = [] }: Partial<EventContent>,
  ) => {
    for (const { originalDate, ...fields } of exceptions) {
      const item = instanceAt(master, dayNumber(originalDate))!
      editEvent(world, tenant, user, item, readEventChange(fields, item))
    }
    for (const date of cancelledDates) {
      const item = instanceAt(master, dayNumber(date))
      if (item) removeEvent(world, tenant, user, item)
    }
  }
  return {
    create: async ({ exceptions, cancelledDates, ...fields }, options = {}) => {
      const calendar = options.folder ?? mailbox.defaultCalendarId
      const isCustom = fields.start.timeZone === customZone
      const body = {
        ...fields,
        ...(isCustom && { start: inUtc(fields.start), end: inUtc(fields.end) }),
        ...(options.private && { sensitivity: 'private' }),
      }
      const made = addEvent(world, tenant, user, calendar, readNewEvent(body))
      // A zone of the item's own, which the service cannot name: nobody can write one over Graph.
      if (isCustom) for (const stamp of [made.start, made.end]) stamp.timeZone = customZone
      writeDays(made, { exceptions, cancelledDates })
      return made.immutableId
    },
    edit: async (ref, { exceptions, cancelledDates, ...changes }) => {
      const item = wholeOf(event(ref))
      if (Object.keys(changes).length > 0)
        editEvent(world, tenant, user, item, readEventChange(changes, item))
      writeDays(item.event, { exceptions, cancelledDates })
    },
    delete: async (ref) => removeEvent(world, tenant, user, wholeOf(event(ref))),
    addFolder: async (name) => createCalendar(world, tenant, user, mailbox, { name }).id,
  }
}

/** A task's reference is that of its list and its own together, as the provider has it. */
function taskHand({ world, tenant, user }: Worker): Hand<TaskContent> {
  const mailbox = mailboxOf(user)
  const defaultList = [...mailbox.todoLists.values()].find(
    (list) => list.wellknownListName === 'defaultList',
  )!
  const task = (ref: string) => findTask(mailbox, ref.split('|')[1] ?? '')!
  return {
    create: async (fields, options = {}) => {
      const list = options.folder ?? defaultList.id
      const { id } = createTask(world, tenant, user, list, readTaskChange(fields))
      return `${list}|${id}`
    },
    edit: async (ref, changes) => void updateTask(world, tenant, user, task(ref), readTaskChange(changes)),
    delete: async (ref) => deleteTask(world, tenant, user, task(ref)),
    addFolder: async (name) => createTodoList(world, tenant, user, mailbox, name).id,
  }
}

function inUtc({ dateTime }: { dateTime: string }) {
  return { dateTime, timeZone: 'UTC' }
}
