import { z } from 'zod'
import { taskFields, taskStatus } from '../task.ts'
import { mailboxPath } from './contacts.ts'
import { recordFacts } from './events.ts'
import { id, page, pageQuery } from './paging.ts'

/** A task as the API answers it. */
export const shownTask = z
  .looseObject({
    ...Object.fromEntries(Object.keys(taskFields.shape).map((name) => [name, z.unknown()])),
    completedDateTime: z.unknown(),
    ...recordFacts,
  })
  .meta({ id: 'Task' })
export type ShownTask = z.infer<typeof shownTask>

export const taskPath = mailboxPath.extend({ id })
export const taskQuery = pageQuery.extend({
  search: z.string().max(200).optional(),
  status: taskStatus.or(z.literal('open')).optional().describe('`open`: everything but completed'),
})
export const taskPage = page(shownTask)
/** An edit: only the fields that change; `null` empties one. The version also goes as `If-Match`. */
export const patchTask = taskFields.extend({ version: z.int().positive().optional() })
export const deletedTask = z.object({ id })
