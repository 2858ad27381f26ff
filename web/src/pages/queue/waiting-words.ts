const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** A length of time in its largest unit: “12 min”, “2 h”, “3 days”; begun minutes count, so that nothing is “0 min”. */
export function lengthText(milliseconds: number): string {
  if (milliseconds < hour) return `${Math.max(1, Math.floor(milliseconds / minute))} min`
  if (milliseconds < 2 * day) return `${Math.floor(milliseconds / hour)} h`
  return `${Math.floor(milliseconds / day)} days`
}

/** Since when somebody waits, as a length of time; clocks of two machines may differ. */
export function waitedText(since: string, now: number): string {
  return `Waiting ${lengthText(Math.max(0, now - Date.parse(since)))}`
}

/** So long before its time an answer is urgent. */
const soon = 30 * minute

/** Until when an answer is promised, from here: `late` once that has passed. */
export function dueLook(dueAt: string, now: number): { urgency: 'late' | 'soon' | 'calm'; words: string } {
  const left = Date.parse(dueAt) - now
  if (left <= 0) return { urgency: 'late', words: `Late by ${lengthText(-left)}` }
  // What is left is not made more than it is.
  const words = left < minute ? 'Due within a minute' : `Due in ${lengthText(left)}`
  return { urgency: left <= soon ? 'soon' : 'calm', words }
}

/** `3` is usual and is not mentioned. */
export const priorityWords: Record<number, string> = {
  1: '1, most urgent',
  2: '2',
  3: '3, usual',
  4: '4',
  5: '5, least urgent',
}
