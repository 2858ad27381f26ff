import type { EventContent } from '@tandem/model/event.ts'
import { mailedBy } from '../../lib/calendar/mailed-by.ts'
import { editedEvent } from '../../lib/normal-event.ts'
import type { Failure } from '../failures.ts'
import { mayTell, unlessAgreed } from '../meetings.ts'
import type { Edit, Outcome } from '../provider.ts'
import { sendBatches } from './batch.ts'
import { eventEditBody } from './event-body.ts'
import { madeEvent, writtenAs } from './event-creates.ts'
import { type DaysWanted, toRestore, writeDays } from './event-days.ts'
import { isOurs } from './event-echo.ts'
import { eventItem, eventVersion, type GraphEvent, keyInVersion } from './event-map.ts'
import type { EventPaths } from './event-paths.ts'
import { answersOf, sendAnswers } from './event-responses.ts'
import { readWhole } from './event-series.ts'
import type { GraphClient, GraphRequest } from './http.ts'

/** An edit on its way: once it has an outcome, nothing more is done for it. */
interface Work {
  edit: Edit<EventContent>
  /** As it was read before anything was sent, where that was needed. */
  before?: GraphEvent
  /** As the last write or reading showed it. */
  now?: GraphEvent
  outcome?: Outcome
}

/** What each step needs. */
interface Calls {
  client: GraphClient
  paths: EventPaths
  self: string
}

/**
 * Changes events whose version is still the one last seen, step by step for all of them together: look where that is needed, write the
 * event itself, then single days of a series, then the person's answer to an invitation, and read what several
 * requests were needed for. An edit that is cut off between two steps leaves another version behind: the next try is a
 * `Conflict`, reads, merges and sends what is left.
 */
export async function updateEvents(calls: Calls, edits: Edit<EventContent>[]): Promise<Outcome[]> {
  const all = edits.map((edit): Work => ({ edit }))
  await look(calls, all)
  await writeFields(calls, all)
  await writeSingleDays(calls, all)
  await sendResponses(calls, all)
  await readBack(calls, all)
  return all.map(({ outcome }) => outcome!)
}

const dayFields = ['exceptions', 'cancelledDates'] as const
const timeFields = ['start', 'end', 'isAllDay', 'recurrence'] as const

function open(all: Work[]): Work[] {
  return all.filter(({ outcome }) => !outcome)
}

function end(work: Work, failure: Failure): void {
  work.outcome = { ok: false, failure }
}

/** Reads what the edit depends on: the days of a series, an answer already given, whom a change would tell. */
async function look({ client, paths, self }: Calls, all: Work[]): Promise<void> {
  const wanted = all.filter(({ edit }) => needsLook(edit, self))
  const found = await readWhole(
    client,
    paths,
    wanted.map(({ edit }) => edit.ref),
  )
  for (const work of wanted) {
    const whole = found.get(work.edit.ref)!
    if (!whole.ok) end(work, whole.failure)
    else {
      work.before = whole.event
      const against = reasonAgainst(work.edit, whole.event, self)
      if (against) end(work, against)
    }
  }
}

function needsLook(edit: Edit<EventContent>, self: string): boolean {
  const { say } = edit
  return (
    changesDays(edit) ||
    losesDays(edit) ||
    answersOf(edit) !== undefined ||
    (!say?.notify && mayTell(edit, self))
  )
}

function changesDays({ changes }: Edit<EventContent>): boolean {
  return dayFields.some((name) => changes[name] !== undefined)
}

/** Other times or another pattern: the service then forgets what was moved and cancelled (seen in Outlook, which warns of it). */
function losesDays({ changes, item }: Edit<EventContent>): boolean {
  const hasDays = (item?.exceptions ?? []).length + (item?.cancelledDates ?? []).length > 0
  return hasDays && timeFields.some((name) => changes[name] !== undefined)
}

function reasonAgainst(edit: Edit<EventContent>, event: GraphEvent, self: string): Failure | undefined {
  if (eventVersion(event) !== edit.version)
    return { kind: 'Conflict', detail: 'The event was changed in the mailbox' }
  const before = eventItem(event)
  const restored = restoredDays(edit, event)
  if (restored.length > 0) return cannotRestore(restored)
  return unlessAgreed(mailedBy(before, editedEvent(before, edit.changes), self), edit.say)
}

