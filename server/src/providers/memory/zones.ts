import type { EventContent } from '@tandem/model/event.ts'
import type { WallTime } from '@tandem/model/moment.ts'
import { ianaZone } from '../../lib/calendar/zones.ts'
import { normalEvent } from '../../lib/normal-event.ts'

/** An event as a provider hands it on: in zones that mean something; what means nothing is taken for UTC. */
export function receivedEvent(event: EventContent): EventContent {
  const { start, end } = event
  return normalEvent({ ...event, ...(start && { start: inZone(start) }), ...(end && { end: inZone(end) }) })
}

function inZone({ dateTime, timeZone }: WallTime): WallTime {
  return { dateTime, timeZone: ianaZone(timeZone) ?? 'UTC' }
}
