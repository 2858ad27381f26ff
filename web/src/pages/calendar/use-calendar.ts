import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { keys } from '../../keys.ts'
import { queryClient } from '../../query-client.ts'
import type { CalendarEvent, Occurrence } from '../../shapes.ts'
import { events } from '../../workspace-api.ts'

/** The time in view, as instants. */
export interface Span {
  from: string
  to: string
}

/** The occurrences of a mailbox in a span; what was shown stays until the new ones are there. */
export function useCalendar(mailboxId: string, span: Span | undefined) {
  const { from, to } = span ?? { from: '', to: '' }
  const query = useQuery({
    ...reading(mailboxId, { from, to }),
    enabled: span !== undefined,
    placeholderData: keepPreviousData,
  })
  const isThere = query.isSuccess && !query.isPlaceholderData
  useEffect(() => {
    if (!isThere) return
    // The pages before and after are usually asked for next.
    for (const step of [1, -1])
      void queryClient.prefetchQuery(reading(mailboxId, shifted({ from, to }, step)))
  }, [mailboxId, from, to, isThere])
  return query
}

/** One event with all that it has; null: it is gone. */
export function useEvent(mailboxId: string, id: string | undefined) {
  return useQuery<CalendarEvent>({
    queryKey: keys.event(mailboxId, id ?? ''),
    queryFn: () => events.get(mailboxId, id ?? ''),
    enabled: id !== undefined,
  })
}

/** Changes what every view of the calendar shows; gives back what puts it as it was. */
export function showInCalendar(mailboxId: string, change: (items: Occurrence[]) => Occurrence[]): () => void {
  const queryKey = keys.calendar(mailboxId)
  const before = queryClient.getQueriesData<{ items: Occurrence[] }>({ queryKey })
  queryClient.setQueriesData<{ items: Occurrence[] }>(
    { queryKey },
    (data) => data && { items: change(data.items) },
  )
  return () => {
    for (const [key, data] of before) queryClient.setQueryData(key, data)
  }
}

function reading(mailboxId: string, { from, to }: Span) {
  return {
    queryKey: keys.calendarBetween(mailboxId, from, to),
    queryFn: ({ signal }: { signal: AbortSignal }) => events.between(mailboxId, from, to, signal),
  }
}

/** The span before or after one of the same length. */
function shifted({ from, to }: Span, step: number): Span {
  const length = (Date.parse(to) - Date.parse(from)) * step
  return {
    from: new Date(Date.parse(from) + length).toISOString(),
    to: new Date(Date.parse(to) + length).toISOString(),
  }
}
