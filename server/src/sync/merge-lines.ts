/**
 * Both changes of a long text, when they lie in different places with an unchanged line between them; else undefined.
 * Each side is seen as one changed region, what lies between its first and last changed line.
 */
export function mergeLines(base: string, tandem: string, mailbox: string): string | undefined {
  // An emptied text, or one that was not there, has no place in it.
  if (base === '' || tandem === '' || mailbox === '') return undefined
  const lines = base.split('\n')
  const [first, second] = [regionOf(lines, tandem.split('\n')), regionOf(lines, mailbox.split('\n'))].sort(
    (a, b) => a.from - b.from,
  )
  if (!first || !second || first.to >= second.from) return undefined
  return [
    ...lines.slice(0, first.from),
    ...first.added,
    ...lines.slice(first.to, second.from),
    ...second.added,
    ...lines.slice(second.to),
  ].join('\n')
}

/** The lines [from, to) of `base` that were replaced by `added`. */
interface Region {
  from: number
  to: number
  added: string[]
}

function regionOf(base: string[], changed: string[]): Region {
  const most = Math.min(base.length, changed.length)
  let from = 0
  while (from < most && base[from] === changed[from]) from += 1
  let end = 0
  while (end < most - from && base[base.length - 1 - end] === changed[changed.length - 1 - end]) end += 1
  return { from, to: base.length - end, added: changed.slice(from, changed.length - end) }
}
