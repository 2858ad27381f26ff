import { useCallback, useEffect, useRef, useState } from 'react'

/** Typing pauses of so many milliseconds send the search. */
const pause = 180

export type TypedSearch = ReturnType<typeof useTypedSearch>

/** A search box: what is typed, and what is searched for once the typing pauses. */
export function useTypedSearch(settled: string, onSettle: (search: string | undefined) => void) {
  const box = useRef<HTMLInputElement>(null)
  const [typed, type] = useState(settled)
  useEffect(() => {
    const search = typed.trim()
    if (search === settled) return
    const timer = setTimeout(() => onSettle(search || undefined), pause)
    return () => clearTimeout(timer)
  }, [typed, settled, onSettle])
  const focus = useCallback(() => {
    box.current?.focus()
    box.current?.select()
  }, [])
  return { box, typed, type, settled, focus }
}
