/** Days as whole numbers since 1 January 1970, in the calendar without zones: `2026-03-31` is 20543. */
export const dayLength = 86_400_000
/** Texts of days that were asked for: a calendar names the same days many times over. */
const texts = new Map<number, string>()
/** The last day that Exchange knows; it writes it for "no end" (MS-OXOCAL, 2.2.1.44.1). */
export const lastDay = dayNumber('4500-08-31')

/** The number of a day written `2026-03-31`; NaN when there is no such day. */
export function dayNumber(day: string): number {
  const number = Date.parse(`${day.slice(0, 10)}T00:00:00Z`) / dayLength
  // The engine takes 30 February for 2 March.
  return Number.isInteger(number) && dayText(number) === day.slice(0, 10) ? number : Number.NaN
}

/** A day's number as `2026-03-31`. */
export function dayText(number: number): string {
  let text = texts.get(number)
  if (text === undefined) {
    text = new Date(number * dayLength).toISOString().slice(0, 10)
    if (texts.size >= 10_000) texts.clear()
    texts.set(number, text)
  }
  return text
}

/** 0 is Sunday, as in Graph's list of weekdays. */
export function weekdayOf(number: number): number {
  // 1 January 1970 was a Thursday.
  return (((number + 4) % 7) + 7) % 7
}

/** The month as a whole number: year × 12 + month (0–11). */
export function monthOf(number: number): number {
  const date = new Date(number * dayLength)
  return date.getUTCFullYear() * 12 + date.getUTCMonth()
}

/** The first day of such a month. */
export function firstOfMonth(month: number): number {
  const date = new Date(0)
  // Not Date.UTC, which takes the years 0–99 for 1900–1999.
  date.setUTCFullYear(Math.floor(month / 12), ((month % 12) + 12) % 12, 1)
  return date.getTime() / dayLength
}
