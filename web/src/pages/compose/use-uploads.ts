import { useCallback, useEffect, useRef, useState } from 'react'
import { plainError } from '../../plain-error.ts'
import { attachments } from '../../workspace-api.ts'
import type { AttachedFile } from './draft-store.ts'

/** A file on its way to the server, or one that did not get there. */
export interface Upload {
  key: number
  name: string
  size: number
  sent: number
  problem?: string
}

/** Uploads files as soon as they are chosen, each with its progress; `onDone` is told which has arrived. */
export function useUploads(mailboxId: string, onDone: (file: AttachedFile) => void) {
  const [uploads, setUploads] = useState<Upload[]>([])
  const stops = useRef(new Map<number, AbortController>())
  const done = useRef(onDone)
  done.current = onDone
  const change = useCallback((key: number, part: Partial<Upload>) => {
    setUploads((list) => list.map((one) => (one.key === key ? { ...one, ...part } : one)))
  }, [])
  const forget = useCallback((key: number) => {
    stops.current.delete(key)
    setUploads((list) => list.filter((one) => one.key !== key))
  }, [])
  const add = useCallback(
    async (file: File, contentId?: string) => {
      const key = nextKey()
      const stop = new AbortController()
      stops.current.set(key, stop)
      setUploads((list) => [...list, { key, name: file.name || 'picture', size: file.size, sent: 0 }])
      try {
        const kept = await attachments.upload(mailboxId, file, stop.signal, (sent) => change(key, { sent }))
        done.current(contentId === undefined ? kept : { ...kept, contentId })
        forget(key)
      } catch (error) {
        if (stop.signal.aborted) forget(key)
        else change(key, { problem: plainError(error).advice })
      }
    },
    [mailboxId, change, forget],
  )
  const cancel = useCallback(
    (key: number) => {
      stops.current.get(key)?.abort()
      forget(key)
    },
    [forget],
  )
  useEffect(() => () => stopAll(stops.current), [])
  return { uploads, add, cancel }
}

function stopAll(stops: Map<number, AbortController>): void {
  for (const stop of stops.values()) stop.abort()
}

let last = 0
function nextKey(): number {
  last += 1
  return last
}