/** Of a series that gets another pattern or other times, the service forgets what was cancelled: nothing has to be brought back. */
function restoredDays(edit: Edit<EventContent>, event: GraphEvent): string[] {
  if (edit.changes.cancelledDates === undefined) return []
  if (timeFields.some((name) => edit.changes[name] !== undefined)) return []
  const cancelledDates = edit.changes.cancelledDates ?? []
  return toRestore({ current: event, wanted: { ...eventItem(event), cancelledDates } })
}

function cannotRestore(dates: string[]): Failure {
  const detail = `A day of a series that was cancelled cannot be brought back in Microsoft 365 (${dates.join(', ')}): make an event of its own on that day.`
  return { kind: 'Rejected', code: 'CannotRestoreOccurrence', detail }
}

/** The event's own fields, or those that all days of a series share. */
async function writeFields({ client, paths }: Calls, all: Work[]): Promise<void> {
  const works = open(all).flatMap((work) => {
    const body = eventEditBody(work.edit.changes, work.edit.item)
    return Object.keys(body).length === 0 ? [] : [{ work, body }]
  })
  const answers = await sendBatches(
    client,
    works.map(
      ({ work: { edit }, body }): GraphRequest => ({
        method: 'PATCH',
        path: paths.event(edit.ref),
        headers: { 'If-Match': `W/"${keyInVersion(edit.version)}"` },
        body,
      }),
    ),
  )
  answers.forEach((answer, place) => {
    const { work } = works[place]!
    const { event, ...outcome } = madeEvent(answer)
    if (event) work.now = event
    else work.outcome = outcome
  })
}

/** After a change of times or pattern the service has forgotten the days: they are looked at anew, and written again where they still are. */
async function writeSingleDays({ client, paths }: Calls, all: Work[]): Promise<void> {
  const works = open(all).filter(({ before, edit }) => before && (changesDays(edit) || losesDays(edit)))
  const anew = await readWhole(
    client,
    paths,
    works.flatMap(({ now, edit }) => (now ? [edit.ref] : [])),
  )
  const wanted = works.flatMap((work): DaysWanted[] => {
    const read = anew.get(work.edit.ref)
    if (read && !read.ok) {
      end(work, read.failure)
      return []
    }
    const current = read?.ok ? read.event : work.before!
    const content = work.edit.item ?? editedEvent(eventItem(current), work.edit.changes)
    return content.recurrence ? [{ current, wanted: content }] : []
  })
  const failures = await writeDays(client, paths, wanted)
  for (const work of open(works)) {
    const failure = failures.get(work.edit.ref)
    if (failure) end(work, failure)
  }
}

async function sendResponses({ client, paths }: Calls, all: Work[]): Promise<void> {
  const works = open(all).filter(({ before }) => before)
  const failures = await sendAnswers(
    client,
    paths,
    works.map(({ edit, before }) => ({ edit, before: before! })),
  )
  works.forEach((work, place) => {
    const failure = failures[place]
    if (failure) end(work, failure)
  })
}

/** The version after all. A single event's own answer tells it; of a series, and after several requests, it is read. */
async function readBack({ client, paths }: Calls, all: Work[]): Promise<void> {
  for (const work of open(all)) {
    const { now, before, edit } = work
    if (now && !before && now.type !== 'seriesMaster') work.outcome = writtenAs(now)
    else if (!now && !before) work.outcome = { ok: true, ref: edit.ref, version: edit.version }
  }
  const works = open(all)
  const found = await readWhole(
    client,
    paths,
    works.map(({ edit }) => edit.ref),
  )
  for (const work of works) {
    const { edit, now } = work
    const whole = found.get(edit.ref)!
    if (whole.ok) {
      const { version, ...outcome } = writtenAs(whole.event)
      // Not the version of what we have not written: it would be taken for our echo, and the other's change for known.
      work.outcome = { ...outcome, version: isOurs(whole.event, edit, now) ? version : edit.version }
    } else if (whole.failure.kind === 'NotFound') {
      // An invitation that was declined leaves the calendar.
      work.outcome = { ok: true, ref: edit.ref, version: edit.version }
    } else end(work, whole.failure)
  }
}
