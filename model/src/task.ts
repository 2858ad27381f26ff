import { z } from 'zod'
import { importance, itemBody } from './event.ts'
import { wallTime } from './moment.ts'
import { recurrence } from './recurrence.ts'

export const taskStatus = z.enum(['notStarted', 'inProgress', 'completed', 'waitingOnOthers', 'deferred'])

/**
 * The writable fields of a task, with Microsoft Graph v1.0's names (CSDL `microsoft.graph.todoTask`). An absent field is
 * not touched by a PATCH, `null` empties it.
 */
export const taskFields = z.strictObject({
  title: z.string().max(255).nullish(),
  body: itemBody.nullish(),
  status: taskStatus.optional(),
  importance: importance.optional(),
  categories: z.array(z.string().max(255)).max(100).optional(),
  /** To Do keeps the day. */
  dueDateTime: wallTime.nullish(),
  startDateTime: wallTime.nullish(),
  isReminderOn: z.boolean().optional(),
  reminderDateTime: wallTime.nullish(),
  recurrence: recurrence.nullish(),
})
export type TaskFields = z.infer<typeof taskFields>

/** A task as it is stored and exchanged with a provider. */
export type TaskContent = TaskFields & { completedDateTime?: z.infer<typeof wallTime> | null | undefined }
