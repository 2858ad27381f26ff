import { entriesAfter } from '../tenant/item-log.ts'
import type { TodoList } from '../tenant/todo-types.ts'
import type { WireResponse } from '../wire.ts'
import { type MailboxCall, mailboxRoute, type Route } from './call.ts'
import { deltaPage, pageSize, removal, startOrContinue } from './delta.ts'
import type { DeltaToken } from './delta-token.ts'
import { readTasks } from './permissions.ts'
import { listNames, listValue, taskJson, taskNames } from './task-json.ts'
import { tasksPath } from './tasks.ts'
import { todoListOf } from './todo-places.ts'

/** Change tracking for lists, and for the tasks of a list. */
export const todoDeltaRoutes: Route[] = [
  mailboxRoute('GET', 'users/{user}/todo/lists/delta', readTasks, listDelta),
  mailboxRoute('GET', `${tasksPath}/delta`, readTasks, taskDelta),
]

function taskDelta(call: MailboxCall): WireResponse {
  const list = todoListOf(call)
  const token = startOrContinue(call, 'todoTask', list.id, taskNames)
  const limit = pageSize(call)
  const items: Buffer[] = []
  let last = token.after
  for (const entry of entriesAfter(list, token.after)) {
    const gone = 'left' in entry
    const isNews = !gone || (entry.changed > token.start && entry.left.entered <= token.after)
    if (isNews && items.length === limit) return deltaPage(call, 'todoTask', list.id, items, token, last)
    if (isNews) items.push(gone ? removal(entry.left.id) : line(taskJson(entry.item, token.select)))
    last = entry.changed
  }
  return deltaPage(call, 'todoTask', list.id, items, token, undefined)
}

/** They are few, so a page is found by looking at all of them. */
function listDelta(call: MailboxCall): WireResponse {
  const token = startOrContinue(call, 'todoTaskList', 'lists', listNames)
  const changed = [...call.mailbox.todoLists.values()]
    .filter((list) => list.changed > token.after && isNews(list, token))
    .sort((a, b) => a.changed - b.changed)
  const shown = changed.slice(0, pageSize(call))
  const items = shown.map((list) =>
    list.deleted ? removal(list.id) : line(JSON.stringify(listValue(list, token.select))),
  )
  const next = changed.length > shown.length ? shown.at(-1)?.changed : undefined
  return deltaPage(call, 'todoTaskList', 'lists', items, token, next)
}

function isNews(list: TodoList, token: DeltaToken): boolean {
  return !list.deleted || (list.created <= token.after && list.changed > token.start)
}

/** Without its opening brace. */
function line(text: string): Buffer {
  return Buffer.from(text.slice(1))
}
