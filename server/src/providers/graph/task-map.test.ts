import { expect, test } from 'vitest'
import {
  newTaskBody,
  operationExtension,
  operationOf,
  taskBody,
  taskItem,
  taskVersion,
  versionedTask,
} from './task-map.ts'
import { taskPaths } from './task-paths.ts'

/** As the service shows a task (published example of todotask-get), with a due date chosen in New York. */
const shown = {
  '@odata.etag': 'W/"s8/ERWT3WEeFpBGD0bDgAA+TWq9g=="',
  id: '721a35e2',
  importance: 'low',
  isReminderOn: true,
  status: 'notStarted',
  title: 'Shop for dinner',
  createdDateTime: '2026-07-22T10:39:03.7937971Z',
  lastModifiedDateTime: '2026-07-22T12:02:10.8835421Z',
  body: { content: '', contentType: 'text' },
  categories: [],
  dueDateTime: { dateTime: '2026-08-25T04:00:00.0000000', timeZone: 'UTC' },
  reminderDateTime: { dateTime: '2026-08-24T15:30:00.0000000', timeZone: 'UTC' },
  recurrence: null,
}

test('a task is read with its days as days and its moments as moments', () => {
  expect(versionedTask(shown, 'list|721a35e2')).toEqual({
    ref: 'list|721a35e2',
    version: 's8/ERWT3WEeFpBGD0bDgAA+TWq9g==',
    changedAt: shown.lastModifiedDateTime,
    private: false,
    item: {
      dueDateTime: { dateTime: '2026-08-25T00:00:00', timeZone: 'UTC' },
      importance: 'low',
      isReminderOn: true,
      reminderDateTime: { dateTime: '2026-08-24T15:30:00', timeZone: 'UTC' },
      status: 'notStarted',
      title: 'Shop for dinner',
    },
  })
})

test.each([
  ['2026-08-24T22:00:00', 'Berlin'],
  ['2026-08-25T07:00:00', 'Los Angeles'],
  ['2026-08-24T14:00:00', 'Sydney'],
  ['2026-08-25T00:00:00', 'London in winter'],
])('a day chosen as %s UTC (%s) is the 25th', (dateTime) => {
  const { dueDateTime } = taskItem({ ...shown, dueDateTime: { dateTime, timeZone: 'UTC' } })
  expect(dueDateTime).toEqual({ dateTime: '2026-08-25T00:00:00', timeZone: 'UTC' })
})

test('a time that comes in another zone is the same moment in UTC', () => {
  const reminderDateTime = { dateTime: '2026-08-24T17:30:00', timeZone: 'W. Europe Standard Time' }
  expect(taskItem({ ...shown, reminderDateTime }).reminderDateTime).toEqual({
    dateTime: '2026-08-24T15:30:00',
    timeZone: 'UTC',
  })
})

test('a task that recurs keeps its pattern', () => {
  const recurrence = {
    pattern: {
      type: 'weekly',
      interval: 2,
      daysOfWeek: ['monday'],
      firstDayOfWeek: 'sunday',
      month: 0,
      dayOfMonth: 0,
      index: 'first',
    },
    range: {
      type: 'noEnd',
      startDate: '2026-08-25',
      endDate: '0001-01-01',
      numberOfOccurrences: 0,
      recurrenceTimeZone: 'UTC',
    },
  }
  expect(taskItem({ ...shown, recurrence }).recurrence).toEqual({
    pattern: { type: 'weekly', interval: 2, daysOfWeek: ['monday'], firstDayOfWeek: 'sunday' },
    range: { type: 'noEnd', startDate: '2026-08-25' },
  })
})

test('the operation is found under the name that the service gives an extension', () => {
  const of = (extension: Record<string, unknown>) => operationOf({ ...shown, extensions: [extension] })
  expect(of({ id: operationExtension, operationId: 'op' })).toBe('op')
  expect(of({ id: `microsoft.graph.openTypeExtension.${operationExtension}`, operationId: 'op' })).toBe('op')
  expect(of({ id: 'com.other', operationId: 'op' })).toBeUndefined()
  expect(operationOf(shown)).toBeUndefined()
  expect(newTaskBody({ title: 'x' }, 'op').extensions).toMatchObject([{ operationId: 'op' }])
})

test('what is emptied is written as the service takes it, and when it was completed is the service’s to say', () => {
  const completedDateTime = { dateTime: '2026-08-25T00:00:00', timeZone: 'UTC' }
  expect(
    taskBody({ title: null, body: null, dueDateTime: null, recurrence: null, completedDateTime }),
  ).toEqual({
    title: '',
    body: { contentType: 'text', content: '' },
    dueDateTime: null,
    recurrence: null,
  })
})

test('a reference holds list and task, since a task is found by both together only', () => {
  const paths = taskPaths('a@b')
  const ref = paths.ref('list=', 'task/1')
  expect(paths.task(ref)).toBe('/v1.0/users/a%40b/todo/lists/list%3D/tasks/task%2F1')
  expect(taskVersion({ id: 'x' })).toBe('')
})
