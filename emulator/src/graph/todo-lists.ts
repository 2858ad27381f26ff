import { deleteTask } from '../tenant/todo.ts'
import { createTodoList, deleteTodoList, renameTodoList, tasksIn } from '../tenant/todo-lists.ts'
import type { TodoList } from '../tenant/todo-types.ts'
import type { WireResponse } from '../wire.ts'
import { checkIfMatch, jsonBody, type MailboxCall, mailboxRoute, type Route } from './call.ts'
import { refuse } from './errors.ts'
import { parseFilter, passes, usesOf } from './filter.ts'
import { checkNames, collection, entity, linkWith, readOptions } from './odata.ts'
import { readTasks, writeTasks } from './permissions.ts'
import { listNames, listValue } from './task-json.ts'
import { todoContext, todoListOf } from './todo-places.ts'
import { readText, unknownName } from './value-readers.ts'

const path = 'users/{user}/todo/lists'

export const todoListRoutes: Route[] = [
  mailboxRoute('GET', path, readTasks, list),
  mailboxRoute('POST', path, writeTasks, create),
  mailboxRoute('GET', `${path}/{list}`, readTasks, (call) => answer(call, 200, todoListOf(call))),
  mailboxRoute('PATCH', `${path}/{list}`, writeTasks, rename),
  mailboxRoute('DELETE', `${path}/{list}`, writeTasks, remove),
]

function list(call: MailboxCall): WireResponse {
  const { select, filter, top = 10, skip = 0 } = readOptions(call.request.query)
  checkNames(select, listNames, 'todoTaskList')
  let found = [...call.mailbox.todoLists.values()].filter(({ deleted }) => !deleted)
  if (filter !== undefined) {
    const read = parseFilter(filter)
    checkNames(
      usesOf(read).map(({ name }) => name),
      listNames,
      'todoTaskList',
    )
    found = found.filter((one) => passes(read, (name) => listValue(one)[name] ?? null))
  }
  const items = found.slice(skip, skip + top).map((one) => JSON.stringify(listValue(one, select)))
  const more = top > 0 && skip + top < found.length
  return collection(todoContext(call), items, {
    ...(more && { nextLink: linkWith(call.request, '$skip', String(skip + top)) }),
  })
}

function create(call: MailboxCall): WireResponse {
  const displayName = readName(jsonBody(call.request))
  if (!displayName) throw refuse.property("The required property 'displayName' is missing.")
  const { world, tenant, user, mailbox } = call
  return answer(call, 201, createTodoList(world, tenant, user, mailbox, displayName))
}

function rename(call: MailboxCall): WireResponse {
  const list = ownList(call)
  checkIfMatch(call.request, list.changeKey)
  const { world, tenant, user, mailbox } = call
  const displayName = readName(jsonBody(call.request)) ?? list.displayName
  return answer(call, 200, renameTodoList(world, tenant, user, mailbox, list, displayName))
}

function remove(call: MailboxCall): WireResponse {
  const list = ownList(call)
  const { world, tenant, user, mailbox } = call
  for (const task of [...tasksIn(mailbox, list)]) deleteTask(world, tenant, user, task)
  deleteTodoList(world, tenant, user, mailbox, list)
  return { status: 204 }
}

/** The well-known lists cannot be renamed or deleted (todoTaskList in the reference; the refusal's text is not documented). */
function ownList(call: MailboxCall): TodoList {
  const list = todoListOf(call)
  if (list.wellknownListName === 'none') return list
  throw refuse.invalidRequest('A well-known list cannot be renamed or deleted.')
}

function readName(body: Record<string, unknown>): string | undefined {
  let name: string | undefined
  for (const [key, value] of Object.entries(body)) {
    if (key === 'displayName') name = readText(key, value) ?? ''
    else if (!key.includes('@') && !listNames.some((known) => known === key))
      throw unknownName(key, 'todoTaskList')
  }
  return name
}

function answer(call: MailboxCall, status: number, list: TodoList): WireResponse {
  const { select } = readOptions(call.request.query)
  checkNames(select, listNames, 'todoTaskList')
  return entity(status, `${todoContext(call)}/$entity`, JSON.stringify(listValue(list, select)))
}
