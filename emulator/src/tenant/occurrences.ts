/**
 * What is seen of events: a single one, a series' master, and the occurrences of a series, which are not stored unless they differ from the pattern.
 */
import type { Attendee, CalendarEvent, Override, Response, Shape, Stamp } from './calendar-types.ts'
import { changeKey, occurrenceId } from './item-ids.ts'
import { dateOf, dayNumber, isSeriesDay, seriesDays } from './recurrence.ts'
import type { Mailbox } from './types.ts'
import { instantOf, stampLike, wallClock } from './zones.ts'

/** One line of a calendar. */
export interface EventItem {
  event: CalendarEvent
  type: 'singleInstance' | 'seriesMaster' | 'occurrence' | 'exception'
  /** Of an occurrence: the day on which the pattern puts it. */
  day?: number
  override?: Override
  start: Stamp
  end: Stamp
  startAt: number
  endAt: number
}

const dayMs = 86_400_000

/** A stored event as a line: single, or the master of a series. */
export function wholeOf(event: CalendarEvent): EventItem {
  const known = wholes.get(event)
  if (known?.changed === event.changed) return known.item
  const type = event.recurrence ? 'seriesMaster' : 'singleInstance'
  const item = placed(event, type, event.start, event.end)
  wholes.set(event, { changed: event.changed, item })
  return item
}

/** Lists look at every event of a calendar for each page, and finding an instant costs more than all the rest. */
const wholes = new WeakMap<CalendarEvent, { changed: number; item: EventItem }>()

/** What a window shows of an event, in order of time: itself, or its occurrences. */
export function instancesIn(event: CalendarEvent, from: number, to: number): EventItem[] {
  if (event.recurrence === undefined) return [wholeOf(event)].filter((item) => overlaps(item, from, to))
  const items: EventItem[] = []
  for (const { day, start, end } of naturalIn(event, from, to)) {
    items.push({ ...placed(event, 'occurrence', start, end), day })
  }
  for (const [day, override] of Object.entries(event.overrides)) {
    if (override.cancelled) continue
    const item = exceptionOf(event, Number(day), override)
    if (overlaps(item, from, to)) items.push(item)
  }
  return items.sort((a, b) => a.startAt - b.startAt)
}

/** The occurrence of a day, unless it was cancelled or the pattern has none there. */
export function instanceAt(event: CalendarEvent, day: number): EventItem | undefined {
  const override = event.overrides[day]
  if (override) return override.cancelled ? undefined : exceptionOf(event, day, override)
  if (event.recurrence === undefined || !isSeriesDay(event.recurrence, day)) return undefined
  const { start, end } = naturalAt(event, day)
  return { ...placed(event, 'occurrence', start, end), day }
}

/** The exceptions of a series by day. */
export function exceptionsOf(event: CalendarEvent): EventItem[] {
  return Object.entries(event.overrides).flatMap(([day, override]) =>
    override.cancelled ? [] : [exceptionOf(event, Number(day), override)],
  )
}

/** The days of the cancelled occurrences. */
export function cancelledDays(event: CalendarEvent): number[] {
  return Object.entries(event.overrides).flatMap(([day, { cancelled }]) => (cancelled ? [Number(day)] : []))
}

/**
 * Whether an occurrence would come to lie on or beyond the day of a neighbour, or reach into it: the service refuses that ("an
 * occurrence cannot be moved to or before the day of the previous occurrence", event-update).
 */
export function crossesNeighbour(item: EventItem, to: { start?: Stamp; end?: Stamp }): boolean {
  const { event, day = 0 } = item
  const { start = item.start, end = item.end } = to
  const seriesZone = event.start.zone
  const dayIn = (stamp: Stamp) => dayNumber(wallClock(instantOf(stamp), seriesZone))
  const [previous, next] = [neighbour(event, day, -1), neighbour(event, day, 1)]
  if (previous && (dayIn(start) <= dayIn(previous.start) || instantOf(start) < previous.endAt)) return true
  return next !== undefined && (dayIn(start) >= dayIn(next.start) || instantOf(end) > next.startAt)
}

/**
 * Start and end that the pattern gives the occurrence of a day: both wall clocks of the master, moved to that day (MS-OXOCAL keeps them as minutes after
 * midnight), so that a change of the clocks in between makes it shorter or longer. Where the clocks skip the start and not the end, the length counts.
 */
export function naturalAt(
  { start, end }: Pick<Shape, 'start' | 'end'>,
  day: number,
): { start: Stamp; end: Stamp } {
  const shift = (day - dayNumber(start.dateTime)) * dayMs
  const moved = { start: shifted(start, shift), end: shifted(end, shift) }
  const begins = instantOf(moved.start)
  if (instantOf(moved.end) >= begins) return moved
  const length = wallMs(end) - wallMs(start)
  return { ...moved, end: stampLike(end, wallClock(begins + length, end.zone)) }
}

/** The id of a line. */
export function idOf({ event, day }: EventItem, immutable: boolean): string {
  const id = immutable ? event.immutableId : event.id
  return day === undefined ? id : occurrenceId(id, day)
}

/** The version of a line. Occurrences that follow the pattern have that of the series: a change of another one does not concern them. */
export function changeKeyOf(mailbox: Mailbox, { event, day, override }: EventItem): string {
  if (day === undefined) return event.changeKey
  return changeKey(mailbox, override?.changed ?? event.seriesChanged)
}

