/** Lines of a calendar as JSON. */
import type { Attendee, CalendarEvent, Stamp } from '../tenant/calendar-types.ts'
import {
  attendeesOf,
  cancelledDays,
  changeKeyOf,
  type EventItem,
  fieldsOf,
  iCalUIdOf,
  idOf,
  isCancelled,
  originalStartOf,
  responseOf,
} from '../tenant/occurrences.ts'
import { dateOf } from '../tenant/recurrence.ts'
import type { Mailbox } from '../tenant/types.ts'
import { instantOf } from '../tenant/zones.ts'
import { dateTime } from './contact-json.ts'
import { type ItemBody, previewOf, shownBody } from './item-body.ts'
import { singleLocation } from './location-body.ts'
import { recurrenceValue } from './recurrence-body.ts'
import { dateValue, type ShownZone, stampValue } from './stamps.ts'

/** How the client wants to see events. */
export interface EventView {
  mailbox: Mailbox
  immutableIds: boolean
  zone: ShownZone
  asText: boolean
  select?: readonly string[]
  /** The caller may not see bodies. */
  isBasic: boolean
}

type Value = (item: EventItem, view: EventView) => unknown

const field =
  (name: string, absent: unknown): Value =>
  (item) =>
    fieldsOf(item)[name] ?? absent

/** Every property that is shown without being asked for, in the order in which the service writes them. */
const values: Record<string, Value> = {
  id: (item, view) => idOf(item, view.immutableIds),
  createdDateTime: ({ event, override }) => dateTime(override?.createdAt ?? event.createdAt),
  lastModifiedDateTime: ({ event, override }) => dateTime(override?.modifiedAt ?? event.modifiedAt),
  changeKey: (item, view) => changeKeyOf(view.mailbox, item),
  categories: field('categories', []),
  transactionId: field('transactionId', null),
  originalStartTimeZone: ({ start }) => start.timeZone,
  originalEndTimeZone: ({ end }) => end.timeZone,
  iCalUId: iCalUIdOf,
  reminderMinutesBeforeStart: field('reminderMinutesBeforeStart', 15),
  isReminderOn: field('isReminderOn', true),
  hasAttachments: () => false,
  subject: field('subject', ''),
  bodyPreview: (item) => previewOf(bodyOf(item)),
  importance: field('importance', 'normal'),
  sensitivity: field('sensitivity', 'normal'),
  isAllDay: field('isAllDay', false),
  isCancelled,
  isOrganizer: ({ event }) => event.isOrganizer,
  responseRequested: field('responseRequested', true),
  seriesMasterId: ({ event, day }, view) =>
    day === undefined ? null : view.immutableIds ? event.immutableId : event.id,
  showAs: field('showAs', 'busy'),
  type: ({ type }) => type,
  webLink: (item) =>
    `https://outlook.office365.com/owa/?itemid=${encodeURIComponent(idOf(item, false))}&exvsurl=1&path=/calendar/item`,
  onlineMeetingUrl: field('onlineMeetingUrl', null),
  isOnlineMeeting: field('isOnlineMeeting', false),
  onlineMeetingProvider: (item) => {
    const { isOnlineMeeting, onlineMeetingProvider } = fieldsOf(item)
    return isOnlineMeeting ? (onlineMeetingProvider ?? 'teamsForBusiness') : 'unknown'
  },
  allowNewTimeProposals: field('allowNewTimeProposals', true),
  isDraft: () => false,
  hideAttendees: field('hideAttendees', false),
  responseStatus: responseOf,
  body: (item, { asText }) => shownBody(bodyOf(item), asText),
  start: (item, view) => timeValue(item, item.start, item.startAt, view.zone),
  end: (item, view) => timeValue(item, item.end, item.endAt, view.zone),
  location: (item) => singleLocation(locationsOf(item)),
  locations: locationsOf,
  recurrence: ({ event, day }) =>
    day === undefined && event.recurrence ? recurrenceValue(event.recurrence) : null,
  attendees: (item, { zone }) => attendeesOf(item).map((one) => attendeeValue(one, zone)),
  organizer: ({ event }) => ({ emailAddress: event.organizer }),
  onlineMeeting: ({ event }) => (event.joinUrl === undefined ? null : { joinUrl: event.joinUrl }),
  originalStart: (item) => {
    const at = originalStartOf(item)
    return at === undefined ? null : dateTime(at)
  },
}

