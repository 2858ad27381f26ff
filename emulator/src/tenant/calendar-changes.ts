/** What a reader of a window must be told of one event, given what the reader has seen. */
import type { Calendar, CalendarEvent, Shape } from './calendar-types.ts'
import { occurrenceId } from './item-ids.ts'
import { type EventItem, instancesIn, seenSince, whole, wholeOf } from './occurrences.ts'

/** Where a reader stands. */
export interface Reader {
  /** The window, epoch milliseconds. */
  from: number
  to: number
  /** Change number of the state that the reader had when this round began, or of the mailbox when the first one did. */
  base: number
  /** The first round tells everything. */
  isFirst: boolean
  /** Nothing that was made after this change number has been shown yet. */
  shownUpTo: number
}

/** A line of a page: something to see (occurrences that follow their pattern in short), or the two ids of what is not there any more. */
export type Change = { item: EventItem } | { removed: { id: string; immutableId: string } }

/** The lines that an entry of the calendar's log makes. */
export function changesOf(entry: Calendar['log'][number], reader: Reader): Change[] {
  if ('left' in entry) {
    const { left } = entry
    if (left.entered > reader.shownUpTo || entry.changed <= reader.base) return []
    return removals(left, seenShapes(left, reader), new Set())
  }
  const event = entry.item
  const now = instances(event, reader)
  const changes = present(event, now, reader)
  if (event.entered > reader.shownUpTo) return changes
  const there = new Set(now.map(({ day = whole }) => day))
  if (now.length > 0) there.add(whole)
  return [...changes, ...removals(event, seenShapes(event, reader), there)]
}

function present(event: CalendarEvent, now: EventItem[], { isFirst, base }: Reader): Change[] {
  if (now.length === 0) return []
  if (event.recurrence === undefined) return now.map((item) => ({ item }))
  const all = isFirst || event.seriesChanged > base
  const told = all ? now : now.filter(({ override }) => override !== undefined && override.changed > base)
  return [wholeOf(event), ...told].map((item) => ({ item }))
}

/** All that was seen of an event at any time since the reader's state. */
function seenShapes(event: Shape & { former: (Shape & { until: number })[] }, reader: Reader): Set<number> {
  const { base, from, to } = reader
  const shapes: Shape[] = [...event.former.filter(({ until }) => until > base), event]
  return new Set(shapes.flatMap((shape) => [...seenSince(shape, base, from, to)]))
}

function removals(
  { id, immutableId }: { id: string; immutableId: string },
  seen: Set<number>,
  there: Set<number>,
): Change[] {
  const gone = [...seen].filter((day) => !there.has(day))
  return gone.map((day) => ({
    removed:
      day === whole
        ? { id, immutableId }
        : { id: occurrenceId(id, day), immutableId: occurrenceId(immutableId, day) },
  }))
}

/** A long series is spread over many pages: its occurrences are kept until it changes or another window is asked for. */
function instances(event: CalendarEvent, { from, to }: Reader): EventItem[] {
  const key = `${event.changed} ${from} ${to}`
  const kept = expanded.get(event)
  if (kept?.key === key) return kept.items
  const items = instancesIn(event, from, to)
  if (event.recurrence) expanded.set(event, { key, items })
  return items
}

const expanded = new WeakMap<CalendarEvent, { key: string; items: EventItem[] }>()
