import { changeKey, idKind, immutableIdFor, newFolderId } from './item-ids.ts'
import type { TodoList, TodoTask } from './todo-types.ts'
import type { Mailbox, Tenant, User } from './types.ts'
import type { ChangeType, World } from './world.ts'

/** The lists that every mailbox has: the one for tasks, and the one for flagged messages. */
export function addWellKnownLists(mailbox: Mailbox): void {
  newList(mailbox, 'Tasks', 'defaultList')
  newList(mailbox, 'Flagged Emails', 'flaggedEmails')
}

/** Adds a list of tasks. */
export function createTodoList(
  world: World,
  tenant: Tenant,
  user: User,
  mailbox: Mailbox,
  displayName: string,
): TodoList {
  const list = newList(mailbox, displayName, 'none')
  tellList(world, tenant, user, 'created', list)
  return list
}

/** Renames a list. */
export function renameTodoList(
  world: World,
  tenant: Tenant,
  user: User,
  mailbox: Mailbox,
  list: TodoList,
  displayName: string,
): TodoList {
  list.displayName = displayName
  touchList(mailbox, list)
  tellList(world, tenant, user, 'updated', list)
  return list
}

/** Takes a list away; its tasks must be gone (`deleteTask`). */
export function deleteTodoList(
  world: World,
  tenant: Tenant,
  user: User,
  mailbox: Mailbox,
  list: TodoList,
): void {
  list.deleted = true
  touchList(mailbox, list)
  tellList(world, tenant, user, 'deleted', list)
}

/** A living list by its id, or by its well-known name. */
export function findTodoList(mailbox: Mailbox, id: string): TodoList | undefined {
  const list = mailbox.todoLists.get(id) ?? wellKnownList(mailbox, id)
  return list?.deleted ? undefined : list
}

/** A living task by its id. */
export function findTask(mailbox: Mailbox, id: string): TodoTask | undefined {
  const kind = idKind(id)
  if (kind === 'immutable') return mailbox.tasks.get(id)
  if (kind !== 'item') return undefined
  const task = mailbox.tasks.get(immutableIdFor(mailbox, id))
  return task?.id === id.replace(/=$/, '') ? task : undefined
}

/** The tasks of a list in the order in which they were made. */
export function* tasksIn(mailbox: Mailbox, list: TodoList): Generator<TodoTask> {
  for (const task of mailbox.tasks.values()) if (task.listId === list.id) yield task
}

function wellKnownList(mailbox: Mailbox, name: string): TodoList | undefined {
  if (name !== 'defaultList' && name !== 'flaggedEmails') return undefined
  return [...mailbox.todoLists.values()].find(({ wellknownListName }) => wellknownListName === name)
}

function newList(
  mailbox: Mailbox,
  displayName: string,
  wellknownListName: TodoList['wellknownListName'],
): TodoList {
  const list: TodoList = {
    id: newFolderId(mailbox),
    displayName,
    wellknownListName,
    changed: 0,
    changeKey: '',
    created: mailbox.changeNumber + 1,
    log: [],
    stale: 0,
  }
  touchList(mailbox, list)
  mailbox.todoLists.set(list.id, list)
  return list
}

function touchList(mailbox: Mailbox, list: TodoList): void {
  mailbox.changeNumber += 1
  list.changed = mailbox.changeNumber
  list.changeKey = changeKey(mailbox, list.changed)
}

function tellList(world: World, tenant: Tenant, user: User, changeType: ChangeType, list: TodoList): void {
  world.emit({ kind: 'folder', tenantId: tenant.id, userId: user.id, changeType, folderId: list.id })
}
