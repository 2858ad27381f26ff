/** `$expand` of events: extended properties, a master's exceptions, the calendar, attachments (there are none). */
import { findCalendar } from '../tenant/calendar.ts'
import { type EventItem, exceptionsOf, extendedOf } from '../tenant/occurrences.ts'
import { calendarValue } from './calendar-json.ts'
import type { MailboxCall } from './call.ts'
import { refuse } from './errors.ts'
import { type EventView, eventJson } from './event-json.ts'
import { parseExpand } from './extended-properties.ts'

/** What is to be shown with events. */
export interface EventExpand {
  extended: string[]
  exceptions: boolean
  calendar: boolean
  attachments: boolean
}

/** Reads `$expand`; the exceptions of a series can be had with a single event only (event in the reference). */
export function readExpand(text: string | undefined, view: EventView, isSingle: boolean): EventExpand {
  const expand: EventExpand = { extended: [], exceptions: false, calendar: false, attachments: false }
  for (const part of topLevel(text ?? '')) {
    if (part === 'calendar') expand.calendar = true
    else if (part === 'attachments') expand.attachments = true
    else if (part === 'exceptionOccurrences' && isSingle) expand.exceptions = true
    else if (part === 'exceptionOccurrences') {
      throw refuse.urlQuery("The property 'exceptionOccurrences' can be expanded for a single event only.")
    } else expand.extended = parseExpand(part, 'event')
  }
  if (view.isBasic && expand.extended.length > 0) throw refuse.accessDenied()
  return expand
}

/** An event's JSON with what was expanded. */
export function expandedJson(
  call: MailboxCall,
  item: EventItem,
  view: EventView,
  expand: EventExpand,
): string {
  const parts: string[] = []
  const all = extendedOf(item)
  const extended = expand.extended.filter((id) => all[id] !== undefined).map((id) => ({ id, value: all[id] }))
  if (extended.length > 0) parts.push(`"singleValueExtendedProperties":${JSON.stringify(extended)}`)
  if (expand.attachments) parts.push('"attachments":[]')
  if (expand.calendar) {
    const calendar = findCalendar(call.mailbox, item.event.calendarId)
    if (calendar) parts.push(`"calendar":${JSON.stringify(calendarValue(call, calendar))}`)
  }
  if (expand.exceptions && item.type === 'seriesMaster') {
    const { select: _, ...whole } = view
    const exceptions = exceptionsOf(item.event).map((one) => eventJson(one, whole))
    parts.push(`"exceptionOccurrences":[${exceptions.join(',')}]`)
  }
  const text = eventJson(item, view)
  return parts.length === 0 ? text : `${text.slice(0, -1)},${parts.join(',')}}`
}

/** Splits at commas outside of brackets and quotes. */
function topLevel(text: string): string[] {
  const parts: string[] = ['']
  let depth = 0
  let quoted = false
  for (const sign of text) {
    if (sign === "'") quoted = !quoted
    if (!quoted && sign === '(') depth += 1
    if (!quoted && sign === ')') depth -= 1
    if (sign === ',' && depth === 0 && !quoted) parts.push('')
    else parts[parts.length - 1] += sign
  }
  return parts.map((part) => part.trim()).filter((part) => part !== '')
}
