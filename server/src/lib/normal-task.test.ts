import type { TaskContent } from '@tandem/model/task.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { editedTask, normalTask, normalTaskChanges, taskDay } from './normal-task.ts'

const text = fc.option(fc.string(), { nil: null })
const time = fc
  .date({ noInvalidDate: true, min: new Date(0), max: new Date('2090-01-01') })
  .map((at) => ({ dateTime: at.toISOString().slice(0, 19), timeZone: 'Europe/Berlin' }))
const tasks = fc.record(
  {
    title: text,
    body: fc.record({ contentType: fc.constantFrom('text', 'html'), content: fc.string() }),
    categories: fc.array(fc.string(), { maxLength: 3 }),
    dueDateTime: fc.option(time, { nil: null }),
    reminderDateTime: fc.option(time, { nil: null }),
    isReminderOn: fc.boolean(),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<TaskContent>

test('the normal form of a normal form is the same', () => {
  fc.assert(
    fc.property(tasks, (fields) => {
      const normal = normalTask(fields)
      expect(JSON.stringify(normalTask(normal))).toBe(JSON.stringify(normal))
    }),
  )
})

test('an edit followed by its reverse is the task as it was', () => {
  fc.assert(
    fc.property(tasks, tasks, (fields, changes) => {
      const before = normalTask(fields)
      const after = editedTask(before, changes)
      const names = Object.keys(normalTaskChanges(changes)) as (keyof TaskContent)[]
      const back = Object.fromEntries(names.map((name) => [name, before[name] ?? null]))
      expect(editedTask(after, back)).toEqual(before)
    }),
  )
})

test('a due date is a day, a reminder a moment', () => {
  expect(
    normalTask({
      title: '',
      dueDateTime: { dateTime: '2026-03-31T17:00:00', timeZone: 'Europe/Berlin' },
      reminderDateTime: { dateTime: '2026-03-31T17:00:00.0000000', timeZone: 'utc' },
      body: { contentType: 'text', content: '' },
    }),
  ).toEqual({
    dueDateTime: { dateTime: '2026-03-31T00:00:00', timeZone: 'UTC' },
    reminderDateTime: { dateTime: '2026-03-31T17:00:00', timeZone: 'UTC' },
  })
})

test("the day of a date in UTC is that of the nearest midnight, where To Do keeps the person's own", () => {
  const day = (dateTime: string) => taskDay({ dateTime, timeZone: 'UTC' })
  expect(day('2020-08-25T04:00:00.0000000')).toBe('2020-08-25')
  expect(day('2020-08-24T22:00:00')).toBe('2020-08-25')
  expect(day('2020-08-25T00:00:00')).toBe('2020-08-25')
})
