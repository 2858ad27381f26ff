import type { ConversationFilter } from '../../queues-api.ts'
import type { Conversation } from '../../shapes.ts'

type Item = Pick<Conversation, 'state' | 'owner' | 'queueId' | 'snoozedUntil'>

/**
 * Whether a conversation still is among those looked for: what was closed, handed over or put off a moment ago is gone from
 * the list before the server has said so. Words are the server's.
 */
export function fits(item: Item, filter: ConversationFilter, selfId: string | undefined): boolean {
  const { state, owner, queue } = filter
  if (state !== undefined && state !== shownStateOf(item)) return false
  if (owner === 'none' && item.owner !== null) return false
  if (owner === 'me' && selfId !== undefined && item.owner?.id !== selfId) return false
  return queue === undefined || item.queueId === queue
}

function shownStateOf({ state, snoozedUntil }: Item): ConversationFilter['state'] {
  return state === 'open' && snoozedUntil !== null ? 'snoozed' : state
}
