import { readNewTask, readTaskChange } from '../../graph/task-body.ts'
import type { Stamp } from '../../tenant/calendar-types.ts'
import { createTask, deleteTask, updateTask } from '../../tenant/todo.ts'
import { findTask, findTodoList } from '../../tenant/todo-lists.ts'
import type { TodoList, TodoTask } from '../../tenant/todo-types.ts'
import type { Tenant, User } from '../../tenant/types.ts'
import type { WireResponse } from '../../wire.ts'
import { pageZone } from './calendar-pages.ts'
import { choice, describe } from './event-inputs.ts'
import { button, type Html, html, type Page, seeOther } from './html.ts'
import { mailboxPath } from './mailbox-pages.ts'
import { field, needed, type PageCall, PageRefused, type PageRoute, pageMailbox } from './page-call.ts'

const base = '/~/{tenant}/mailbox/{user}'
const statuses = ['notStarted', 'inProgress', 'completed', 'waitingOnOthers', 'deferred']
const importances = ['low', 'normal', 'high']

/** Pages on which a person sees, adds, changes, completes and deletes tasks. */
export const taskRoutes: PageRoute[] = [
  { method: 'GET', path: `${base}/tasks`, run: listPage },
  { method: 'POST', path: `${base}/tasks`, run: create },
  { method: 'GET', path: `${base}/task/{task}`, run: (call) => editPage(call, pageTask(call)) },
  { method: 'POST', path: `${base}/task/{task}`, run: save },
  { method: 'POST', path: `${base}/task/{task}/complete`, run: complete },
  { method: 'POST', path: `${base}/task/{task}/delete`, run: remove },
]

function listPage(call: PageCall): Page {
  const { tenant, user, mailbox } = pageMailbox(call)
  const path = mailboxPath(tenant, user)
  const lists = [...mailbox.todoLists.values()].filter(({ deleted }) => !deleted)
  const sections = lists.map((list) => listSection(path, list, [...mailbox.tasks.values()]))
  const options = lists.filter(({ wellknownListName }) => wellknownListName !== 'flaggedEmails')
  const body = html`<p><a href="${path}/calendar">Calendar</a></p>
<form method="post" action="${path}/tasks" class="grid">
<label>New task<input name="title" required dir="auto"></label>
<label>Due<input type="date" name="due" value=""></label>
<label>In list<select name="list">${options.map(({ id, displayName }) => html`<option value="${id}">${displayName}</option>`)}</select></label>
<p><button class="primary">Add task</button></p></form>
${sections}`
  return { title: `Tasks – ${user.displayName}`, trail: trail(tenant, user).slice(0, 2), body }
}

function listSection(path: string, list: TodoList, all: TodoTask[]): Html {
  const tasks = all
    .filter(({ listId }) => listId === list.id)
    .sort((a, b) => dueOf(a).localeCompare(dueOf(b)) || a.entered - b.entered)
  const rows = tasks.map((task) => {
    const at = `${path}/task/${encodeURIComponent(task.immutableId)}`
    const { title, status, importance, recurrence } = task
    const isDone = status === 'completed'
    return html`<tr><td><a href="${at}"><bdi>${title || '(no title)'}</bdi></a>${importance === 'high' && html` <strong>!</strong>`}</td>
<td>${dueOf(task)}</td><td>${status}</td><td>${recurrence && describe(recurrence)}</td><td>${!isDone && button(`${at}/complete`, 'Complete')}</td></tr>`
  })
  return html`<h2><bdi>${list.displayName}</bdi></h2><div class="wide"><table>
<thead><tr><th scope="col">Task</th><th scope="col">Due</th><th scope="col">Status</th><th scope="col">Repeats</th><th scope="col"></th></tr></thead>
<tbody>${rows}</tbody></table></div>`
}

function create(call: PageCall): WireResponse {
  const { tenant, user, mailbox } = pageMailbox(call)
  const list = findTodoList(mailbox, field(call, 'list') || 'defaultList')
  if (list === undefined) throw new PageRefused(404, 'This list is not there any more.')
  const due = field(call, 'due')
  const draft = readNewTask(call.world, {
    title: needed(call, 'title', 'The title'),
    ...(due !== '' && { dueDateTime: { dateTime: due, timeZone: pageZone } }),
  })
  createTask(call.world, tenant, user, list.id, draft)
  return seeOther(`${mailboxPath(tenant, user)}/tasks`)
}

