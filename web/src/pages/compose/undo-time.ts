/** Seconds during which a message can be taken back. */
export const undoSeconds = 10

/**
 * Whole seconds until a message goes out, by this machine's clock; 0: too late. Clocks differ: whatever the server's
 * says, it is never more than was asked for, counted from when the answer came.
 */
export function secondsLeft(undoUntil: string | null, seenAt: number, now: number): number {
  if (undoUntil === null) return 0
  const end = Math.min(Date.parse(undoUntil), seenAt + undoSeconds * 1000)
  return Math.max(0, Math.ceil((end - now) / 1000))
}
