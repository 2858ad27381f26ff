import type { Attendee, Response, Stamp } from './calendar-types.ts'
import { cancelOccurrence, changeOccurrence, deleteEvent, updateEvent } from './events.ts'
import { findMeeting, peerOf, post } from './meeting-mail.ts'
import { attendeesOf, type EventItem, fieldsOf, iCalUIdOf, instanceAt, wholeOf } from './occurrences.ts'
import type { MeetingMail } from './post.ts'
import type { Tenant, User } from './types.ts'
import type { World } from './world.ts'

/** An attendee's answer to an invitation. */
export interface Answer {
  response: 'accepted' | 'tentativelyAccepted' | 'declined'
  comment?: string
  /** False: the organizer learns nothing of it. */
  sendResponse?: boolean
  proposedNewTime?: { start: Stamp; end: Stamp }
}

const messages: Record<Answer['response'], { type: MeetingMail['type']; prefix: string }> = {
  accepted: { type: 'meetingAccepted', prefix: 'Accepted' },
  tentativelyAccepted: { type: 'meetingTenativelyAccepted', prefix: 'Tentative' },
  declined: { type: 'meetingDeclined', prefix: 'Declined' },
}

/**
 * Answers for a meeting, a series or an occurrence. Whatever is declined leaves the attendee's calendar, as in Outlook. The organizer learns of it
 * from the message, so without one nothing changes there.
 */
export function respondTo(world: World, tenant: Tenant, user: User, item: EventItem, answer: Answer): void {
  if (answer.sendResponse !== false) {
    const { type, prefix } = messages[answer.response]
    const subject = `${prefix}: ${String(fieldsOf(item).subject ?? '')}`
    const body = { contentType: 'text' as const, content: answer.comment ?? '' }
    post(world, tenant, user, item, [{ emailAddress: item.event.organizer }], { type, subject, body })
  }
  recordAnswer(world, tenant, user, item, answer)
}

/** The same without a message, as for what a world begins with. */
export function recordAnswer(
  world: World,
  tenant: Tenant,
  user: User,
  item: EventItem,
  answer: Answer,
): void {
  const response: Response = { response: answer.response, time: new Date(world.clock.now()).toISOString() }
  if (answer.sendResponse !== false) tellOrganizer(world, user, item, answer, response)
  keepAnswer(world, tenant, user, item, response)
}

function keepAnswer(world: World, tenant: Tenant, user: User, item: EventItem, response: Response): void {
  const { event, day } = item
  const change = { response, fields: { showAs: response.response === 'accepted' ? 'busy' : 'tentative' } }
  if (response.response === 'declined') {
    if (day === undefined) deleteEvent(world, tenant, user, event)
    else cancelOccurrence(world, tenant, user, event, day)
  } else if (day === undefined) updateEvent(world, tenant, user, event, change)
  else changeOccurrence(world, tenant, user, event, day, change)
}

/** The answer among the attendees of the organizer's event; one to a single occurrence makes it an exception there. */
function tellOrganizer(world: World, user: User, item: EventItem, answer: Answer, status: Response): void {
  const organizer = peerOf(world, item.event.organizer.address)
  const found = organizer && findMeeting(organizer.mailbox, iCalUIdOf(item))
  if (organizer === undefined || found === undefined || !found.event.isOrganizer) return
  const { event, day } = found
  const there = day === undefined ? wholeOf(event) : instanceAt(event, day)
  if (there === undefined) return
  const { proposedNewTime } = answer
  const attendees = attendeesOf(there).map(({ proposedNewTime: before, ...attendee }): Attendee => {
    const isOwn = isAddressOf(user, attendee.emailAddress.address)
    const proposed = isOwn ? proposedNewTime : before
    return { ...attendee, ...(isOwn && { status }), ...(proposed && { proposedNewTime: proposed }) }
  })
  const change = { fields: { attendees } }
  if (day === undefined) updateEvent(world, organizer.tenant, organizer.user, event, change)
  else changeOccurrence(world, organizer.tenant, organizer.user, event, day, change)
}

function isAddressOf(user: User, address: string): boolean {
  return [user.mail, user.userPrincipalName].some((own) => own.toLowerCase() === address.toLowerCase())
}
