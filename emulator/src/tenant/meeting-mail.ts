/** Messages about meetings, and what they do in the calendars in which they arrive. */
import { findByICalUId } from './calendar.ts'
import type { Attendee, CalendarEvent } from './calendar-types.ts'
import { findUser } from './directory.ts'
import { changeOccurrence, createEvent, type EventChange, noTime, updateEvent } from './events.ts'
import { occurrenceId } from './item-ids.ts'
import { type EventItem, fieldsOf, iCalUIdOf } from './occurrences.ts'
import { type Mail, type MeetingMail, postMail } from './post.ts'
import { dayNumber } from './recurrence.ts'
import type { Mailbox, Tenant, User } from './types.ts'
import type { World } from './world.ts'

/** What of an organizer's event is nobody else's business. */
const kept = ['isReminderOn', 'reminderMinutesBeforeStart', 'categories', 'showAs', 'transactionId']

/** Somebody in the world with a mailbox. */
export interface Peer {
  tenant: Tenant
  user: User
  mailbox: Mailbox
}

/** Invites, or tells of a change; it is one message to all of them. */
export function tellInvited(
  world: World,
  tenant: Tenant,
  organizer: User,
  item: EventItem,
  attendees: Attendee[],
  isMoved: boolean,
): void {
  if (attendees.length === 0) return
  putIntoCalendars(world, item, attendees, isMoved)
  const { subject = '', body } = fieldsOf(item)
  post(world, tenant, organizer, item, attendees, {
    type: 'meetingRequest',
    subject: String(subject),
    body: (body ?? { contentType: 'text', content: '' }) as Mail['body'],
  })
}

/** What an invitation does in the calendars of those attendees who live in this world; nobody is mailed. */
export function putIntoCalendars(
  world: World,
  item: EventItem,
  attendees: Attendee[],
  isMoved: boolean,
): void {
  for (const { emailAddress } of attendees) {
    const peer = peerOf(world, emailAddress.address)
    if (peer) receive(world, peer, item, isMoved)
  }
}

/** Tells that a meeting will not be, or not for these. */
export function tellCancelled(
  world: World,
  tenant: Tenant,
  organizer: User,
  item: EventItem,
  attendees: Attendee[],
  comment = '',
): void {
  if (attendees.length === 0) return
  const subject = `Canceled: ${String(fieldsOf(item).subject ?? '')}`
  const change: EventChange = { isCancelled: true, fields: { subject, showAs: 'free' } }
  for (const { emailAddress } of attendees) {
    const peer = peerOf(world, emailAddress.address)
    const copy = peer && findMeeting(peer.mailbox, iCalUIdOf(item))
    if (peer === undefined || copy === undefined || copy.event.isOrganizer) continue
    const { event, day } = copy
    if (day === undefined) updateEvent(world, peer.tenant, peer.user, event, change)
    else if (!event.overrides[day]?.cancelled)
      changeOccurrence(world, peer.tenant, peer.user, event, day, change)
  }
  const body = { contentType: 'text' as const, content: comment }
  post(world, tenant, organizer, item, attendees, { type: 'meetingCancelled', subject, body })
}

/** The person of this address, in whichever tenant. */
export function peerOf(world: World, address: string): Peer | undefined {
  for (const tenant of world.tenants.values()) {
    const user = findUser(tenant, address)
    if (user?.mailbox) return { tenant, user, mailbox: user.mailbox }
  }
  return undefined
}

/** The event that a meeting's identifier means in a mailbox: itself, or the occurrence of a series on the date in the identifier. */
export function findMeeting(
  mailbox: Mailbox,
  iCalUId: string,
): { event: CalendarEvent; day?: number } | undefined {
  const exact = findByICalUId(mailbox, iCalUId)
  if (exact) return { event: exact }
  const date = iCalUId.slice(32, 40)
  const event =
    date === '00000000'
      ? undefined
      : findByICalUId(mailbox, `${iCalUId.slice(0, 32)}00000000${iCalUId.slice(40)}`)
  return event && { event, day: dayOf(date) }
}

