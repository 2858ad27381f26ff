import { createTask, deleteTask, updateTask } from '../tenant/todo.ts'
import { tasksIn } from '../tenant/todo-lists.ts'
import type { TodoTask } from '../tenant/todo-types.ts'
import type { WireResponse } from '../wire.ts'
import { checkIfMatch, jsonBody, type MailboxCall, mailboxRoute, type Route } from './call.ts'
import { refuse } from './errors.ts'
import { type Filter, parseFilter, passes, usesOf } from './filter.ts'
import { checkNames, collection, comparison, entity, linkWith, plainCount, readOptions } from './odata.ts'
import { readTasks, writeTasks } from './permissions.ts'
import { readNewTask, readTaskChange } from './task-body.ts'
import { expandable, taskJson, taskNames, taskValue } from './task-json.ts'
import { taskOf, tasksContext, todoListOf } from './todo-places.ts'

/** Where the tasks of a list are found. */
export const tasksPath = 'users/{user}/todo/lists/{list}/tasks'
const maxTop = 1000
const times = ['completedDateTime', 'dueDateTime', 'startDateTime', 'reminderDateTime']

export const taskRoutes: Route[] = [
  mailboxRoute('GET', tasksPath, readTasks, list),
  mailboxRoute('POST', tasksPath, writeTasks, create),
  mailboxRoute('GET', `${tasksPath}/$count`, readTasks, (call) => plainCount(chosen(call).length)),
  mailboxRoute('GET', `${tasksPath}/{task}`, readTasks, (call) => answer(call, 200, taskOf(call))),
  mailboxRoute('PATCH', `${tasksPath}/{task}`, writeTasks, update),
  mailboxRoute('DELETE', `${tasksPath}/{task}`, writeTasks, remove),
]

function list(call: MailboxCall): WireResponse {
  const { request } = call
  const { select, top = 10, skip = 0, count, expand } = readOptions(request.query)
  checkNames(select, taskNames, 'todoTask')
  if (top > maxTop)
    throw refuse.urlQuery(`The value of $top, ${top}, is greater than the maximum of ${maxTop}.`)
  const expanded = readExpand(expand)
  const found = chosen(call)
  const items = found.slice(skip, skip + top).map((task) => taskJson(task, select, expanded))
  return collection(tasksContext(call), items, {
    ...(count && { count: found.length }),
    ...(top > 0 && skip + top < found.length && { nextLink: linkWith(request, '$skip', String(skip + top)) }),
  })
}

function create(call: MailboxCall): WireResponse {
  const list = todoListOf(call)
  // What lies in it follows the flags of messages.
  if (list.wellknownListName === 'flaggedEmails') {
    throw refuse.invalidRequest('Tasks cannot be created in the list of flagged messages.')
  }
  const draft = readNewTask(call.world, jsonBody(call.request))
  return answer(call, 201, createTask(call.world, call.tenant, call.user, list.id, draft))
}

function update(call: MailboxCall): WireResponse {
  const task = taskOf(call)
  checkIfMatch(call.request, task.changeKey)
  const change = readTaskChange(jsonBody(call.request))
  return answer(call, 200, updateTask(call.world, call.tenant, call.user, task, change))
}

function remove(call: MailboxCall): WireResponse {
  const task = taskOf(call)
  checkIfMatch(call.request, task.changeKey)
  deleteTask(call.world, call.tenant, call.user, task)
  return { status: 204 }
}

/** The tasks of the list that pass the filter, in the order that is asked for. */
function chosen(call: MailboxCall): TodoTask[] {
  const { filter, orderBy, search } = readOptions(call.request.query)
  if (search !== undefined) throw refuse.urlQuery("The query parameter '$search' is not supported.")
  let found = [...tasksIn(call.mailbox, todoListOf(call))]
  if (filter !== undefined) {
    const read = parseFilter(filter)
    checkNames(
      usesOf(read).map(({ name }) => name),
      [...taskNames, 'linkedResources'],
      'todoTask',
    )
    setZones(read)
    found = found.filter((task) => passes(read, (name) => comparable(task, name)))
  }
  if (orderBy === undefined) return found
  checkNames(
    orderBy.map(({ name }) => name.split('/')[0] ?? ''),
    taskNames,
    'todoTask',
  )
  return found.sort(comparison(orderBy, sortValue))
}

function comparable(task: TodoTask, name: string): unknown {
  const value = taskValue(task, name) ?? null
  if (!times.includes(name) || value === null) return value
  return { dateTime: `${(value as { dateTime: string }).dateTime}Z`, timeZone: 'UTC' }
}

function sortValue(task: TodoTask, path: string): unknown {
  const [name = '', part] = path.split('/')
  const value = comparable(task, name)
  return part === undefined ? value : (value as Record<string, unknown> | null)?.[part]
}

/** Times are shown and compared in UTC. */
function setZones(filter: Filter): void {
  if (filter.kind === 'and' || filter.kind === 'or') {
    setZones(filter.left)
    setZones(filter.right)
  } else if (filter.kind === 'not') setZones(filter.inner)
  else if (filter.kind === 'compare' && times.includes(filter.path[0] ?? '')) {
    const text = String(filter.value)
    if (/T\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(text)) filter.value = `${text}Z`
  }
}

function readExpand(expand: string | undefined): string[] {
  const names = (expand ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
  checkNames(names, expandable, 'todoTask')
  return names
}

function answer(call: MailboxCall, status: number, task: TodoTask): WireResponse {
  const { select, expand } = readOptions(call.request.query)
  checkNames(select, taskNames, 'todoTask')
  const text = taskJson(task, select, readExpand(expand))
  return entity(status, `${tasksContext(call)}/$entity`, text, { etag: `W/"${task.changeKey}"` })
}
