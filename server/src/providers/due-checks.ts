import type { Check, Wanted } from './provider.ts'

/** The checks for what is wanted of a connection: the others are left out, also from what these stand on. */
export function dueChecks<Settings>(checks: Check<Settings>[], wanted: Wanted): Check<Settings>[] {
  const due = checks.filter((check) => check.wants === undefined || wanted[check.wants] === true)
  const names = new Set(due.map(({ name }) => name))
  return due.map((check) => ({ ...check, after: check.after.filter((name) => names.has(name)) }))
}
