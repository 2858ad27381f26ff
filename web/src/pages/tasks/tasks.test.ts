import { taskFields } from '@tandem/model/task.ts'
import { expect, test } from 'vitest'
import type { Task } from '../../shapes.ts'
import { taskChanges, taskDraft } from './task-draft.ts'
import { dueText, groupTasks } from './task-groups.ts'

const task = (fields: Partial<Task>): Task => ({
  id: fields.title ?? 'x',
  mailboxId: 'm',
  version: 1,
  createdAt: '2026-11-24T00:00:00Z',
  updatedAt: '2026-11-24T00:00:00Z',
  syncState: 'synced',
  hasConflict: false,
  ...fields,
})
const due = (day: string) => ({ dueDateTime: { dateTime: `${day}T00:00:00`, timeZone: 'UTC' } })

test('tasks stand by when they are due, the important ones of a day first', () => {
  const groups = groupTasks(
    [
      task({ title: 'later', ...due('2026-12-01') }),
      task({ title: 'none' }),
      task({ title: 'plain', ...due('2026-11-24') }),
      task({ title: 'urgent', importance: 'high', ...due('2026-11-24') }),
      task({ title: 'late', ...due('2026-11-23') }),
      task({
        title: 'older',
        status: 'completed',
        completedDateTime: { dateTime: '2026-11-01T00:00:00', timeZone: 'UTC' },
      }),
      task({
        title: 'newer',
        status: 'completed',
        completedDateTime: { dateTime: '2026-11-09T00:00:00', timeZone: 'UTC' },
        ...due('2026-01-01'),
      }),
    ],
    '2026-11-24',
  )
  expect(groups.map(({ name, tasks }) => [name, tasks.map(({ title }) => title)])).toEqual([
    ['overdue', ['late']],
    ['today', ['urgent', 'plain']],
    ['later', ['later']],
    ['none', ['none']],
    ['done', ['newer', 'older']],
  ])
})

test('near days are said in words, others with their date', () => {
  expect(dueText('2026-11-24', '2026-11-24')).toBe('Today')
  expect(dueText('2026-11-25', '2026-11-24')).toBe('Tomorrow')
  expect(dueText('2028-11-25', '2026-11-24')).toContain('2028')
})

test('saving without a change sends nothing, and what is sent is what the API takes', () => {
  const full = task({
    title: 'Call',
    body: { contentType: 'text', content: 'About the keys\n' },
    importance: 'high',
    status: 'inProgress',
    isReminderOn: true,
    reminderDateTime: { dateTime: '2026-11-24T08:00:00', timeZone: 'America/New_York' },
    ...due('2026-11-25'),
  })
  const draft = taskDraft(full)
  expect(taskChanges(draft, { ...draft })).toEqual({})
  const changes = taskChanges(draft, { ...draft, due: '', reminder: '2026-11-26T09:30', notes: '' })
  expect(changes).toMatchObject({
    dueDateTime: null,
    body: null,
    reminderDateTime: { dateTime: '2026-11-26T09:30:00' },
  })
  expect(() => taskFields.parse(changes)).not.toThrow()
})
