import type { StreamTopic } from '@tandem/model/api/changes.ts'
import { useEffect, useState } from 'react'
import { openStream } from './api.ts'
import { type LiveEvent, queriesTouched, readEvent } from './live-events.ts'
import { followChanges, followUnsettled } from './pages/contacts/follow-changes.ts'
import { queryClient } from './query-client.ts'
import { followQueues } from './queues-live.ts'
import { followCalendar, rereadUnsettled } from './records-live.ts'

export type StreamState = 'connecting' | 'live' | 'lost' | 'offline'

// Not the model's own list: its file brings the whole schema library into the page. A missing topic is a type error.
const topics: Record<StreamTopic, true> = {
  change: true,
  connection: true,
  verification: true,
  mailbox: true,
  collection: true,
  conflict: true,
  batch: true,
  job: true,
  message: true,
  notice: true,
  queue: true,
}

/** A burst of events (a first sync makes thousands) is taken together. */
const gatherFor = 120

/** Milliseconds after which a stream that the browser has given up is opened anew. */
const reopenAfter = 3000

/** Keeps what the page knows in step with the server for as long as the caller is shown. */
export function useLive(): StreamState {
  const [state, setState] = useState<StreamState>('connecting')
  useEffect(() => listen(setState), [])
  return state
}

function listen(setState: (state: StreamState) => void): () => void {
  const gather = gatherer()
  let stream: EventSource
  let wasLost = false
  let again: ReturnType<typeof setTimeout> | undefined
  const opened = () => {
    setState('live')
    // Announcements made while we were away are not kept, so everything in view is read anew.
    if (wasLost) void queryClient.invalidateQueries()
    wasLost = false
  }
  const lost = () => {
    wasLost = true
    setState(navigator.onLine ? 'lost' : 'offline')
    // The browser reconnects by itself, but gives up for ever on an answer that is no stream (a proxy's 502).
    if (stream.readyState === EventSource.CLOSED) again = setTimeout(connect, reopenAfter)
  }
  const connect = () => {
    clearTimeout(again)
    stream?.close()
    stream = openStream()
    for (const topic of Object.keys(topics)) stream.addEventListener(topic, gather.take)
    stream.onopen = opened
    stream.onerror = lost
  }
  connect()
  window.addEventListener('offline', lost)
  window.addEventListener('online', connect)
  return () => {
    window.removeEventListener('offline', lost)
    window.removeEventListener('online', connect)
    clearTimeout(again)
    gather.stop()
    stream.close()
  }
}

/** Collects events for a moment, then takes them in together. */
function gatherer(): { take: (message: MessageEvent<string>) => void; stop: () => void } {
  let gathered: LiveEvent[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  const act = () => {
    timer = undefined
    const events = gathered
    gathered = []
    takeIn(events)
  }
  const take = (message: MessageEvent<string>) => {
    const event = readEvent(message.type, message.data)
    if (event === undefined) return
    gathered.push(event)
    timer ??= setTimeout(act, gatherFor)
  }
  return { take, stop: () => clearTimeout(timer) }
}

function takeIn(events: LiveEvent[]): void {
  const changes = events.filter((event) => event.topic === 'change')
  const contacts = changes.filter(({ kind }) => kind === 'contacts')
  if (contacts.length > 0) void followChanges(contacts)
  followCalendar(changes)
  if (events.some(({ topic }) => topic === 'collection' || topic === 'batch' || topic === 'conflict')) {
    void followUnsettled()
    rereadUnsettled()
  }
  if (events.some(({ topic }) => topic === 'queue')) followQueues()
  for (const queryKey of queriesTouched(events)) void queryClient.invalidateQueries({ queryKey })
}
