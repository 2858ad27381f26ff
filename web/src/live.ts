import { useEffect, useState } from 'react'
import { openStream } from './api.ts'
import { type LiveEvent, queriesTouched, readEvent } from './live-events.ts'
import { followChanges, followPending } from './pages/contacts/follow-changes.ts'
import { queryClient } from './query-client.ts'

export type StreamState = 'connecting' | 'live' | 'lost' | 'offline'

const topics = [
  'change',
  'connection',
  'verification',
  'mailbox',
  'collection',
  'conflict',
  'batch',
  'job',
] as const

/** A burst of events (a first sync makes thousands) is taken together. */
const gatherFor = 120

/** So often, in ms, contacts shown as "on their way" are asked for; without any, nothing is asked. */
const pendingEvery = 2000

/** Keeps what the page knows in step with the server for as long as the caller is shown. */
export function useLive(): StreamState {
  const [state, setState] = useState<StreamState>('connecting')
  useEffect(() => listen(setState), [])
  return state
}

function listen(setState: (state: StreamState) => void): () => void {
  const stream = openStream()
  let wasLost = false
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
  for (const topic of topics) stream.addEventListener(topic, take)
  stream.onopen = () => {
    setState('live')
    // Announcements made while we were away are not kept, so everything in view is read anew.
    if (wasLost) void queryClient.invalidateQueries()
    wasLost = false
  }
  stream.onerror = () => {
    wasLost = true
    setState(navigator.onLine ? 'lost' : 'offline')
  }
  const offline = () => setState('offline')
  window.addEventListener('offline', offline)
  const pending = setInterval(() => void followPending(), pendingEvery)
  return () => {
    window.removeEventListener('offline', offline)
    clearInterval(pending)
    clearTimeout(timer)
    stream.close()
  }
}

function takeIn(events: LiveEvent[]): void {
  const changes = events.filter((event) => event.topic === 'change')
  if (changes.length > 0) void followChanges(changes)
  if (events.some((event) => event.topic === 'collection' || event.topic === 'batch')) void followPending()
  for (const queryKey of queriesTouched(events)) void queryClient.invalidateQueries({ queryKey })
}
