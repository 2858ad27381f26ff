import type { WallTime } from '@tandem/model/moment.ts'
import type { TaskContent } from '@tandem/model/task.ts'
import { wallClock, wallInZone, wallText } from '../../lib/calendar/wall-time.ts'
import { ianaZone } from '../../lib/calendar/zones.ts'
import { normalTask, taskDay } from '../../lib/normal-task.ts'
import type { Versioned } from '../provider.ts'
import { readRecurrence, recurrenceBody } from './recurrence.ts'

/** A task as Graph shows it (CSDL `microsoft.graph.todoTask`). */
export interface GraphTask {
  id: string
  '@odata.etag'?: string
  lastModifiedDateTime?: string
  extensions?: Record<string, unknown>[]
  [field: string]: unknown
}

/** Our mark on what we create, as an open extension: To Do has no other property of one's own. */
export const operationExtension = 'tandem.operation'
const openType = 'microsoft.graph.openTypeExtension'

const plain = ['title', 'body', 'status', 'importance', 'categories', 'isReminderOn'] as const
const days = ['dueDateTime', 'startDateTime'] as const
const moments = ['reminderDateTime', 'completedDateTime'] as const

/** A task with its reference and version; To Do knows nothing private. */
export function versionedTask(task: GraphTask, ref: string): Versioned<TaskContent> {
  return {
    ref,
    version: taskVersion(task),
    item: taskItem(task),
    ...(task.lastModifiedDateTime && { changedAt: task.lastModifiedDateTime }),
    private: false,
  }
}

/** The version: what the ETag wraps, as tasks show no change key. */
export function taskVersion(task: GraphTask): string {
  return /^W\/"(.*)"$/.exec(task['@odata.etag'] ?? '')?.[1] ?? ''
}

/** The content of a task, in normal form. */
export function taskItem(task: GraphTask): TaskContent {
  const recurrence = readRecurrence(task.recurrence)
  return normalTask({
    ...Object.fromEntries(plain.map((name) => [name, task[name]])),
    ...Object.fromEntries(days.map((name) => [name, readDay(task[name])])),
    ...Object.fromEntries(moments.map((name) => [name, readMoment(task[name])])),
    ...(recurrence && { recurrence }),
  } as TaskContent)
}

/** The operation that made a task, as far as its extensions were asked for. */
export function operationOf(task: GraphTask): string | undefined {
  // The service puts its own name before the one given (opentypeextension-post).
  const ours = task.extensions?.find(({ id, extensionName }) =>
    [id, extensionName].some((name) => typeof name === 'string' && name.endsWith(operationExtension)),
  )
  return typeof ours?.operationId === 'string' ? ours.operationId : undefined
}

/** The body of a create. */
export function newTaskBody(item: TaskContent, operationId: string): Record<string, unknown> {
  return {
    ...taskBody(item),
    extensions: [{ '@odata.type': openType, extensionName: operationExtension, operationId }],
  }
}

/** The body of a PATCH, or the fields of a create; `completedDateTime` follows from the status. */
export function taskBody(changes: Partial<TaskContent>): Record<string, unknown> {
  const named = Object.entries(changes).filter(
    ([name, value]) => value !== undefined && name !== 'completedDateTime',
  )
  return Object.fromEntries(
    named.map(([name, value]) => {
      if (name === 'body') return [name, value ?? { contentType: 'text', content: '' }]
      if (name === 'categories') return [name, value ?? []]
      if (name === 'title') return [name, value ?? '']
      if (name === 'recurrence') return [name, value && recurrenceBody(value as never, undefined)]
      return [name, value]
    }),
  )
}

/** Midnight UTC of the day that is meant: To Do keeps the midnight of the zone in which the day was chosen. */
function readDay(value: unknown): WallTime | undefined {
  const given = value as WallTime | null | undefined
  if (!given) return undefined
  const day = taskDay(inUtc(given))
  return { dateTime: `${day}T00:00:00`, timeZone: 'UTC' }
}

function readMoment(value: unknown): WallTime | undefined {
  return value ? inUtc(value as WallTime) : undefined
}

/** Times come in UTC, as nothing else is asked for. */
function inUtc({ dateTime, timeZone }: WallTime): WallTime {
  const clock = wallClock(dateTime.replace(/Z$/, ''))
  if (Number.isNaN(clock)) return { dateTime, timeZone }
  return wallInZone({ dateTime: wallText(clock), timeZone: ianaZone(timeZone) ?? 'UTC' }, 'UTC')
}
