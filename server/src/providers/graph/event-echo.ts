import type { EventContent } from '@tandem/model/event.ts'
import { isSameValue } from '../../lib/normal-event-field.ts'
import type { Edit } from '../provider.ts'
import { changeKeyOf, eventItem, eventVersion, type GraphEvent } from './event-map.ts'

/** What the service settles by itself, or says in its own words. */
const notOurs = new Set<string>([
  ...['attendees', 'organizer', 'isOrganizer', 'responseStatus', 'isCancelled', 'iCalUId'],
  ...['onlineMeeting', 'onlineMeetingProvider', 'isOnlineMeeting', 'masked'],
])
/** Fields that have a value of the service's choice where nobody gave one. */
const chosen = new Set<string>(['isReminderOn', 'reminderMinutesBeforeStart'])

/**
 * True if what was read after a write is what was written, so that its version is our echo. Between the two requests somebody else may
 * have changed the event, or a day of the series: then what was read is theirs, and must be read again as such.
 */
export function isOurs(
  event: GraphEvent,
  { item, version }: Edit<EventContent>,
  now: GraphEvent | undefined,
): boolean {
  if (item === undefined) return daysIn(eventVersion(event)) === daysIn(version)
  const read = eventItem(event)
  const isMasterAsWritten = now !== undefined && changeKeyOf(now) === changeKeyOf(event)
  const names = isMasterAsWritten
    ? ['exceptions', 'cancelledDates']
    : [...new Set([...Object.keys(item), ...Object.keys(read)])]
  return names.every((name) => {
    if (notOurs.has(name)) return true
    const [shall, is] = [item[name as keyof EventContent], read[name as keyof EventContent]]
    if (shall === undefined && chosen.has(name)) return true
    return isSameValue(name, worded(name, shall), worded(name, is))
  })
}

function daysIn(version: string): string {
  return version.split('.')[1] ?? ''
}

/** Bodies come back as whole pages, locations with more than a name: their words are compared. */
function worded(name: string, value: unknown): unknown {
  if (name === 'exceptions') return (value as object[] | undefined)?.map(wordedFields)
  if (name === 'body') return words((value as EventContent['body'])?.content)
  if (name === 'location') return (value as EventContent['location'])?.displayName
  return value
}

function wordedFields(fields: object): object {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, worded(name, value)]))
}

function words(content: string | undefined): string | undefined {
  const text = (content ?? '').replace(/<head[\s>][\s\S]*?<\/head>/gi, '').replace(/<[^>]*>/g, '')
  return text.replace(/\s+/g, '') || undefined
}
