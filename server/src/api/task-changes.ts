import type { TaskFields } from '@tandem/model/task.ts'
import { patternDates } from '../lib/calendar/pattern-dates.ts'
import { type FieldProblem, wallProblems } from '../lib/calendar/validate-times.ts'
import type { Fields } from '../lib/kinds.ts'
import { acceptedBody, acceptedTime, mustBeSound } from './accepted.ts'

const times = ['dueDateTime', 'startDateTime', 'reminderDateTime'] as const

/** What a task's fields are taken for; throws `invalid-input` for what no schema sees. `before`: the task as it is, if it is edited. */
export function acceptedTask(given: TaskFields, before: Fields = {}): TaskFields {
  const accepted = { ...given }
  for (const name of times) if (name in given) accepted[name] = acceptedTime(given[name])
  if (given.body) accepted.body = acceptedBody(given.body)
  mustBeSound([
    ...times.flatMap((name) => {
      const time = accepted[name]
      return time ? wallProblems(time, `/${name}`) : []
    }),
    ...repeatProblems({ ...before, ...accepted }, accepted),
  ])
  return accepted
}

function repeatProblems({ recurrence, dueDateTime }: TaskFields, changes: TaskFields): FieldProblem[] {
  if (!recurrence || !('recurrence' in changes || 'dueDateTime' in changes)) return []
  // To Do puts a task that repeats on a day, and its next one on the next day of the pattern.
  if (!dueDateTime)
    return [{ pointer: '/dueDateTime', detail: 'A task that repeats needs the day on which it is due.' }]
  return patternDates(recurrence).first === undefined
    ? [{ pointer: '/recurrence', detail: 'No day of this pattern lies in the range: write another one.' }]
    : []
}
