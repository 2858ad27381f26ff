/** Finding the list and the task that a path names. */
import { idKind } from '../tenant/item-ids.ts'
import { findTask, findTodoList } from '../tenant/todo-lists.ts'
import type { TodoList, TodoTask } from '../tenant/todo-types.ts'
import { type MailboxCall, param } from './call.ts'
import { refuse } from './errors.ts'
import { mailboxContext } from './places.ts'

/** The list of the path. */
export function todoListOf(call: MailboxCall): TodoList {
  const id = param(call, 'list')
  const list = findTodoList(call.mailbox, id.replace(/=$/, ''))
  if (list === undefined) throw idKind(id) === undefined ? refuse.idMalformed() : refuse.itemNotFound()
  return list
}

/** The task of the path, which must be in its list. */
export function taskOf(call: MailboxCall): TodoTask {
  const id = param(call, 'task')
  if (idKind(id) === undefined) throw refuse.idMalformed()
  const task = findTask(call.mailbox, id)
  if (task === undefined || task.listId !== todoListOf(call).id) throw refuse.itemNotFound()
  return task
}

/** The context of what lies below the lists. */
export function todoContext(call: MailboxCall, path = ''): string {
  return mailboxContext(call, `todo/lists${path}`)
}

/** The context of the tasks of the path's list. */
export function tasksContext(call: MailboxCall): string {
  return todoContext(call, `('${encodeURIComponent(param(call, 'list'))}')/tasks`)
}
