import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useCallback } from 'react'
import { useTypedSearch } from '../../components/use-typed-search.ts'

const route = getRouteApi('/inside/workspace/$mailboxId')

/** The search box of the contacts, kept in the page's address. */
export function useSearch() {
  const navigate = useNavigate({ from: '/workspace/$mailboxId' })
  const { search = '' } = route.useSearch()
  const settle = useCallback(
    (wanted: string | undefined) =>
      void navigate({ search: (before) => ({ ...before, search: wanted }), replace: true }),
    [navigate],
  )
  return useTypedSearch(search, settle)
}
