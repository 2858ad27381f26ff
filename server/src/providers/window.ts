import type { Window } from './provider.ts'

const dayLength = 86_400_000
/** Days behind today, and days ahead of it, of which a calendar's changes are told: two years and what is spent before sliding. */
export const daysBack = 90
export const daysAhead = 2 * 365
export const daysSpare = 90
/** When less than this is left beyond the two years, a reading slides to a new window. */
export const daysLeft = 30

/** The window of a reading that begins at `now` (ms): whole days of UTC. */
export function windowAt(now: number): Window {
  return { from: dayOf(now, -daysBack), to: dayOf(now, daysAhead + daysSpare) }
}

/** What every reading that goes on is sure to cover at `now`, however long ago it began. */
export function sureWindow(now: number): Window {
  return { from: dayOf(now, -daysBack + 1), to: dayOf(now, daysAhead) }
}

/** True when a new window must begin, long before anything within two years could be missed. */
export function isWorn(window: Window, now: number): boolean {
  return Date.parse(window.to) < Date.parse(dayOf(now, daysAhead + daysLeft))
}

function dayOf(now: number, days: number): string {
  return `${new Date((Math.floor(now / dayLength) + days) * dayLength).toISOString().slice(0, 10)}T00:00:00Z`
}
