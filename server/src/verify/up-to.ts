import type { Check } from '../providers/provider.ts'

/** The checks of these names with all that they stand on, in the order of the list: the beginning of a verification. */
export function checksUpTo<Settings>(checks: Check<Settings>[], names: string[]): Check<Settings>[] {
  const needed = new Set(names)
  // Listed after what they stand on: from the end every check is met before those that it needs.
  for (const check of checks.toReversed())
    if (needed.has(check.name)) for (const name of check.after) needed.add(name)
  return checks.filter(({ name }) => needed.has(name))
}
