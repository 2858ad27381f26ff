import {
  type InfiniteData,
  keepPreviousData,
  type QueryKey,
  useInfiniteQuery,
  useQuery,
} from '@tanstack/react-query'
import { useMemo } from 'react'
import { keys } from '../../keys.ts'
import { useSelf } from '../../presence.ts'
import { agents, type ConversationFilter, conversations, queues } from '../../queues-api.ts'
import type { Conversation, Page } from '../../shapes.ts'
import { fits } from './conversation-fits.ts'

export type Found = InfiniteData<Page<Conversation>, string | undefined>

/** The queues that the person may see. */
export function useQueues() {
  return useQuery({ queryKey: keys.queues(), queryFn: () => queues.list() })
}

/** Conversations, newest activity first; the last answer stays until the new one is there. */
export function useConversations(filter: ConversationFilter) {
  const query = useInfiniteQuery<Page<Conversation>, Error, Found, QueryKey, string | undefined>({
    queryKey: keys.conversations(filter),
    queryFn: ({ pageParam, signal }) => conversations.list(filter, pageParam, signal),
    initialPageParam: undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  })
  const selfId = useSelf()?.id
  const { state, owner, queue } = filter
  const items = useMemo(() => {
    const all = query.data?.pages.flatMap((page) => page.items) ?? []
    // One that came up between two pages stands in both.
    const once = [...new Map(all.map((item) => [item.id, item])).values()]
    return once.filter((item) => fits(item, { state, owner, queue }, selfId))
  }, [query.data, state, owner, queue, selfId])
  return { query, items }
}

/** A conversation with its messages. */
export function useConversation(id: string | undefined) {
  return useQuery({
    queryKey: keys.conversation(id ?? ''),
    queryFn: () => conversations.get(id ?? ''),
    enabled: id !== undefined,
  })
}

/** Who works in queues. */
export function useAgents() {
  return useQuery({ queryKey: keys.agents(), queryFn: agents.list })
}

/** All queues of the organisation, also those that the person does not see into. */
export function useQueueNames() {
  return useQuery({ queryKey: keys.queueNames(), queryFn: queues.names })
}
