import { type RefObject, useEffect } from 'react'

/** `/` goes to the search, Esc closes the panel; neither while something is being typed or a dialog is open. */
export function useShortcuts(act: {
  search: RefObject<HTMLInputElement | null>
  close: (() => void) | undefined
}): void {
  const { search, close } = act
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
      const typing =
        event.target instanceof Element && event.target.closest('input, textarea, [role="dialog"]')
      if (event.key === '/' && !typing) {
        event.preventDefault()
        search.current?.focus()
        search.current?.select()
      }
      if (event.key === 'Escape' && !typing) close?.()
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [search, close])
}
