/**
 * Whether so many deletions at once look like an accident or a wrong mailbox: more than 20 and more than half of a
 * collection, or everything, when that is more than five.
 */
export function wipes(missing: number, total: number): boolean {
  return (missing > 20 && missing > total / 2) || (missing > 5 && missing >= total)
}
