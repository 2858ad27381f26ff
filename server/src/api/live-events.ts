import type { StreamTopic } from '@tandem/model/api/changes.ts'
import type { Announcement } from '../store/announce.ts'
import { type FeedChange, type FeedPlace, readChanges } from '../store/change-feed.ts'
import type { Db } from '../store/database.ts'
import { inScope, type Scope } from '../store/scope.ts'
import type { ChangeHub } from './change-hub.ts'
import { packPlace } from './feed-cursor.ts'

export interface StreamWish {
  organisationId: string | null
  /** Of the request: whoever takes the text does so outside of it. */
  scope: Scope
  /** Where to begin. */
  place: FeedPlace
  topics: ReadonlySet<StreamTopic>
}

/** Changes read at a time: what a slow reader can make us hold. */
const pageLength = 500
/**
 * Different announcements kept for a reader that does not read (a directory found may make thousands at once); beyond
 * that the stream ends and the reader starts anew.
 */
const mostWaiting = 10_000
const heartbeat = 15_000
/** Changes held back by an open transaction are looked at again after this many milliseconds. */
const lookAgain = 40

/**
 * The text of a stream of server-sent events, made only as fast as the reader takes it. Ends when `signal` aborts,
 * when the reader is too slow, or when the database connection was lost (the reader reconnects with its last id).
 */
export async function* liveEvents(
  source: { db: Db; hub: ChangeHub },
  wish: StreamWish,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const inbox = openInbox(source.hub, wish, signal)
  let { place } = wish
  try {
    yield `retry: 1000\nid: ${packPlace(place)}\nevent: ready\ndata: {}\n\n`
    while (!inbox.ended) {
      const waiting = inbox.take()
      if (waiting.announcements.length > 0) yield waiting.announcements.map(announcementText).join('')
      if (waiting.changed) {
        const from = { ...wish, after: place, limit: pageLength }
        const page = await inScope(wish.scope, async () => await readChanges(source.db, from))
        place = page.next
        if (page.items.length > 0) yield page.items.map(changeText).join('')
        if (page.more) inbox.look()
        else if (page.held) inbox.lookIn(lookAgain)
      }
      if (!(await inbox.wait(heartbeat))) yield ': still here\n\n'
    }
  } finally {
    inbox.close()
  }
}

/** What came in since the last look; wakes whoever waits. */
function openInbox(hub: ChangeHub, wish: StreamWish, signal: AbortSignal) {
  let announcements = new Map<string, Announcement>()
  // A change may have come before we listened.
  let changed = wish.topics.has('change')
  let wake: () => void = () => undefined
  const inbox = {
    ended: signal.aborted,
    take: () => {
      const taken = { announcements: [...announcements.values()], changed }
      announcements = new Map()
      changed = false
      return taken
    },
    look: () => {
      changed = true
      wake()
    },
    lookIn: (milliseconds: number) => void setTimeout(inbox.look, milliseconds),
    /** False when nothing came for so long. */
    wait: async (milliseconds: number): Promise<boolean> => {
      if (changed || announcements.size > 0 || inbox.ended) return true
      let timer: ReturnType<typeof setTimeout> | undefined
      const woken = new Promise<boolean>((done) => {
        wake = () => done(true)
        timer = setTimeout(() => done(false), milliseconds)
      })
      return await woken.finally(() => clearTimeout(timer))
    },
    close: () => {
      unsubscribe()
      signal.removeEventListener('abort', end)
    },
  }
  const end = () => {
    inbox.ended = true
    wake()
  }
  signal.addEventListener('abort', end)
  const unsubscribe = hub.subscribe(wish.organisationId, (event) => {
    if (event.topic === 'lost' || announcements.size >= mostWaiting) return end()
    if (!wish.topics.has(event.topic)) return
    if (event.topic === 'change') return inbox.look()
    announcements.set(`${event.topic} ${event.id}`, event)
    wake()
  })
  return inbox
}

function changeText({ xact, seq, ...change }: FeedChange): string {
  return `id: ${packPlace({ xact, seq })}\nevent: change\ndata: ${JSON.stringify(change)}\n\n`
}

function announcementText(announcement: Announcement): string {
  return `event: ${announcement.topic}\ndata: ${JSON.stringify(announcement)}\n\n`
}
