import {
  type InfiniteData,
  keepPreviousData,
  type QueryKey,
  useInfiniteQuery,
  useMutation,
  useQuery,
} from '@tanstack/react-query'
import { useMemo } from 'react'
import { useToasts } from '../../components/toasts.tsx'
import { keys } from '../../keys.ts'
import { queryClient } from '../../query-client.ts'
import { type ConversationFilter, conversations, queues } from '../../queues-api.ts'
import type { Conversation, Page, WholeConversation } from '../../shapes.ts'
import { otherState } from './queue-words.ts'

const mutationKey = ['conversations']

type Found = InfiniteData<Page<Conversation>, string | undefined>

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
  const { state } = filter
  const items = useMemo(() => {
    const all = query.data?.pages.flatMap((page) => page.items) ?? []
    // One that came up between two pages stands in both.
    const once = [...new Map(all.map((item) => [item.id, item])).values()]
    // What was closed a moment ago is gone from those open before the server has said so.
    return state === undefined ? once : once.filter((item) => item.state === state)
  }, [query.data, state])
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

/** Closes or reopens: shown at once, taken back if it is refused. */
export function useConversationState() {
  const toasts = useToasts()
  const change = useMutation({
    mutationKey,
    // One after the other, however fast the key is pressed.
    scope: { id: 'conversation-state' },
    mutationFn: ({ id, state }: Wish) => conversations.change(id, state),
    onMutate: async (wish) => {
      // An answer from before would put the old state back.
      await queryClient.cancelQueries({ queryKey: ['conversations'] })
      show(wish)
    },
    onSuccess: (_, { id, state }) => {
      if (state === 'closed')
        toasts.done('Closed.', { label: 'Reopen', act: () => change.mutate({ id, state: 'open' }) })
    },
    onError: (error, { id, state }) => {
      toasts.failed(error)
      show({ id, state: otherState(state) })
    },
    onSettled: async () => {
      // An answer between two of them would show the first for a moment.
      if (queryClient.isMutating({ mutationKey }) > 1) return
      const touched = [keys.queues(), ['conversations']]
      await Promise.all(touched.map((queryKey) => queryClient.invalidateQueries({ queryKey })))
    },
  })
  return change
}

type Wish = Pick<Conversation, 'id' | 'state'>

/** Puts a state wherever the conversation is held. */
function show({ id, state }: Wish): void {
  queryClient.setQueryData<WholeConversation>(keys.conversation(id), (held) => held && { ...held, state })
  queryClient.setQueriesData<Found>({ queryKey: ['conversations', 'found'] }, (found) => {
    const pages = found?.pages.map((page) => ({
      ...page,
      items: page.items.map((item) => (item.id === id ? { ...item, state } : item)),
    }))
    return found && pages && { ...found, pages }
  })
}
