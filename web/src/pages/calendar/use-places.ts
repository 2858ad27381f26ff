import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useToasts } from '../../components/toasts.tsx'
import { keys } from '../../keys.ts'
import { queryClient } from '../../query-client.ts'
import type { Occurrence } from '../../shapes.ts'
import { events } from '../../workspace-api.ts'
import { occurrenceKey } from './calendar-item.ts'
import type { EventEdit } from './event-edit.ts'
import { movedSeries, occurrenceAt, type Place, timesAt } from './moved.ts'
import type { SeriesScope } from './scope-dialog.tsx'

/** What the panel shows: an event (perhaps one occurrence of it), or a new one at a place. */
export type Shown =
  | { kind: 'event'; eventId: string; date: string | undefined }
  | { kind: 'new'; place: Place }

type Run = (edit: EventEdit, moved?: Occurrence) => Promise<boolean>
interface Move {
  occurrence: Occurrence
  place: Place
  putBack: () => void
}

const route = getRouteApi('/inside/workspace/$mailboxId/calendar')

/** What is pressed, dragged and dropped in the calendar: opens the panel, moves events, and asks which of a series. */
export function usePlaces(mailboxId: string, run: Run, isAsking: boolean) {
  const navigate = useNavigate({ from: '/workspace/$mailboxId/calendar' })
  const { event: eventId, date } = route.useSearch()
  const { failed } = useToasts()
  const [place, setPlace] = useState<Place>()
  const [asking, setAsking] = useState<Move>()
  const opener = useRef<string>(undefined)
  const show = useCallback(
    (next: { event?: string; date?: string | undefined }) =>
      void navigate({
        search: (before) => ({ ...before, event: next.event, date: next.date }),
        replace: true,
      }),
    [navigate],
  )
  const open = useCallback(
    (occurrence: Pick<Occurrence, 'eventId' | 'originalDate'>) => {
      opener.current = occurrenceKey(occurrence)
      setPlace(undefined)
      show({ event: occurrence.eventId, date: occurrence.originalDate })
    },
    [show],
  )
  const close = useCallback(() => {
    setPlace(undefined)
    show({})
    setTimeout(() => giveFocusBack(opener.current), panelLeavesAfter)
  }, [show])
  const moveTo = useLatest(async ({ occurrence, place: to, putBack }: Move, scope: 'event' | SeriesScope) => {
    const edit = await moveEdit(mailboxId, occurrence, to, scope)
    if (!(await run(edit, occurrenceAt(occurrence, to)))) putBack()
  })
  const move = useCallback(
    (occurrence: Occurrence, to: Place, putBack: () => void) => {
      opener.current = occurrenceKey(occurrence)
      if (occurrence.type === 'singleInstance')
        void moveTo({ occurrence, place: to, putBack }, 'event').catch(failed)
      else setAsking({ occurrence, place: to, putBack })
    },
    [failed, moveTo],
  )
  const answer = (scope: SeriesScope | undefined) => {
    setAsking(undefined)
    if (!asking) return
    if (scope) void moveTo(asking, scope).catch(failed)
    else asking.putBack()
  }
  const isBusy = isAsking || asking !== undefined
  useEffect(() => {
    if (!isBusy) return
    return () => void setTimeout(() => giveFocusBack(opener.current), panelLeavesAfter)
  }, [isBusy])
  const shown: Shown | undefined = place
    ? { kind: 'new', place }
    : eventId
      ? { kind: 'event', eventId, date }
      : undefined
  return { shown, open, close, move, create: setPlace, isAsking: asking !== undefined, answer }
}

/** Where the focus goes when what had it is gone. */
export const calendarId = 'calendar'

/** Milliseconds until the panel has gone and lets the focus out. */
const panelLeavesAfter = 400

/** The event that was opened is drawn anew with every change: it is found by its name. Who has moved on stays there. */
function giveFocusBack(key: string | undefined): void {
  const holder = document.activeElement
  const isFree = holder === null || holder === document.body || holder.hasAttribute('data-tabster-dummy')
  if (!isFree || document.querySelector('[role="dialog"]')) return
  const event = key === undefined ? null : document.querySelector(`[data-key="${CSS.escape(key)}"]`)
  const place = event ?? document.getElementById(calendarId)
  if (place instanceof HTMLElement) place.focus()
}

/** An hour from the next full or half hour on: where a new event is proposed. */
export function nextHalfHour(now = Date.now()): Place {
  const start = Math.ceil(now / 1_800_000) * 1_800_000
  return { allDay: false, start: new Date(start), end: new Date(start + 3_600_000) }
}

async function moveEdit(
  mailboxId: string,
  occurrence: Occurrence,
  place: Place,
  scope: 'event' | SeriesScope,
): Promise<EventEdit> {
  const { eventId, version, originalDate: date } = occurrence
  const times = timesAt(place, occurrence)
  if (scope === 'event' || scope === 'this' || date === undefined)
    return { kind: 'change', scope, eventId, version, date, changes: times }
  const event = await queryClient.fetchQuery({
    queryKey: keys.event(mailboxId, eventId),
    queryFn: () => events.get(mailboxId, eventId),
    staleTime: 0,
  })
  const changes = movedSeries(event, date, times, scope)
  return { kind: 'change', scope, eventId, version: event.version, date, changes, started: event }
}

/** A function that stays the same one but does what the newest does. */
function useLatest<Args extends unknown[], Result>(
  act: (...args: Args) => Result,
): (...args: Args) => Result {
  const latest = useRef(act)
  useEffect(() => {
    latest.current = act
  })
  return useCallback((...args: Args) => latest.current(...args), [])
}
