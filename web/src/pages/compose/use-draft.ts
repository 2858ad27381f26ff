import { useCallback, useEffect, useRef, useState } from 'react'
import { type Draft, draftStore } from './draft-store.ts'

/** Typing pauses of so many milliseconds keep the draft. */
const pause = 400

/**
 * A message that is being written, kept in this browser while it is. `forget` takes it out, for good: what is typed
 * after that is not kept.
 */
export function useDraft(mailboxId: string, about: string, begin: Draft) {
  const [store] = useState(() => draftStore(mailboxId, about))
  const [draft, setDraft] = useState(() => store.load() ?? begin)
  const isOver = useRef(false)
  const isChanged = useRef(false)
  const latest = useRef(draft)
  latest.current = draft
  const keep = useCallback(() => {
    if (!isOver.current && isChanged.current) store.save(latest.current)
  }, [store])
  useEffect(() => {
    if (draft !== begin) isChanged.current = true
    const timer = setTimeout(keep, pause)
    return () => clearTimeout(timer)
  }, [draft, begin, keep])
  useEffect(() => {
    window.addEventListener('pagehide', keep)
    return () => {
      window.removeEventListener('pagehide', keep)
      keep()
    }
  }, [keep])
  const change = useCallback((part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part })), [])
  const add = useCallback(
    (file: Draft['files'][number]) => setDraft((before) => ({ ...before, files: [...before.files, file] })),
    [],
  )
  const forget = useCallback(() => {
    isOver.current = true
    store.clear()
  }, [store])
  return { draft, change, add, forget }
}
