import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

let collect: (() => void) | undefined
let last = 0

/** Milliseconds between two collections: one takes some 20, however many files go through at a time. */
const atMostEvery = 100

/**
 * Frees what is not used any more, now. V8 lets buffers outside its heap grow to some 64 MB before it looks (measured: a worker grew by 25
 * to 70 MB while it sent a file of 100 MB a few hundred kilobytes at a time; with this by 3 to 10). Whoever passes large files through calls
 * this every few megabytes.
 */
export function clearMemory(): void {
  if (performance.now() - last < atMostEvery) return
  if (collect === undefined) {
    // The one way to reach it without a flag on the command line.
    setFlagsFromString('--expose-gc')
    collect = runInNewContext('gc') as () => void
  }
  collect()
  last = performance.now()
}
