import { z } from 'zod'
import { type TaskContent, taskFields, taskStatus } from '../task.ts'
import { mailboxPath } from './contacts.ts'
import { recordFacts, shownBody, shownRecurrence, shownWallTime } from './events.ts'
import { id, page, pageQuery } from './paging.ts'

const text = z.string().nullish()

/** The fields of a task as they are answered: everything the mailbox holds, also what it holds against its own rules. */
const shownFields = {
  title: text,
  body: shownBody.nullish(),
  status: text.describe('`notStarted`, `inProgress`, `completed`, `waitingOnOthers` or `deferred`'),
  importance: text.describe('`low`, `normal` or `high`'),
  categories: z.array(z.string()).optional(),
  dueDateTime: shownWallTime.nullish().describe('A day, at midnight UTC'),
  startDateTime: shownWallTime.nullish().describe('A day, at midnight UTC'),
  isReminderOn: z.boolean().nullish(),
  reminderDateTime: shownWallTime.nullish(),
  recurrence: shownRecurrence.nullish(),
  completedDateTime: shownWallTime.nullish(),
} satisfies Record<keyof TaskContent, z.ZodType>

/** A task as the API answers it. */
export const shownTask = z.looseObject({ ...shownFields, ...recordFacts }).meta({ id: 'Task' })
export type ShownTask = z.infer<typeof shownTask>

export const taskPath = mailboxPath.extend({ id })
export const taskQuery = pageQuery.extend({
  search: z
    .string()
    .max(200)
    .optional()
    .describe('Words that must all occur, without regard to case and accents'),
  status: taskStatus.or(z.literal('open')).optional().describe('`open`: everything but completed'),
  order: z
    .enum(['due', 'name', 'updatedAt'])
    .default('due')
    .describe('`due`: the soonest first, those without a day last'),
})
export const taskPage = page(shownTask)
/** An edit: only the fields that change; `null` empties one. The version also goes as `If-Match`. */
export const patchTask = taskFields.extend({ version: z.int().positive().optional() })
export const deletedTask = z.object({ id })
