import type { EventContent } from '@tandem/model/event.ts'
import type { WallTime } from '@tandem/model/moment.ts'
import ICAL from 'ical.js'
import { normalEvent } from '../normal-event.ts'
import { dayNumber } from './days.ts'
import { eventProperties, reminder } from './ical-properties.ts'
import { type Rule, ruleOf } from './ical-rule.ts'
import { type Component, type Property, plainText, unknownText } from './jcal.ts'
import { mask, maskPrivate } from './mask.ts'
import { type OccurrenceContent, ownContent, placeRegular, seriesClock } from './occurrence.ts'
import { occurrenceOn, seriesSpan } from './recurrence.ts'
import { vtimezone } from './vtimezone.ts'
import { instantMoment, instantText, momentOf, wallClock } from './wall-time.ts'

/** An event as it leaves; `uid` stays the same for as long as the event exists, `updatedAt` is the moment of its last change. */
export interface CalendarItem {
  event: EventContent
  uid: string
  updatedAt: string
}

export interface FeedOptions {
  /** What the calendar is called in the program that reads it. */
  name: string
  /** Only when events take place, not what they are. */
  onlyBusy?: boolean
}

/** One event as an iCalendar file (RFC 5545): a series with its exceptions and cancelled days, and the zones it is in. */
export function exportEvent(item: CalendarItem): string {
  return calendar([item], [])
}

/**
 * A calendar as a feed for other programs. Whoever has the link sees it: of private events only the times are there, with `onlyBusy` of all.
 */
export function exportFeed(items: CalendarItem[], { name, onlyBusy = false }: FeedOptions): string {
  const shown = items.map((item) => ({ ...item, event: shownInFeed(item.event, onlyBusy) }))
  return calendar(shown, [
    ['method', {}, 'text', 'PUBLISH'],
    unknownText('name', {}, name),
    // What Outlook, Apple and Google read instead of RFC 7986.
    unknownText('x-wr-calname', {}, name),
    ['refresh-interval', {}, 'duration', 'PT1H'],
    unknownText('x-published-ttl', {}, 'PT1H'),
  ])
}

const busyWords: Record<string, string> = {
  free: 'Free',
  tentative: 'Tentative',
  oof: 'Out of office',
  workingElsewhere: 'Working elsewhere',
}

function shownInFeed(event: EventContent, onlyBusy: boolean): EventContent {
  if (onlyBusy) {
    const { masked: _masked, sensitivity: _sensitivity, ...times } = mask(event)
    return { ...times, subject: busyWords[event.showAs ?? ''] ?? 'Busy' }
  }
  return maskPrivate(event)
}

function calendar(items: CalendarItem[], properties: Property[]): string {
  const normal = items.map((item) => ({ ...item, event: normalEvent(item.event) }))
  const zones = [...spansOfZones(normal.map(({ event }) => event))].map(([zone, { from, to }]) =>
    vtimezone(zone, from, to),
  )
  const events = normal.flatMap(eventComponents)
  const head: Property[] = [
    ['version', {}, 'text', '2.0'],
    ['prodid', {}, 'text', '-//Tandem//Calendar//EN'],
    ['calscale', {}, 'text', 'GREGORIAN'],
  ]
  // The library folds lines at 75 bytes and escapes (RFC 5545, 3.1 and 3.3.11); the last line ends like the others.
  return `${ICAL.stringify(['vcalendar', [...head, ...properties], [...zones, ...events]] as never)}\r\n`
}

/** The zones in use, each with the time for which it must be described. */
function spansOfZones(events: EventContent[]): Map<string, { from: number; to: number | null }> {
  const spans = new Map<string, { from: number; to: number | null }>()
  for (const event of events) {
    const { startsAt, endsAt } = seriesSpan(event)
    const from = instantMoment(startsAt)
    const to = endsAt === null ? null : instantMoment(endsAt)
    for (const zone of zonesOf(event)) {
      const known = spans.get(zone)
      spans.set(zone, {
        from: Math.min(from, known?.from ?? from),
        to: to === null || known?.to === null ? null : Math.max(to, known?.to ?? to),
      })
    }
  }
  return spans
}

function zonesOf(event: EventContent): Set<string> {
  const parts = [event, ...(event.exceptions ?? [])]
  // An all-day event has days, which are in no zone.
  const timed = parts.filter(({ isAllDay = event.isAllDay }) => !isAllDay)
  const zones = timed.flatMap(({ start, end }) => [start?.timeZone, end?.timeZone])
  // Exceptions and cancelled days are named in the series' zone.
  const names = event.recurrence && !event.isAllDay ? [event.start.timeZone] : []
  const named = [...zones, ...names].filter((zone) => zone !== undefined && zone !== 'UTC')
  return new Set(named as string[])
}

function eventComponents({ event, uid, updatedAt }: CalendarItem): Component[] {
  const stamp: Property[] = [
    ['uid', {}, 'text', plainText(uid)],
    ['dtstamp', {}, 'date-time', instantText(instantMoment(updatedAt))],
    ['last-modified', {}, 'date-time', instantText(instantMoment(updatedAt))],
  ]
  const master = component(ownContent(event), [...stamp, ...seriesProperties(event)])
  const exceptions = (event.exceptions ?? []).flatMap(({ originalDate }) => {
    const content = occurrenceOn(event, originalDate)?.content
    return content === undefined
      ? []
      : [component(content, [...stamp, originalTime('recurrence-id', event, originalDate)])]
  })
  return [master, ...exceptions]
}

function component(content: OccurrenceContent, properties: Property[]): Component {
  const { start, end, isAllDay = false } = content
  const times = [time('dtstart', start, isAllDay)]
  // An event without length has no end (RFC 5545, 3.6.1: the end must be later than the start).
  if (start.dateTime !== end.dateTime || start.timeZone !== end.timeZone)
    times.push(time('dtend', end, isAllDay))
  return ['vevent', [...properties, ...times, ...eventProperties(content)], reminder(content)]
}

function time(name: string, { dateTime, timeZone }: WallTime, isAllDay: boolean): Property {
  if (isAllDay) return [name, {}, 'date', dateTime.slice(0, 10)]
  if (timeZone === 'UTC') return [name, {}, 'date-time', `${dateTime}Z`]
  return [name, { tzid: timeZone }, 'date-time', dateTime]
}

function seriesProperties(event: EventContent): Property[] {
  if (!event.recurrence) return []
  const cancelled = (event.cancelledDates ?? []).map((date) => originalTime('exdate', event, date))
  const rule: Rule = ruleOf(event.recurrence, until(event))
  return [['rrule', {}, 'recur', rule], ...cancelled]
}

/** The last second of the last day: as a day for all-day events, else in UTC (RFC 5545, 3.3.10). */
function until({ recurrence, start, isAllDay }: EventContent): string {
  if (recurrence?.range.type !== 'endDate') return ''
  const { endDate } = recurrence.range
  return isAllDay ? endDate : instantText(momentOf(wallClock(`${endDate}T23:59:59`), start.timeZone))
}

/** The time at which the series alone would have the occurrence of a day. */
function originalTime(name: string, event: EventContent, date: string): Property {
  const regular = placeRegular(ownContent(event), seriesClock(event), dayNumber(date))
  return time(name, regular.content.start, event.isAllDay ?? false)
}
