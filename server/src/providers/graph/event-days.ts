import type { EventContent, EventException } from '@tandem/model/event.ts'
import { dayLength, dayNumber } from '../../lib/calendar/days.ts'
import { ownContent, placeRegular, seriesClock } from '../../lib/calendar/occurrence.ts'
import { instantText, momentOf } from '../../lib/calendar/wall-time.ts'
import { isSameValue } from '../../lib/normal-event-field.ts'
import type { Failure } from '../failures.ts'
import { sendBatches } from './batch.ts'
import { fieldsBody } from './event-body.ts'
import { changeKeyOf, eventItem, type GraphEvent, originalDay } from './event-map.ts'
import type { EventPaths } from './event-paths.ts'
import type { GraphClient, GraphRequest } from './http.ts'
import { itemsOf, pageOf } from './pages.ts'
import { query } from './paths.ts'

/** A series as the mailbox holds it, and as its days shall be. */
export interface DaysWanted {
  current: GraphEvent
  wanted: EventContent
}

/** What is to be done on one day. */
interface DayEdit {
  series: GraphEvent
  date: string
  /** `null`: it does not take place. */
  fields: Partial<EventContent> | null
}

/** Days that are cancelled in the mailbox and shall take place again: Graph has no way to bring one back. */
export function toRestore({ current, wanted }: DaysWanted): string[] {
  const kept = new Set(wanted.cancelledDates ?? [])
  return (eventItem(current).cancelledDates ?? []).filter((date) => !kept.has(date))
}

/**
 * Makes the exceptions and cancelled days of series what they shall be: only what differs from what the mailbox holds is sent, so
 * that a run that was cut off is finished by the next. Occurrences are found by their day (`instances`). All days of a series stand in
 * its master (MS-OXOCAL 2.2.1.44), so those of one series are written one after the other. Answers by series, with the
 * first failure of each.
 */
export async function writeDays(
  client: GraphClient,
  paths: EventPaths,
  all: DaysWanted[],
): Promise<Map<string, Failure | undefined>> {
  const failures = new Map<string, Failure | undefined>(all.map(({ current }) => [current.id, undefined]))
  const edits = all.flatMap(dayEdits)
  const fail = (id: string, failure: Failure) => failures.set(id, failures.get(id) ?? asOfSeries(failure))
  const found = await findOccurrences(client, paths, edits, fail)
  const known = edits.flatMap((edit, place) => {
    const occurrence = found[place]
    // A day that the service has no occurrence on is cancelled already, or never was one: reading tells which.
    return occurrence && !failures.get(edit.series.id) ? [{ edit, occurrence }] : []
  })
  const answers = await sendBatches(
    client,
    known.map(({ edit, occurrence }) => dayRequest(paths, edit, occurrence)),
  )
  answers.forEach((answer, place) => {
    if (!answer.ok) fail(known[place]!.edit.series.id, answer.failure)
  })
  return failures
}

/** The day is gone, not the series: somebody changed it meanwhile. */
function asOfSeries(failure: Failure): Failure {
  return failure.kind === 'NotFound' ? { ...failure, kind: 'Conflict' } : failure
}

function dayRequest(paths: EventPaths, { series, fields }: DayEdit, occurrence: GraphEvent): GraphRequest {
  const path = paths.event(occurrence.id)
  const chain = series.id
  if (fields === null) return { method: 'DELETE', path, chain }
  const isException = series.exceptionOccurrences?.some(({ id }) => id === occurrence.id)
  const headers: Record<string, string> = isException ? { 'If-Match': `W/"${changeKeyOf(occurrence)}"` } : {}
  return { method: 'PATCH', path, chain, headers, body: fieldsBody(fields) }
}

/** The occurrence of each edit: an exception that was read with its series, or the one that `instances` shows on that day. */
async function findOccurrences(
  client: GraphClient,
  paths: EventPaths,
  edits: DayEdit[],
  fail: (id: string, failure: Failure) => void,
): Promise<(GraphEvent | undefined)[]> {
  const found = edits.map(({ series, date }) =>
    series.exceptionOccurrences?.find((one) => originalDay(one, series) === date),
  )
  const open = edits.flatMap((edit, place) => (found[place] ? [] : [{ edit, place }]))
  const answers = await sendBatches(
    client,
    open.map(({ edit }) => ({ method: 'GET', path: instancesPath(paths, edit) })),
  )
  answers.forEach((answer, nth) => {
    const { edit, place } = open[nth]!
    if (answer.ok) {
      const listed = itemsOf<GraphEvent>(pageOf({ body: answer.body, facts: noFacts() }))
      found[place] = listed.find((one) => originalDay(one, edit.series) === edit.date)
    } else fail(edit.series.id, answer.failure)
  })
  return found
}

/** A window of a day and two hours on either side: all-day events are days of UTC to some, and of the zone to others. */
function instancesPath(paths: EventPaths, { series, date }: DayEdit): string {
  const { start, isAllDay } = eventItem(series)
  const midnight = dayNumber(date) * dayLength
  const margin = isAllDay ? dayLength / 2 : 0
  const from = momentOf(midnight, start.timeZone) - margin
  const to = momentOf(midnight + dayLength, start.timeZone) + margin
  const range = { startDateTime: instantText(from), endDateTime: instantText(to) }
  const $select = 'id,type,start,end,isAllDay,originalStart,changeKey,seriesMasterId'
  return `${paths.instances(series.id)}${query({ ...range, $select, $top: 20 })}`
}

/** The differences between the days of a series as they are and as they shall be. */
function dayEdits({ current, wanted }: DaysWanted): DayEdit[] {
  const held = eventItem(current)
  const isCancelled = new Set(held.cancelledDates ?? [])
  const cancellations = (wanted.cancelledDates ?? []).filter((date) => !isCancelled.has(date))
  const before = byDate(held.exceptions)
  const after = byDate(wanted.exceptions)
  const changed = [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((date): DayEdit[] => {
    if (isCancelled.has(date) || cancellations.includes(date)) return []
    const fields = differences(held, date, before.get(date), after.get(date))
    return Object.keys(fields).length === 0 ? [] : [{ series: current, date, fields }]
  })
  return [...changed, ...cancellations.map((date): DayEdit => ({ series: current, date, fields: null }))]
}

/** An exception that is one no more gets what its series has: Graph cannot make an occurrence regular again. */
function differences(
  series: EventContent,
  date: string,
  before: EventException | undefined,
  after: EventException | undefined,
): Partial<EventContent> {
  const regular: Record<string, unknown> = placeRegular(
    ownContent(series),
    seriesClock(series),
    dayNumber(date),
  ).content
  const { originalDate: _, ...shall } = { originalDate: date, ...after } as Record<string, unknown>
  const is = { ...before } as Record<string, unknown>
  const names = [...Object.keys(shall), ...Object.keys(is)].filter((name) => name !== 'originalDate')
  const fields: Record<string, unknown> = {}
  for (const name of new Set(names)) {
    const value = name in shall ? shall[name] : (regular[name] ?? null)
    if (!isSameValue(name, value, name in is ? is[name] : regular[name])) fields[name] = value
  }
  // Either alone could come to lie beyond the other.
  if ('start' in fields || 'end' in fields || 'isAllDay' in fields) {
    fields.start = shall.start ?? regular.start
    fields.end = shall.end ?? regular.end
  }
  return fields as Partial<EventContent>
}

function byDate(exceptions: EventException[] | undefined): Map<string, EventException> {
  return new Map((exceptions ?? []).map((one) => [one.originalDate, one]))
}

function noFacts() {
  return { request: 'POST /v1.0/$batch', at: new Date().toISOString() }
}
