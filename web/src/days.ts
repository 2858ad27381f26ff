import type { Weekday } from './shapes.ts'

/** Days of the calendar as texts (`2026-03-31`), counted without any zone. */
const dayLength = 86_400_000

export const weekdays: readonly Weekday[] = [
  'sunday',
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
]

/** `day` and `count` days more (or, negative, fewer). */
export function addDays(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * dayLength).toISOString().slice(0, 10)
}

/** Days from `one` to `other`. */
export function daysBetween(one: string, other: string): number {
  return Math.round((Date.parse(`${other}T00:00:00Z`) - Date.parse(`${one}T00:00:00Z`)) / dayLength)
}

/** The day of the week, 0 for Sunday. */
export function weekdayNumber(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay()
}

export function weekdayOf(day: string): Weekday {
  return weekdays[weekdayNumber(day)] ?? 'sunday'
}

export function dayParts(day: string): { year: number; month: number; date: number } {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  return { year, month, date }
}

export function dayOf(year: number, month: number, date: number): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`
}

export function monthLength(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}

/** Today where the person is. */
export function today(now = new Date()): string {
  return dayOf(now.getFullYear(), now.getMonth() + 1, now.getDate())
}

/** A day in the person's language; `Tue, 31 Mar 2026`. */
export function dayText(day: string, style: Intl.DateTimeFormatOptions = { dateStyle: 'medium' }): string {
  return new Intl.DateTimeFormat(undefined, { ...style, timeZone: 'UTC' }).format(
    new Date(`${day}T00:00:00Z`),
  )
}

interface WeekInfo {
  firstDay: number
}

/** The day with which a week begins where the person is, 0 for Sunday. */
export function firstDayOfWeek(locale: string = navigator.language): number {
  const known = new Intl.Locale(locale) as Intl.Locale & { getWeekInfo?: () => WeekInfo; weekInfo?: WeekInfo }
  // Browsers have it as a method, as a property, or (Firefox until 2025) not at all.
  const iso = (known.getWeekInfo?.() ?? known.weekInfo)?.firstDay ?? 1
  return iso % 7
}
