/** Changes of events in one mailbox. Nobody is mailed here: what an organizer does reaches the attendees through meetings.ts. */
import { isDeepStrictEqual } from 'node:util'
import { findCalendar } from './calendar.ts'
import type {
  Address,
  CalendarEvent,
  Override,
  Recurrence,
  Response,
  Shape,
  Stamp,
} from './calendar-types.ts'
import { changeKey, newImmutableId, newItemId } from './item-ids.ts'
import { logGone, logItem } from './item-log.ts'
import { mailboxOf } from './mailbox.ts'
import { naturalAt } from './occurrences.ts'
import type { Mailbox, Tenant, User } from './types.ts'
import type { ChangeType, World } from './world.ts'

/** What a person writes into an event. */
export interface EventChange {
  fields?: Record<string, unknown>
  extended?: Record<string, string>
  start?: Stamp
  end?: Stamp
  /** `null` makes a series a single event. */
  recurrence?: Recurrence | null
  response?: Response
  isCancelled?: boolean
}

/** A new event: times are needed. */
export interface EventDraft extends EventChange {
  start: Stamp
  end: Stamp
  /** Set for what arrives from an organizer; without it the mailbox's person is the organizer. */
  invitation?: { iCalUId: string; organizer: Address; overrides: Shape['overrides']; joinUrl?: string }
}

/** How many earlier shapes of an event delta can still look back on. */
const formerKept = 20

/** Adds an event to a calendar of the mailbox. */
export function createEvent(
  world: World,
  tenant: Tenant,
  user: User,
  calendarId: string,
  draft: EventDraft,
): CalendarEvent {
  const mailbox = mailboxOf(user)
  const immutableId = newImmutableId(mailbox)
  const now = world.clock.now()
  const changed = nextChange(mailbox)
  const { invitation } = draft
  const event: CalendarEvent = {
    id: newItemId(mailbox, immutableId),
    immutableId,
    calendarId,
    iCalUId: invitation?.iCalUId ?? newICalUId(world, now),
    changeKey: changeKey(mailbox, changed),
    changed,
    seriesChanged: changed,
    entered: changed,
    createdAt: now,
    modifiedAt: now,
    fields: { ...draft.fields },
    extended: { ...draft.extended },
    start: draft.start,
    end: draft.end,
    ...(draft.recurrence && { recurrence: draft.recurrence }),
    overrides: {},
    organizer: invitation?.organizer ?? { name: user.displayName, address: user.mail },
    isOrganizer: invitation === undefined,
    response: draft.response ?? { response: 'organizer', time: noTime },
    former: [],
  }
  if (draft.isCancelled) event.isCancelled = true
  if (invitation?.joinUrl !== undefined) event.joinUrl = invitation.joinUrl
  if (invitation) event.overrides = receivedOverrides(invitation.overrides, changed, now)
  if (event.fields.isOnlineMeeting === true) event.joinUrl ??= newJoinUrl(world, tenant, user)
  mailbox.events.set(immutableId, event)
  logItem(calendarOf(mailbox, event), event, true)
  tell(world, tenant, user, 'created', event)
  return event
}

/**
 * Changes a single event or a whole series. Other times or another recurrence end what deviated from the old pattern: Exchange drops exceptions
 * and cancellations then.
 */
export function updateEvent(
  world: World,
  tenant: Tenant,
  user: User,
  event: CalendarEvent,
  change: EventChange,
): CalendarEvent {
  const mailbox = mailboxOf(user)
  const { fields, extended, recurrence = event.recurrence, start = event.start, end = event.end } = change
  const isMoved = !isDeepStrictEqual(
    [start, end, recurrence ?? undefined],
    [event.start, event.end, event.recurrence],
  )
  const changed = nextChange(mailbox)
  if (isMoved) {
    const { start: oldStart, end: oldEnd, recurrence: oldRecurrence, overrides } = event
    const old: Shape = { start: oldStart, end: oldEnd, overrides }
    if (oldRecurrence) old.recurrence = oldRecurrence
    event.former = [...event.former, { ...old, until: changed }].slice(-formerKept)
    Object.assign(event, { start, end, overrides: {} })
    if (recurrence) event.recurrence = recurrence
    else delete event.recurrence
  }
  Object.assign(event.fields, fields)
  Object.assign(event.extended, extended)
  if (change.response) event.response = change.response
  if (change.isCancelled !== undefined) event.isCancelled = change.isCancelled
  if (event.fields.isOnlineMeeting === true) event.joinUrl ??= newJoinUrl(world, tenant, user)
  event.seriesChanged = changed
  return touch(world, tenant, user, event, changed)
}