/** Shown only on request, and only of one event. */
const onRequest: Record<string, Value> = {
  cancelledOccurrences: (item, view) =>
    item.type === 'seriesMaster'
      ? cancelledDays(item.event).map((day) => `OID.${idOf(item, view.immutableIds)}.${dateOf(day)}`)
      : [],
}

const basic = ['body', 'bodyPreview']

/** Every name that `$select` takes. */
export const eventNames: readonly string[] = [...Object.keys(values), ...Object.keys(onRequest)]

/** A property as it is shown. */
export function eventValue(item: EventItem, view: EventView, name: string): unknown {
  if (view.isBasic && basic.includes(name)) return undefined
  return (values[name] ?? onRequest[name])?.(item, view)
}

/** A line as a JSON object. */
export function eventJson(item: EventItem, view: EventView): string {
  const key = keyOf(view)
  const kept = item.day === undefined ? written.get(item.event) : undefined
  if (kept?.key === key && kept.changed === item.event.changed) return kept.text
  const shown: Record<string, unknown> = { '@odata.etag': `W/"${changeKeyOf(view.mailbox, item)}"` }
  for (const name of namesOf(view.select)) {
    const value = eventValue(item, view, name)
    // Only occurrences have an original start.
    if (value !== undefined && !(value === null && name === 'originalStart')) shown[name] = value
  }
  const text = JSON.stringify(shown)
  if (item.day === undefined) written.set(item.event, { changed: item.event.changed, key, text })
  return text
}

/** An occurrence as delta shows it: what it shares with its master stands there. */
export function shortJson(item: EventItem, view: EventView): string {
  const names = ['seriesMasterId', 'type', 'start', 'end', 'id']
  return JSON.stringify({
    '@odata.etag': `W/"${changeKeyOf(view.mailbox, item)}"`,
    ...Object.fromEntries(names.map((name) => [name, eventValue(item, view, name)])),
  })
}

/** The last text of each event; lists and delta ask for the same one again and again. */
const written = new WeakMap<CalendarEvent, { changed: number; key: string; text: string }>()

function keyOf({ immutableIds, zone, asText, select, isBasic }: EventView): string {
  return `${immutableIds} ${zone.name} ${asText} ${isBasic} ${select?.join() ?? '*'}`
}

function namesOf(select: readonly string[] | undefined): string[] {
  if (select === undefined) return Object.keys(values)
  return eventNames.filter((name) => name === 'id' || select.includes(name))
}

function bodyOf(item: EventItem): ItemBody | undefined {
  return fieldsOf(item).body as ItemBody | undefined
}

function locationsOf(item: EventItem): Record<string, unknown>[] {
  return (fieldsOf(item).locations ?? []) as Record<string, unknown>[]
}

/** All-day events are midnight to midnight in whatever zone is asked for (by design, says docs issue 1802). */
function timeValue(item: EventItem, stamp: Stamp, instant: number, zone: ShownZone) {
  return fieldsOf(item).isAllDay === true ? dateValue(stamp, zone) : stampValue(instant, zone)
}

function attendeeValue({ proposedNewTime, ...attendee }: Attendee, zone: ShownZone): unknown {
  if (proposedNewTime === undefined) return attendee
  const { start, end } = proposedNewTime
  const shown = (stamp: Stamp) => stampValue(instantOf(stamp), zone)
  return { ...attendee, proposedNewTime: { start: shown(start), end: shown(end) } }
}
