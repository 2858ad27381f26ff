import { type RefObject, useEffect, useRef } from 'react'

/** What each key does; a key without an act is left to others. */
export type Shortcuts = Record<string, (() => void) | undefined>

const typing = 'input, textarea, select, [contenteditable="true"], [role="dialog"]'

/**
 * Keys that act on a page, but not while something is being typed or a dialog is open. Letters are given `within` a part
 * of the page: they act only while the focus is there (WCAG 2.2, 2.1.4 Character Key Shortcuts).
 */
export function useShortcuts(shortcuts: Shortcuts, within?: RefObject<HTMLElement | null>): void {
  const acts = useRef(shortcuts)
  acts.current = shortcuts
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
      const { target } = event
      if (!(target instanceof Element) || target.closest(typing)) return
      if (within && !within.current?.contains(target)) return
      const act = acts.current[event.key]
      if (act === undefined) return
      event.preventDefault()
      act()
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [within])
}