/** A line's properties: an exception has those of its master where it has none of its own. */
export function fieldsOf({ event, override }: EventItem): Record<string, unknown> {
  return override ? { ...event.fields, ...override.fields } : event.fields
}

/** A line's extended properties. */
export function extendedOf({ event, override }: EventItem): Record<string, string> {
  return override ? { ...event.extended, ...override.extended } : event.extended
}

/** How the mailbox's person has answered. */
export function responseOf({ event, override }: EventItem): Response {
  return override?.response ?? event.response
}

export function isCancelled({ event, override }: EventItem): boolean {
  return (override?.isCancelled ?? event.isCancelled) === true
}

/** When the pattern lets an occurrence begin, wherever it was moved to. */
export function originalStartOf({ event, day }: EventItem): number | undefined {
  return day === undefined ? undefined : instantOf(naturalAt(event, day).start)
}

/** The identifier that all sides of a meeting share; an occurrence has its own, with its date in the bytes for it (MS-OXOCAL 2.2.1.27). */
export function iCalUIdOf({ event, day }: EventItem): string {
  if (day === undefined) return event.iCalUId
  const [year = 0, month = 0, date = 0] = dateOf(day).split('-').map(Number)
  const hex = (value: number, digits: number) => value.toString(16).toUpperCase().padStart(digits, '0')
  return `${event.iCalUId.slice(0, 32)}${hex(year, 4)}${hex(month, 2)}${hex(date, 2)}${event.iCalUId.slice(40)}`
}

/** The attendees of a line. */
export function attendeesOf(item: EventItem): Attendee[] {
  return (fieldsOf(item).attendees ?? []) as Attendee[]
}

/**
 * Which lines of a shape were seen in the window at some time since change number `since`: days of occurrences, and `whole` for the event itself (a
 * master is seen with any of its occurrences).
 */
export function seenSince(shape: Shape, since: number, from: number, to: number): Set<number> {
  const seen = new Set<number>()
  if (shape.recurrence === undefined) {
    if (overlaps(instants(shape), from, to)) seen.add(whole)
    return seen
  }
  for (const { day } of naturalIn(shape, from, to)) seen.add(day)
  for (const [day, override] of Object.entries(shape.overrides)) {
    const places: Pick<Shape, 'start' | 'end'>[] = override.former.filter(({ until }) => until > since)
    if (!override.cancelled) places.push(override)
    if (places.some((place) => overlaps(instants(place), from, to))) seen.add(Number(day))
  }
  if (seen.size > 0) seen.add(whole)
  return seen
}

/** Stands for the event itself among days. */
export const whole = Number.NEGATIVE_INFINITY

/** The living occurrence before (-1) or after (1) that of a day, in the order of the pattern. */
function neighbour(event: CalendarEvent, day: number, direction: -1 | 1): EventItem | undefined {
  if (event.recurrence === undefined) return undefined
  // No pattern leaves out more than so many days; a few cancelled ones may lie between.
  const reach = 366 * event.recurrence.pattern.interval * 4
  const [from, to] = direction === 1 ? [day + 1, day + reach] : [day - reach, day - 1]
  const days = seriesDays(event.recurrence, from, to)
  for (const other of direction === 1 ? days : [...days].reverse()) {
    const found = instanceAt(event, other)
    if (found) return found
  }
  return undefined
}

/** Occurrences without an override that lie in the window. */
function* naturalIn(
  shape: Shape,
  from: number,
  to: number,
): Generator<{ day: number; start: Stamp; end: Stamp }> {
  if (shape.recurrence === undefined) return
  const length = wallMs(shape.end) - wallMs(shape.start)
  // A zone is at most a day away from UTC.
  const first = Math.floor((from - length) / dayMs) - 1
  const last = Math.floor(to / dayMs) + 1
  for (const day of seriesDays(shape.recurrence, first, last)) {
    if (shape.overrides[day]) continue
    const times = naturalAt(shape, day)
    if (overlaps(instants(times), from, to)) yield { day, ...times }
  }
}

function exceptionOf(event: CalendarEvent, day: number, override: Override): EventItem {
  return { ...placed(event, 'exception', override.start, override.end), day, override }
}

function placed(event: CalendarEvent, type: EventItem['type'], start: Stamp, end: Stamp): EventItem {
  return { event, type, start, end, ...instants({ start, end }) }
}

function instants({ start, end }: Pick<Shape, 'start' | 'end'>): { startAt: number; endAt: number } {
  return { startAt: instantOf(start), endAt: instantOf(end) }
}

/** An event of no length is seen at its moment. */
function overlaps({ startAt, endAt }: { startAt: number; endAt: number }, from: number, to: number): boolean {
  return startAt < to && (endAt > from || (startAt === endAt && startAt >= from))
}

function shifted(stamp: Stamp, milliseconds: number): Stamp {
  if (milliseconds === 0) return stamp
  return stampLike(stamp, new Date(wallMs(stamp) + milliseconds).toISOString().slice(0, 19))
}

function wallMs({ dateTime }: Stamp): number {
  return Date.parse(`${dateTime}Z`)
}
