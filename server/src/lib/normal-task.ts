import type { WallTime } from '@tandem/model/moment.ts'
import type { TaskContent } from '@tandem/model/task.ts'
import { dayLength, dayText } from './calendar/days.ts'
import { wallClock } from './calendar/wall-time.ts'
import { normalEventField, normalWallTime } from './normal-event-field.ts'
import { normalRecord } from './normal-value.ts'

/**
 * The normal form of a task: what is empty is absent, sets and keys stand in one order, and a due or start date is a day: the day as
 * written, at midnight UTC, for To Do keeps no more of it.
 */
export function normalTask(fields: TaskContent): TaskContent {
  return normalRecord(fields, normalTaskField) ?? {}
}

/** The changes of an edit in normal form; a field that the edit empties is `null`. */
export function normalTaskChanges(changes: Partial<TaskContent>): Partial<TaskContent> {
  const named = Object.entries(changes).filter(([, value]) => value !== undefined)
  return Object.fromEntries(named.map(([name, value]) => [name, normalTaskField(name, value) ?? null]))
}

/** The task after an edit, in normal form. */
export function editedTask(fields: TaskContent, changes: Partial<TaskContent>): TaskContent {
  return normalTask({ ...fields, ...normalTaskChanges(changes) })
}

/** One field of a task in normal form; undefined when it is empty. */
export function normalTaskField(name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return normalEventField(name, value)
  if (name === 'reminderDateTime' || name === 'completedDateTime') return normalWallTime(value)
  if (name !== 'dueDateTime' && name !== 'startDateTime') return normalEventField(name, value)
  const { dateTime } = value as WallTime
  return /^\d{4}-\d\d-\d\dT/.test(dateTime)
    ? { dateTime: `${dateTime.slice(0, 10)}T00:00:00`, timeZone: 'UTC' }
    : normalEventField(name, value)
}

/**
 * The day that To Do means by a date that it answers in UTC: it keeps midnight of the zone in which the person chose it
 * (`2020-08-25T04:00` in the published example, from New York), so it is the day of the nearest midnight.
 */
export function taskDay({ dateTime }: WallTime): string {
  return dayText(Math.round(wallClock(dateTime) / dayLength))
}
