import { type QueryKey, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { keys } from '../../keys.ts'
import type { ListedMessage, Page } from '../../shapes.ts'
import { messages } from '../../workspace-api.ts'

type Pages = { pages: Page<ListedMessage>[]; pageParams: (string | undefined)[] }

/** Messages that went out or will, newest first. */
export function useMessages(mailboxId: string) {
  const query = useInfiniteQuery<Page<ListedMessage>, Error, Pages, QueryKey, string | undefined>({
    queryKey: keys.messages(mailboxId),
    queryFn: ({ pageParam }) => messages.list(mailboxId, { cursor: pageParam, limit: 50 }),
    initialPageParam: undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  })
  const items = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data])
  return { query, items }
}

/** One message with its text. */
export function useMessage(mailboxId: string, id: string) {
  return useQuery({ queryKey: keys.message(mailboxId, id), queryFn: () => messages.get(mailboxId, id) })
}

/** What the mailbox may still send. */
export function useLimits(mailboxId: string) {
  return useQuery({ queryKey: keys.sending(mailboxId), queryFn: () => messages.limits(mailboxId) })
}
