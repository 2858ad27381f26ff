import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Person } from '../address-text.ts'
import { contacts } from '../api.ts'
import { keys } from '../keys.ts'
import { contactName } from '../pages/contacts/contact-name.ts'
import type { Contact } from '../shapes.ts'

/** Typing pauses of so many milliseconds ask for suggestions. */
const pause = 150

/** Contacts of the mailbox that fit what is typed, one line an address; at most eight. */
export function usePeople(mailboxId: string, typed: string): Person[] {
  const [search, setSearch] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setSearch(typed.trim()), pause)
    return () => clearTimeout(timer)
  }, [typed])
  const query = useQuery({
    queryKey: keys.peopleFound(mailboxId, search),
    queryFn: ({ signal }) => contacts.list(mailboxId, { search, limit: 8 }, signal),
    enabled: search.length > 0,
    placeholderData: keepPreviousData,
  })
  if (typed.trim() === '' || search === '') return []
  return (query.data?.items ?? []).flatMap(addressesOf).slice(0, 8)
}

function addressesOf(contact: Contact): Person[] {
  return (contact.emailAddresses ?? []).flatMap(({ address }) =>
    address ? [{ name: contactName(contact), address }] : [],
  )
}
