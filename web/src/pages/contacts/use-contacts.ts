import { keepPreviousData, type QueryKey, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { contacts } from '../../api.ts'
import { keys } from '../../keys.ts'
import { queryClient } from '../../query-client.ts'
import type { Contact, ContactPage } from '../../shapes.ts'
import { type ContactPages, loadedContacts } from './contact-pages.ts'

const pageLength = 200

/** The contacts of a mailbox that match `search`, page by page; the last answer stays until the new one is there. */
export function useContacts(mailboxId: string, search: string) {
  const query = useInfiniteQuery<ContactPage, Error, ContactPages, QueryKey, string | undefined>({
    queryKey: keys.contactsFound(mailboxId, search),
    queryFn: ({ pageParam, signal }) =>
      contacts.list(mailboxId, { search, cursor: pageParam, limit: pageLength, total: !pageParam }, signal),
    initialPageParam: undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  })
  const items = useMemo(() => loadedContacts(query.data), [query.data])
  return { query, items, total: query.data?.pages[0]?.total }
}

/** One contact; what a list already holds is shown at once. `null`: it was deleted. */
export function useContact(mailboxId: string, id: string) {
  return useQuery<Contact | null>({
    queryKey: keys.contact(mailboxId, id),
    queryFn: () => contacts.get(mailboxId, id),
    placeholderData: () => listed(mailboxId, id),
  })
}

/** A contact as the lists or the panel hold it just now. */
function listed(mailboxId: string, id: string): Contact | undefined {
  const lists = queryClient.getQueriesData<ContactPages>({ queryKey: keys.contacts(mailboxId) })
  for (const [, pages] of lists) {
    for (const page of pages?.pages ?? []) {
      const found = page.items.find((item) => item.id === id)
      if (found) return found
    }
  }
  return undefined
}
