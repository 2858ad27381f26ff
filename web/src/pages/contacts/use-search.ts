import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'

const route = getRouteApi('/inside/workspace/$mailboxId')

/** Typing pauses of so many milliseconds send the search. */
const pause = 180

export type Search = ReturnType<typeof useSearch>

/** The search box: what is typed, and what is searched for once the typing pauses; kept in the page's address. */
export function useSearch() {
  const box = useRef<HTMLInputElement>(null)
  const navigate = useNavigate({ from: '/workspace/$mailboxId' })
  const { search = '' } = route.useSearch()
  const [typed, type] = useState(search)
  const settled = search
  useEffect(() => {
    if (typed.trim() === settled) return
    const send = () =>
      void navigate({ search: (before) => ({ ...before, search: typed.trim() || undefined }), replace: true })
    const timer = setTimeout(send, pause)
    return () => clearTimeout(timer)
  }, [typed, settled, navigate])
  return { box, typed, type, settled }
}