/** Makes the occurrence of a day an exception, or changes it. The master changes with it: Exchange keeps it inside (PidLidAppointmentRecur). */
export function changeOccurrence(
  world: World,
  tenant: Tenant,
  user: User,
  event: CalendarEvent,
  day: number,
  change: EventChange,
): CalendarEvent {
  const changed = nextChange(mailboxOf(user))
  const override = overrideFor(world, event, day, changed)
  const { fields, extended, response, isCancelled } = change
  const start = change.start ?? override.start
  const end = change.end ?? override.end
  if (!isDeepStrictEqual([start, end], [override.start, override.end])) {
    keepFormer(override, changed)
    Object.assign(override, { start, end })
  }
  Object.assign(override.fields, fields)
  Object.assign(override.extended, extended)
  if (response) override.response = response
  if (isCancelled !== undefined) override.isCancelled = isCancelled
  return touchOccurrence(world, tenant, user, event, override, changed)
}

/** Takes the occurrence of a day out of the series. */
export function cancelOccurrence(
  world: World,
  tenant: Tenant,
  user: User,
  event: CalendarEvent,
  day: number,
): CalendarEvent {
  const changed = nextChange(mailboxOf(user))
  const override = overrideFor(world, event, day, changed)
  if (!override.cancelled) keepFormer(override, changed)
  override.cancelled = true
  return touchOccurrence(world, tenant, user, event, override, changed)
}

/** Removes an event, or a series with everything in it. */
export function deleteEvent(world: World, tenant: Tenant, user: User, event: CalendarEvent): void {
  const mailbox = mailboxOf(user)
  mailbox.events.delete(event.immutableId)
  event.changed = nextChange(mailbox)
  const { id, immutableId, entered, former, start, end, recurrence, overrides } = event
  const left = { id, immutableId, entered, former, start, end, overrides }
  logGone(calendarOf(mailbox, event), event.changed, { ...left, ...(recurrence && { recurrence }) })
  tell(world, tenant, user, 'deleted', event)
}

/** "Never", as the service writes it. */
export const noTime = '0001-01-01T00:00:00Z'

function overrideFor(world: World, event: CalendarEvent, day: number, changed: number): Override {
  const known = event.overrides[day]
  if (known) return known
  const now = world.clock.now()
  const natural = naturalAt(event, day)
  const override: Override = {
    ...natural,
    changed,
    createdAt: now,
    modifiedAt: now,
    fields: {},
    extended: {},
    former: [{ ...natural, until: changed }],
  }
  event.overrides[day] = override
  return override
}

function keepFormer(override: Override, changed: number): void {
  const { start, end, former } = override
  override.former = [...former, { start, end, until: changed }].slice(-formerKept)
}

/** The organizer's exceptions as they are on the day of the invitation; what concerns only the organizer stays there. */
function receivedOverrides(given: Shape['overrides'], changed: number, now: number): Shape['overrides'] {
  const received = Object.entries(given).map(
    ([day, { fields, start, end, cancelled }]): [string, Override] => [
      day,
      {
        start,
        end,
        changed,
        createdAt: now,
        modifiedAt: now,
        fields: { ...fields },
        extended: {},
        former: [],
        ...(cancelled && { cancelled }),
      },
    ],
  )
  return Object.fromEntries(received)
}

function touchOccurrence(
  world: World,
  tenant: Tenant,
  user: User,
  event: CalendarEvent,
  override: Override,
  changed: number,
): CalendarEvent {
  override.changed = changed
  override.modifiedAt = world.clock.now()
  return touch(world, tenant, user, event, changed)
}

function touch(
  world: World,
  tenant: Tenant,
  user: User,
  event: CalendarEvent,
  changed: number,
): CalendarEvent {
  const mailbox = mailboxOf(user)
  event.changed = changed
  event.changeKey = changeKey(mailbox, changed)
  event.modifiedAt = world.clock.now()
  logItem(calendarOf(mailbox, event), event, false)
  tell(world, tenant, user, 'updated', event)
  return event
}

function calendarOf(mailbox: Mailbox, event: CalendarEvent) {
  const calendar = findCalendar(mailbox, event.calendarId)
  if (calendar === undefined) throw new Error(`no calendar ${event.calendarId}`)
  return calendar
}

function nextChange(mailbox: Mailbox): number {
  mailbox.changeNumber += 1
  return mailbox.changeNumber
}

function tell(world: World, tenant: Tenant, user: User, changeType: ChangeType, event: CalendarEvent): void {
  const { calendarId: folderId } = event
  world.emit({ kind: 'event', tenantId: tenant.id, userId: user.id, changeType, folderId, event })
}

/** A global object id (MS-OXOCAL 2.2.1.27): class, no instance date, time of creation, and 16 bytes of its own. */
function newICalUId(world: World, now: number): string {
  const time = (BigInt(now) * 10_000n + 116_444_736_000_000_000n).toString(16).padStart(16, '0')
  const bytes = (time.match(/../g) ?? []).reverse().join('')
  const own = world.ids.guid().replaceAll('-', '')
  return `040000008200E00074C5B7101A82E00800000000${bytes}000000000000000010000000${own}`.toUpperCase()
}

function newJoinUrl(world: World, tenant: Tenant, user: User): string {
  const context = encodeURIComponent(JSON.stringify({ Tid: tenant.id, Oid: user.id }))
  return `https://teams.microsoft.com/l/meetup-join/19%3ameeting_${world.ids.text(48)}%40thread.v2/0?context=${context}`
}