/** Posts a message about a meeting. */
export function post(
  world: World,
  tenant: Tenant,
  sender: User,
  item: EventItem,
  to: Pick<Attendee, 'emailAddress'>[],
  { type, ...content }: { type: MeetingMail['type'] } & Pick<Mail, 'subject' | 'body'>,
): void {
  const iCalUId = iCalUIdOf(item)
  postMail(world, tenant, sender, {
    ...content,
    from: { name: sender.displayName, address: sender.mail },
    to: to.map(({ emailAddress }) => emailAddress),
    meeting: {
      type,
      iCalUId,
      eventIdFor: ({ mailbox }) => {
        const found = mailbox && findMeeting(mailbox, iCalUId)
        if (!found) return undefined
        const { event, day } = found
        return day === undefined ? event.immutableId : occurrenceId(event.immutableId, day)
      },
    },
  })
}

/** The organizer's version goes into the attendee's calendar; what the attendee made of it stays, the answer only while the time does. */
function receive(world: World, { tenant, user, mailbox }: Peer, item: EventItem, isMoved: boolean): void {
  const found = findMeeting(mailbox, iCalUIdOf(item))
  const change = received(item)
  if (found === undefined) {
    createEvent(world, tenant, user, mailbox.defaultCalendarId, invitation(item))
    return
  }
  const { event, day } = found
  // An organizer who is invited under another address keeps the own event.
  if (event.isOrganizer) return
  if (isMoved) {
    change.response = { response: 'notResponded', time: noTime }
    change.fields = { ...change.fields, showAs: 'tentative' }
  }
  if (day === undefined) updateEvent(world, tenant, user, event, change)
  else if (!event.overrides[day]?.cancelled) {
    const { recurrence: _, ...own } = change
    changeOccurrence(world, tenant, user, event, day, own)
  }
}

function invitation(item: EventItem) {
  const { event, day } = item
  const { isReminderOn, reminderMinutesBeforeStart } = fieldsOf(item)
  const reminder = {
    ...(isReminderOn !== undefined && { isReminderOn }),
    ...(reminderMinutesBeforeStart !== undefined && { reminderMinutesBeforeStart }),
  }
  // Whoever is invited to one occurrence alone gets all of it.
  const change = received(item, fieldsOf(item))
  return {
    ...change,
    fields: { ...change.fields, ...reminder, showAs: 'tentative' },
    response: { response: 'notResponded' as const, time: noTime },
    start: item.start,
    end: item.end,
    invitation: {
      iCalUId: iCalUIdOf(item),
      organizer: event.organizer,
      overrides: day === undefined ? event.overrides : {},
      ...(event.joinUrl !== undefined && { joinUrl: event.joinUrl }),
    },
  }
}

/** Answers of others are not passed on; who may not see the others sees none. */
function received(item: EventItem, own = item.override?.fields ?? item.event.fields): EventChange {
  const shared = Object.entries(own).filter(([name]) => !kept.includes(name))
  const fields: Record<string, unknown> = Object.fromEntries(shared)
  if (Array.isArray(fields.attendees)) {
    fields.attendees = (fields.attendees as Attendee[]).map(({ type, emailAddress }) => ({
      type,
      emailAddress,
      status: { response: 'none', time: noTime },
    }))
  }
  if (fieldsOf(item).hideAttendees === true) fields.attendees = []
  const { recurrence } = item.event
  return {
    fields,
    start: item.start,
    end: item.end,
    ...(item.day === undefined && { recurrence: recurrence ?? null }),
  }
}

/** Year, month and day in hexadecimal digits. */
function dayOf(date: string): number {
  const [year, month, day] = [date.slice(0, 4), date.slice(4, 6), date.slice(6)].map((part) =>
    Number.parseInt(part, 16),
  )
  const two = (value: number | undefined) => String(value).padStart(2, '0')
  return dayNumber(`${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`)
}
