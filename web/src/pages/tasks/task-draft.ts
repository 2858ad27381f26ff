import { plainText } from '../../framed-html.ts'
import type { Task, TaskFields } from '../../shapes.ts'
import { isSame } from '../../stale-edit.ts'
import { instantOf, personZone, wallParts, wallTime, wallTimeIn } from '../../zoned.ts'
import { dueDay } from './task-groups.ts'

/** What the form of a task shows; the reminder is a moment of the person's clock. */
export interface TaskDraft {
  title: string
  notes: string
  due: string
  reminder: string
  importance: NonNullable<Task['importance']>
  status: NonNullable<Task['status']>
}

export function taskDraft(task: Task): TaskDraft {
  return {
    title: task.title ?? '',
    notes: notesOf(task),
    due: dueDay(task) ?? '',
    reminder: reminderOf(task),
    importance: task.importance ?? 'normal',
    status: task.status ?? 'notStarted',
  }
}

/** Only what differs, as the API takes it. */
export function taskChanges(before: TaskDraft, after: TaskDraft): TaskFields {
  const was = fieldsOf(before)
  const changed = Object.entries(fieldsOf(after)).filter(
    ([name, value]) => !isSame(value, was[name as keyof TaskFields]),
  )
  return Object.fromEntries(changed)
}

function fieldsOf(draft: TaskDraft): TaskFields {
  const { reminder, due, notes } = draft
  const [day = '', time = ''] = reminder.split('T')
  return {
    title: draft.title.trim(),
    body: notes === '' ? null : { contentType: 'text', content: notes },
    // To Do keeps a day as its midnight; any zone names the same day.
    dueDateTime: due === '' ? null : wallTime(due, '00:00', 'UTC'),
    isReminderOn: reminder !== '',
    reminderDateTime: reminder === '' ? null : wallTime(day, time, personZone()),
    importance: draft.importance,
    status: draft.status,
  }
}

function notesOf({ body }: Task): string {
  if (!body) return ''
  return body.contentType === 'text' ? body.content.trim() : plainText(body.content)
}

function reminderOf({ isReminderOn, reminderDateTime }: Task): string {
  if (isReminderOn === false || !reminderDateTime) return ''
  const { day, time } = wallParts(wallTimeIn(instantOf(reminderDateTime), personZone()))
  return `${day}T${time}`
}
