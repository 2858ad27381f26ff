import { ApiProblem } from '../../api.ts'
import { addDays } from '../../days.ts'
import type { CalendarEvent, EventChanges, Occurrence } from '../../shapes.ts'
import { type Clash, decideStale, isSame } from '../../stale-edit.ts'
import { events } from '../../workspace-api.ts'
import { occurrenceKey } from './calendar-item.ts'
import type { Scope } from './event-draft.ts'

interface Target {
  eventId: string
  version: number
  scope: Scope
  /** The day that names the occurrence; with `this` and `following`. */
  date?: string | undefined
  /** The event as it was when the person began; without it a newer one is never overwritten. */
  started?: CalendarEvent | undefined
}

/** What a person wants done. */
export type EventEdit =
  | { kind: 'create'; fields: EventChanges }
  | ({ kind: 'change'; changes: EventChanges } & Target)
  | ({ kind: 'remove' } & Target)

/** What is asked on the way; each answers whether to go on. */
export interface Questions {
  /** These would be mailed. */
  attendees: (addresses: string[], edit: EventEdit) => Promise<boolean>
  /** Somebody changed the same meanwhile. */
  clashes: (clashes: Clash[]) => Promise<boolean>
}

/** The person said no: nothing was done, and nothing went wrong. */
export class NotWanted extends Error {}

/**
 * Does an edit. Nobody is mailed before the person has seen who: it is tried without leave to mail, and only what the
 * server refuses for that is asked about and done with leave.
 */
export async function doEdit(
  mailboxId: string,
  edit: EventEdit,
  ask: Questions,
): Promise<CalendarEvent | undefined> {
  let notifyAttendees = false
  let current = edit
  // Twice is rare, six times is a machine writing against us; then the refusal is shown.
  for (let tries = 1; ; tries += 1) {
    try {
      return await send(mailboxId, current, notifyAttendees)
    } catch (error) {
      if (!(error instanceof ApiProblem) || tries === 6) throw error
      if (error.code === 'attendees-would-be-mailed' && !notifyAttendees) {
        if (!(await ask.attendees(error.attendees, edit))) throw new NotWanted()
        notifyAttendees = true
      } else if (error.status === 412 && current.kind !== 'create' && current.started) {
        current = { ...current, version: await newerVersion(mailboxId, current, ask) }
      } else throw error
    }
  }
}

/** The occurrences as they will stand once an edit is done, as far as that can be told from here. */
export function afterEdit(items: Occurrence[], edit: EventEdit, moved?: Occurrence): Occurrence[] {
  if (edit.kind === 'create') return items
  if (edit.kind === 'remove') return items.filter((item) => !isTouched(item, edit))
  return items.map((item) => {
    if (moved && occurrenceKey(item) === occurrenceKey(moved)) return moved
    if (!isTouched(item, edit)) return item
    const { subject, location, showAs } = edit.changes
    return {
      ...item,
      subject: subject ?? item.subject,
      location: location === undefined ? item.location : (location?.displayName ?? ''),
      showAs: showAs ?? item.showAs,
      syncState: 'pending' as const,
    }
  })
}

function isTouched(item: Occurrence, { eventId, scope, date }: Target): boolean {
  if (item.eventId !== eventId) return false
  if (scope === 'event' || scope === 'series' || date === undefined) return true
  if (scope === 'this') return item.originalDate === date
  return item.originalDate !== undefined && item.originalDate >= date
}

async function send(
  mailboxId: string,
  edit: EventEdit,
  notifyAttendees: boolean,
): Promise<CalendarEvent | undefined> {
  if (edit.kind === 'create') return await events.create(mailboxId, edit.fields, notifyAttendees)
  const { eventId, scope, date, version } = edit
  const care = { version, notifyAttendees }
  if (scope === 'this' && date !== undefined) {
    if (edit.kind === 'change') {
      const { recurrence: _, isOnlineMeeting: __, ...changes } = edit.changes
      return await events.changeOccurrence(mailboxId, eventId, date, changes, care)
    }
    await events.removeOccurrence(mailboxId, eventId, date, care)
    return undefined
  }
  if (scope === 'following' && date !== undefined) {
    if (edit.kind === 'change') return await events.split(mailboxId, eventId, date, edit.changes, care)
    return await endBefore(mailboxId, edit, date, care)
  }
  if (edit.kind === 'change') return await events.change(mailboxId, eventId, edit.changes, care)
  await events.remove(mailboxId, eventId, care)
  return undefined
}

/** To delete one and all that follow means that the series ends on the day before. */
async function endBefore(
  mailboxId: string,
  { eventId }: Target,
  date: string,
  care: { version: number; notifyAttendees: boolean },
): Promise<CalendarEvent | undefined> {
  const event = await events.get(mailboxId, eventId)
  if (!event.recurrence) throw new Error('This is no series any more. Look at it again.')
  const { startDate } = event.recurrence.range
  if (date <= startDate) {
    await events.remove(mailboxId, eventId, care)
    return undefined
  }
  const range = { type: 'endDate' as const, startDate, endDate: addDays(date, -1) }
  return await events.change(mailboxId, eventId, { recurrence: { ...event.recurrence, range } }, care)
}

/** The version to send the edit for again, if nobody else touched the same or the person says so. */
async function newerVersion(mailboxId: string, edit: Exclude<EventEdit, { kind: 'create' }>, ask: Questions) {
  const current = await events.get(mailboxId, edit.eventId)
  const clashes = clashesOf(edit, current)
  if (clashes.length > 0 && !(await ask.clashes(clashes))) throw new NotWanted()
  return current.version
}

function clashesOf(edit: Exclude<EventEdit, { kind: 'create' }>, current: CalendarEvent): Clash[] {
  const { started, date } = edit
  if (!started) return []
  const own = (event: CalendarEvent) => ({
    exception: event.exceptions?.find(({ originalDate }) => originalDate === date),
    isCancelled: event.cancelledDates?.includes(date ?? ''),
    times: [event.start, event.end, event.recurrence],
  })
  if (edit.kind === 'change' && edit.scope !== 'this' && edit.scope !== 'following') {
    const decision = decideStale(started, current, edit.changes)
    return decision.kind === 'ask' ? decision.clashes : []
  }
  if (edit.kind === 'change' && isSame(own(started), own(current))) return []
  // What is deleted is deleted with all that others have made of it: that is asked.
  return [
    {
      field: edit.kind === 'remove' ? 'everything' : 'times',
      was: undefined,
      theirs: undefined,
      mine: undefined,
    },
  ]
}
