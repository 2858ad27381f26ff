import { keys } from './keys.ts'
import type { LiveEvent } from './live-events.ts'
import { queryClient } from './query-client.ts'

type ChangeEvent = Extract<LiveEvent, { topic: 'change' }>

/** Milliseconds between two readings of what changes much (a first sync). */
const rereadAfter = 600

/** What was read a moment ago, and whether it has changed again since. */
const lately = new Map<string, boolean>()

/** Reads calendars, events, tasks and outgoing messages anew that have changed; only what is in view asks the server. */
export function followCalendar(changes: ChangeEvent[]): void {
  for (const { kind, mailboxId, recordId } of changes) {
    if (kind === 'events') {
      rereadSoon(keys.calendar(mailboxId))
      rereadSoon(keys.event(mailboxId, recordId))
    }
    if (kind === 'tasks') rereadSoon(keys.tasks(mailboxId))
    if (kind === 'messages') {
      rereadSoon(keys.messages(mailboxId))
      rereadSoon(keys.message(mailboxId, recordId))
    }
  }
}

/** What is shown as on its way has perhaps arrived: that changes no field, so no change tells it. */
export function rereadUnsettled(): void {
  for (const key of [['calendar'], ['event'], ['tasks']]) rereadSoon(key)
}

/** The first change is shown at once; those that follow it closely are gathered. */
function rereadSoon(queryKey: readonly unknown[]): void {
  const name = JSON.stringify(queryKey)
  if (lately.has(name)) {
    lately.set(name, true)
    return
  }
  lately.set(name, false)
  reread(queryKey)
  setTimeout(() => {
    const hasChanged = lately.get(name)
    lately.delete(name)
    if (hasChanged) rereadSoon(queryKey)
  }, rereadAfter)
}

/** An answer on its way from before an edit would put the edit back for a moment: whoever edits reads anew at the end. */
function reread(queryKey: readonly unknown[]): void {
  if (queryClient.isMutating({ mutationKey: [queryKey[0]] }) > 0) return
  void queryClient.invalidateQueries({ queryKey })
}
