import type { EventContent } from '@tandem/model/event.ts'
import { z } from 'zod'
import { ProviderError } from '../failures.ts'
import type { Change, Window } from '../provider.ts'
import { isWorn, windowAt } from '../window.ts'
import { changeKeyOf, type GraphEvent, versionedEvent } from './event-map.ts'
import type { EventPaths } from './event-paths.ts'
import { readPlaced, type Whole } from './event-series.ts'
import type { GraphClient } from './http.ts'
import { itemsOf, type Page, readPage } from './pages.ts'
import { query } from './paths.ts'

/** Items on a page of a delta listing, occurrences one by one among them. */
const pageSize = 1000
/** An expired cursor, and a listing whose state is lost between two of its pages: not more than that in one reading. */
const mostRestarts = 2

const cursorText = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
      context.addIssue('is no cursor')
      return z.NEVER
    }
  })
  .pipe(z.object({ from: z.string(), to: z.string(), path: z.string().startsWith('/v1.0/') }))

interface Reading {
  window: Window
  /** The service's link without the host. */
  path: string
}

/**
 * What changed in a calendar, by `calendarView/delta`: its window is fixed for as long as the reading goes on, so that a cursor is
 * the window and the link. Items outside the window are never shown; one that leaves it comes as `@removed`, like a
 * deleted one, and is therefore asked for by its id.
 */
export async function* readEventChanges(
  client: GraphClient,
  paths: EventPaths,
  wanted: { cursor: string | undefined; folder: string | undefined; now: number },
): AsyncGenerator<Change<EventContent>[]> {
  const { folder } = wanted
  const begin = () => newReading(paths, folder, wanted.now)
  const told = nothingTold()
  let reading = openReading(wanted.cursor, wanted.now)
  for (let restarts = 0; ; ) {
    const isNew = reading === undefined
    reading ??= begin()
    let page: Page
    try {
      page = await readPage(client, {
        method: 'GET',
        path: reading.path,
        prefer: [`odata.maxpagesize=${pageSize}`],
      })
    } catch (error) {
      if (!isExpired(error) || isNew || restarts++ === mostRestarts) throw error
      reading = undefined
      continue
    }
    // Not before the calendar has answered: a reset of one that is gone would say that everything in it is.
    if (isNew) yield [{ kind: 'reset', window: reading.window }]
    const { path, ...end } = endOf(page)
    const { window } = reading
    const cursor = JSON.stringify({ ...window, path })
    yield [...(await changesOf(client, paths, folder, page, told)), { kind: 'checkpoint', cursor, ...end }]
    if (!end.more) return
    reading = { window, path }
  }
}

function newReading(paths: EventPaths, folder: string | undefined, now: number): Reading {
  const window = windowAt(now)
  const range = query({ startDateTime: window.from, endDateTime: window.to })
  return { window, path: `${paths.view(folder)}/delta${range}` }
}

/** The reading that a cursor goes on with; undefined when a new one must begin. What does not look like ours is not sent anywhere. */
function openReading(cursor: string | undefined, now: number): Reading | undefined {
  if (cursor === undefined) return undefined
  const read = cursorText.safeParse(cursor)
  if (!read.success || isWorn(read.data, now)) return undefined
  const { from, to, path } = read.data
  return { window: { from, to }, path }
}

function endOf({ next, delta }: Page): { path: string; more: boolean } {
  const path = next ?? delta
  if (path !== undefined) return { path, more: next !== undefined }
  throw new ProviderError({ kind: 'Unexpected', detail: 'A delta page came without a link to go on from' })
}

function isExpired(error: unknown): boolean {
  return error instanceof ProviderError && error.failure.kind === 'CursorExpired'
}

/**
 * The changes of a page. Single events are shown in full; of a series the page shows occurrences and exceptions of the
 * window, some without most fields, and not what is cancelled. So every series that is touched is read by itself, also in a first
 * reading: whether a day is cancelled or only out of sight cannot be told from the page, and one request reads
 * twenty series.
 */
async function changesOf(
  client: GraphClient,
  paths: EventPaths,
  folder: string | undefined,
  page: Page,
  told: Told,
): Promise<Change<EventContent>[]> {
  const items = itemsOf<GraphEvent>(page)
  const changes: Change<EventContent>[] = []
  const removed: string[] = []
  for (const item of items) {
    const master = masterOf(item)
    if ('@removed' in item) removed.push(item.id)
    else if (master !== undefined) told.touch(master, item)
    else changes.push({ kind: 'upsert', ...versionedEvent(item) })
  }
  const first = await readPlaced(client, paths, [...removed, ...told.newer()])
  changes.push(...wholeChanges(first, folder, told))
  // An occurrence that left the window: its series tells what became of it.
  const second = await readPlaced(client, paths, told.newer())
  changes.push(...wholeChanges(second, folder, told))
  return changes
}

function wholeChanges(
  read: Map<string, Whole>,
  folder: string | undefined,
  told: Told,
): Change<EventContent>[] {
  return [...read].flatMap(([ref, whole]): Change<EventContent>[] => {
    if (!whole.ok) {
      if (whole.failure.kind !== 'NotFound') throw new ProviderError(whole.failure)
      told.read(ref)
      return [{ kind: 'delete', ref }]
    }
    const { event } = whole
    if (!isIn(event, folder)) return [{ kind: 'delete', ref }]
    if (typeof event.seriesMasterId === 'string') {
      told.touch(event.seriesMasterId, event)
      return []
    }
    told.read(ref, event)
    return [{ kind: 'upsert', ...versionedEvent(event) }]
  })
}

/** The series that an item of a page belongs to; undefined for a single event. */
function masterOf(item: GraphEvent): string | undefined {
  if (typeof item.seriesMasterId === 'string') return item.seriesMasterId
  return item.type === 'seriesMaster' ? item.id : undefined
}

/** True if the event is in the calendar that is read. Where the service does not tell, it is. */
function isIn({ calendar }: GraphEvent, folder: string | undefined): boolean {
  const { id, isDefaultCalendar } = (calendar ?? {}) as { id?: string; isDefaultCalendar?: boolean }
  if (folder !== undefined) return id === undefined || id === folder
  return isDefaultCalendar !== false
}

/**
 * What a reading's pages told of series, by the change keys of their items: a series is read when a page shows a key that was not there
 * before it was read last. A page fetched after that could show what happened since.
 */
interface Told {
  touch(master: string, item: GraphEvent): void
  /** Series of which something newer was told than was read. */
  newer(): string[]
  read(master: string, event?: GraphEvent): void
}

function nothingTold(): Told {
  const known = new Map<string, Set<string>>()
  const touched = new Map<string, Set<string>>()
  return {
    touch: (master, item) => {
      const key = changeKeyOf(item)
      if (known.get(master)?.has(key)) return
      touched.set(master, (touched.get(master) ?? new Set<string>()).add(key))
    },
    newer: () => [...touched.keys()],
    read: (master, event) => {
      const items = event ? [event, ...(event.exceptionOccurrences ?? [])] : []
      const keys = [...(known.get(master) ?? []), ...(touched.get(master) ?? []), ...items.map(changeKeyOf)]
      known.set(master, new Set(keys))
      touched.delete(master)
    },
  }
}
