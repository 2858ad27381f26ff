/** Changes of tasks (Microsoft To Do) in one mailbox. */
import type { Recurrence, Stamp } from './calendar-types.ts'
import { changeKey, newImmutableId, newItemId } from './item-ids.ts'
import { logGone, logItem } from './item-log.ts'
import { mailboxOf } from './mailbox.ts'
import { dateOf, dayNumber, seriesDays } from './recurrence.ts'
import { findTodoList } from './todo-lists.ts'
import type { TodoList, TodoTask } from './todo-types.ts'
import type { Mailbox, Tenant, User } from './types.ts'
import type { ChangeType, World } from './world.ts'
import { stampLike, wallClock } from './zones.ts'

/** What a person writes into a task; `null` takes a time or the recurrence away. */
export type TaskChange = Partial<
  Pick<TodoTask, 'title' | 'status' | 'importance' | 'body' | 'categories' | 'isReminderOn'>
> & {
  [K in 'dueDateTime' | 'startDateTime' | 'completedDateTime' | 'reminderDateTime']?: Stamp | null
} & { recurrence?: Recurrence | null } & Partial<
    Pick<TodoTask, 'checklistItems' | 'linkedResources' | 'extensions'>
  >

/** Adds a task to a list of the mailbox. */
export function createTask(
  world: World,
  tenant: Tenant,
  user: User,
  listId: string,
  draft: TaskChange,
): TodoTask {
  const mailbox = mailboxOf(user)
  const immutableId = newImmutableId(mailbox)
  const now = world.clock.now()
  const changed = nextChange(mailbox)
  const task: TodoTask = {
    id: newItemId(mailbox, immutableId),
    immutableId,
    listId,
    changeKey: changeKey(mailbox, changed),
    changed,
    entered: changed,
    createdAt: now,
    modifiedAt: now,
    bodyModifiedAt: now,
    title: '',
    status: 'notStarted',
    importance: 'normal',
    body: { content: '', contentType: 'text' },
    categories: [],
    isReminderOn: false,
    checklistItems: [],
    linkedResources: [],
    extensions: [],
  }
  write(world, task, draft)
  mailbox.tasks.set(immutableId, task)
  logItem(listOf(mailbox, task), task, true)
  tell(world, tenant, user, 'created', task)
  return task
}

/** Changes a task. One that recurs is completed for good, and the next one is made in its place. */
export function updateTask(
  world: World,
  tenant: Tenant,
  user: User,
  task: TodoTask,
  change: TaskChange,
): TodoTask {
  const isCompleted = change.status === 'completed' && task.status !== 'completed'
  write(world, task, change)
  const next = isCompleted ? nextOf(task) : undefined
  // Were the completed one to go on recurring, a second completion would make a second next one.
  if (isCompleted) delete task.recurrence
  touchTask(world, tenant, user, task)
  if (next) createTask(world, tenant, user, task.listId, next)
  return task
}

/** Notes that something in a task (a step, a link, an extension) changed. */
export function touchTask(world: World, tenant: Tenant, user: User, task: TodoTask): TodoTask {
  const mailbox = mailboxOf(user)
  task.changed = nextChange(mailbox)
  task.changeKey = changeKey(mailbox, task.changed)
  task.modifiedAt = world.clock.now()
  logItem(listOf(mailbox, task), task, false)
  tell(world, tenant, user, 'updated', task)
  return task
}

/** Removes a task. */
export function deleteTask(world: World, tenant: Tenant, user: User, task: TodoTask): void {
  const mailbox = mailboxOf(user)
  mailbox.tasks.delete(task.immutableId)
  task.changed = nextChange(mailbox)
  const { id, immutableId, entered } = task
  logGone(listOf(mailbox, task), task.changed, { id, immutableId, entered })
  tell(world, tenant, user, 'deleted', task)
}

function write(world: World, task: TodoTask, change: TaskChange): void {
  const now = world.clock.now()
  if (change.body) task.bodyModifiedAt = now
  for (const [name, value] of Object.entries(change)) {
    if (value === null) delete task[name as 'dueDateTime']
    else if (value !== undefined) Object.assign(task, { [name]: value })
  }
  if (task.recurrence && task.dueDateTime === undefined) {
    const { startDate } = task.recurrence.range
    task.dueDateTime = { dateTime: `${startDate}T00:00:00`, timeZone: 'UTC', zone: 'UTC' }
  }
  if (task.status !== 'completed') delete task.completedDateTime
  else task.completedDateTime ??= { dateTime: wallClock(now, 'UTC'), timeZone: 'UTC', zone: 'UTC' }
}

/** The task after a completed one: due on the next date of the pattern, everything that is dated moved along, no step done yet. */
function nextOf(task: TodoTask): TaskChange | undefined {
  const { recurrence, dueDateTime, startDateTime, reminderDateTime } = task
  if (recurrence === undefined || dueDateTime === undefined) return undefined
  const due = dayNumber(dueDateTime.dateTime)
  // No pattern leaves out more.
  const [next] = seriesDays(recurrence, due + 1, due + 366 * recurrence.pattern.interval * 4)
  if (next === undefined) return undefined
  const moved = (stamp: Stamp | undefined) =>
    stamp && stampLike(stamp, `${dateOf(dayNumber(stamp.dateTime) + next - due)}${stamp.dateTime.slice(10)}`)
  return {
    title: task.title,
    importance: task.importance,
    body: task.body,
    categories: task.categories,
    isReminderOn: task.isReminderOn,
    linkedResources: task.linkedResources,
    checklistItems: task.checklistItems.map(({ checkedAt: _, ...item }) => item),
    recurrence,
    dueDateTime: moved(dueDateTime) ?? null,
    startDateTime: moved(startDateTime) ?? null,
    reminderDateTime: moved(reminderDateTime) ?? null,
  }
}

function listOf(mailbox: Mailbox, task: TodoTask): TodoList {
  const list = findTodoList(mailbox, task.listId)
  if (list === undefined) throw new Error(`no list ${task.listId}`)
  return list
}

function nextChange(mailbox: Mailbox): number {
  mailbox.changeNumber += 1
  return mailbox.changeNumber
}

function tell(world: World, tenant: Tenant, user: User, changeType: ChangeType, task: TodoTask): void {
  const { listId: folderId } = task
  world.emit({ kind: 'task', tenantId: tenant.id, userId: user.id, changeType, folderId, task })
}
