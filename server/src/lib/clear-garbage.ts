import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

let collect: ((options: { type: 'major' }) => void) | undefined
let last = 0

/** Milliseconds between two collections, however many files go through at a time: one takes some twenty. */
const atMostEvery = 100

/**
 * Frees memory that nobody uses any more, now. V8 lets buffers grow by some 64 MB before it looks (measured: 50 to 70 MB while 100 MB went
 * through; with this after every range of an upload the worker's peak rose by 8 MB). For whoever passes large files through.
 */
export function clearGarbage(): void {
  if (performance.now() - last < atMostEvery) return
  if (collect === undefined) {
    // The one way to reach it without a flag on the command line (Node's documentation of v8.setFlagsFromString).
    setFlagsFromString('--expose-gc')
    collect = runInNewContext('gc') as typeof collect
  }
  collect?.({ type: 'major' })
  last = performance.now()
}
