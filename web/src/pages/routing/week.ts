import type { OpeningHours } from '../../routing-api.ts'

export type Span = OpeningHours['week'][number]

/** The days of a week as they stand in the settings. */
export const weekdays = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const satisfies Span['day'][]

/** Monday to Friday, 9 to 17. */
export const workWeek: Span[] = weekdays.slice(0, 5).map((day) => ({ day, from: '09:00', to: '17:00' }))

/** One more span of a day: from where its last one ends, or the morning. */
export function withSpan(week: Span[], day: Span['day']): Span[] {
  const last = week.filter((span) => span.day === day).at(-1)
  const fresh = last === undefined ? { from: '09:00', to: '17:00' } : { from: last.to, to: '24:00' }
  return [...week, { day, ...fresh }]
}

/** What is wrong with a span; undefined: nothing. */
export function spanProblem({ from, to }: Pick<Span, 'from' | 'to'>): string | undefined {
  const clock = /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/
  if (!clock.test(from) || !clock.test(to))
    return 'Write times of day as 09:00, and the end of a day as 24:00.'
  if (from >= to) return 'It ends before it begins: over midnight give two, until 24:00 and from 00:00.'
  return undefined
}
