import { useRef } from 'react'

/**
 * What was last there. A dialog is closed (`open={false}`), never just taken away: then it would leave the page behind it
 * hidden from readers. While it closes, it still shows this.
 */
export function useLast<T>(value: T | undefined): T | undefined {
  const last = useRef(value)
  if (value !== undefined) last.current = value
  return last.current
}