function save(call: PageCall): Page | WireResponse {
  const { tenant, user } = pageMailbox(call)
  const task = pageTask(call)
  if (field(call, 'changeKey') !== task.changeKey) {
    const notice =
      'Somebody changed this task in the meantime. Here it is as it is now; your changes were not saved.'
    return { ...editPage(call, task), status: 409, notice }
  }
  const [due, reminder] = [field(call, 'due'), field(call, 'reminder')]
  const body = (call.form.get('body') ?? '').replaceAll('\r\n', '\n').trim()
  const time = (dateTime: string, present: Stamp | undefined) => ({
    dateTime,
    timeZone: present?.timeZone ?? pageZone,
  })
  const changed = {
    title: field(call, 'title'),
    status: field(call, 'status'),
    importance: field(call, 'importance'),
    ...(due !== dueOf(task) && { dueDateTime: due === '' ? null : time(due, task.dueDateTime) }),
    ...(body !== task.body.content.trim() && { body: { content: body, contentType: 'text' } }),
    ...(reminder !== clockOf(task.reminderDateTime) && {
      reminderDateTime: reminder === '' ? null : time(reminder, task.reminderDateTime),
      isReminderOn: reminder !== '',
    }),
  }
  updateTask(call.world, tenant, user, task, readTaskChange(changed))
  return seeOther(`${taskPath(tenant, user, task)}?saved`)
}

function complete(call: PageCall): WireResponse {
  const { tenant, user } = pageMailbox(call)
  updateTask(call.world, tenant, user, pageTask(call), { status: 'completed' })
  return seeOther(`${mailboxPath(tenant, user)}/tasks`)
}

function remove(call: PageCall): WireResponse {
  const { tenant, user } = pageMailbox(call)
  deleteTask(call.world, tenant, user, pageTask(call))
  return seeOther(`${mailboxPath(tenant, user)}/tasks`)
}

function editPage(call: PageCall, task: TodoTask): Page {
  const { tenant, user } = pageMailbox(call)
  const path = taskPath(tenant, user, task)
  const steps = task.checklistItems.map(
    ({ displayName, checkedAt }) =>
      html`<li><bdi>${displayName}</bdi>${checkedAt !== undefined && html` (done)`}</li>`,
  )
  const body = html`<form method="post" action="${path}" class="grid">
<input type="hidden" name="changeKey" value="${task.changeKey}">
<label>Title<input name="title" value="${task.title}" dir="auto"></label>
<label>Due<input type="date" name="due" value="${dueOf(task)}"></label>
<label>Reminder<input type="datetime-local" name="reminder" value="${clockOf(task.reminderDateTime)}"></label>
${choice('status', 'Status', statuses, task.status)}
${choice('importance', 'Importance', importances, task.importance)}
<label class="full">Notes<textarea name="body" rows="3" dir="auto">
${task.body.content}</textarea></label>
<p class="full"><button class="primary">Save</button></p></form>
${steps.length > 0 && html`<h2>Steps</h2><ul>${steps}</ul>`}
<p>${task.status !== 'completed' && button(`${path}/complete`, 'Complete')} ${button(`${path}/delete`, 'Delete this task', true)}</p>
<h2>For engineers</h2>
<dl>
<dt>Id</dt><dd class="value">${task.id}</dd>
<dt>Change key</dt><dd class="value">${task.changeKey}</dd>
<dt>Repeats</dt><dd>${task.recurrence ? describe(task.recurrence) : 'no'}</dd>
<dt>Last change</dt><dd>${new Date(task.modifiedAt).toISOString()}</dd>
</dl>`
  const title = task.title || '(no title)'
  return { title, trail: trail(tenant, user), body, ...(call.query.has('saved') && { notice: 'Saved.' }) }
}

function pageTask(call: PageCall): TodoTask {
  const task = findTask(pageMailbox(call).mailbox, call.params.task ?? '')
  if (task === undefined) throw new PageRefused(404, 'This task is not there any more.')
  return task
}

function taskPath(tenant: Tenant, user: User, task: TodoTask): string {
  return `${mailboxPath(tenant, user)}/task/${encodeURIComponent(task.immutableId)}`
}

function dueOf({ dueDateTime }: TodoTask): string {
  return dueDateTime?.dateTime.slice(0, 10) ?? ''
}

function clockOf(stamp: Stamp | undefined): string {
  return stamp?.dateTime.slice(0, 16) ?? ''
}

function trail(tenant: Tenant, user: User): [string, string][] {
  return [
    [`/~/${tenant.id}`, tenant.displayName],
    [mailboxPath(tenant, user), user.displayName],
    [`${mailboxPath(tenant, user)}/tasks`, 'Tasks'],
  ]
}
