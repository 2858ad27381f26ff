import type { Stamp } from '../tenant/calendar-types.ts'
import type {
  ChecklistItem,
  LinkedResource,
  OpenExtension,
  TodoList,
  TodoTask,
} from '../tenant/todo-types.ts'
import { instantOf } from '../tenant/zones.ts'
import { recurrenceValue } from './recurrence-body.ts'
import { stampValue, utc } from './stamps.ts'

type Shown = Record<string, unknown>

/** What is always there, in the order in which the service writes it; then what is left out when it is not set. */
const values: Record<string, (task: TodoTask) => unknown> = {
  importance: ({ importance }) => importance,
  isReminderOn: ({ isReminderOn }) => isReminderOn,
  status: ({ status }) => status,
  title: ({ title }) => title,
  createdDateTime: ({ createdAt }) => preciseTime(createdAt),
  lastModifiedDateTime: ({ modifiedAt }) => preciseTime(modifiedAt),
  bodyLastModifiedDateTime: ({ bodyModifiedAt }) => preciseTime(bodyModifiedAt),
  hasAttachments: () => false,
  categories: ({ categories }) => categories,
  id: ({ id }) => id,
  body: ({ body }) => body,
  completedDateTime: ({ completedDateTime }) => time(completedDateTime),
  dueDateTime: ({ dueDateTime }) => time(dueDateTime),
  startDateTime: ({ startDateTime }) => time(startDateTime),
  reminderDateTime: ({ reminderDateTime }) => time(reminderDateTime),
  recurrence: ({ recurrence }) => recurrence && recurrenceValue(recurrence),
}

/** Collections that `$expand` shows. */
export const expandable = ['checklistItems', 'extensions', 'linkedResources'] as const

/** Every name that `$select` takes. */
export const taskNames: readonly string[] = Object.keys(values)

/** A task's property as it is shown; `undefined` when it is not set. */
export function taskValue(task: TodoTask, name: string): unknown {
  if (name === 'linkedResources') return task.linkedResources.map(linkValue)
  return values[name]?.(task)
}

/** A task as a JSON object; links come unasked where there are any (published example of todotasklist-list-tasks). */
export function taskJson(
  task: TodoTask,
  select: readonly string[] | undefined,
  expand: readonly string[] = [],
): string {
  const shown: Shown = { '@odata.etag': `W/"${task.changeKey}"` }
  for (const name of taskNames) {
    const value = name === 'id' || !select || select.includes(name) ? values[name]?.(task) : undefined
    if (value !== undefined) shown[name] = value
  }
  const links = task.linkedResources.length > 0 && select === undefined
  if (links || expand.includes('linkedResources')) shown.linkedResources = task.linkedResources.map(linkValue)
  if (expand.includes('checklistItems')) shown.checklistItems = task.checklistItems.map(checklistValue)
  if (expand.includes('extensions')) shown.extensions = task.extensions.map(extensionValue)
  return JSON.stringify(shown)
}

/** Properties of `todoTaskList`. */
export const listNames = ['displayName', 'isOwner', 'isShared', 'wellknownListName', 'id'] as const

/** A list as the service shows it. */
export function listValue(list: TodoList, select?: readonly string[]): Shown {
  const { id, displayName, wellknownListName, changeKey } = list
  const all: Record<(typeof listNames)[number], unknown> = {
    displayName,
    isOwner: true,
    isShared: false,
    wellknownListName,
    id,
  }
  const shown = listNames.filter((name) => name === 'id' || !select || select.includes(name))
  return { '@odata.etag': `W/"${changeKey}"`, ...Object.fromEntries(shown.map((name) => [name, all[name]])) }
}

export function checklistValue({ id, displayName, createdAt, checkedAt }: ChecklistItem): Shown {
  return {
    displayName,
    createdDateTime: preciseTime(createdAt),
    ...(checkedAt !== undefined && { checkedDateTime: preciseTime(checkedAt) }),
    isChecked: checkedAt !== undefined,
    id,
  }
}

export function linkValue({ id, webUrl, applicationName, displayName, externalId }: LinkedResource): Shown {
  return {
    ...(webUrl !== undefined && { webUrl }),
    applicationName: applicationName ?? null,
    displayName: displayName ?? null,
    externalId: externalId ?? null,
    id,
  }
}

export function extensionValue({ extensionName, values: own }: OpenExtension): Shown {
  return {
    '@odata.type': '#microsoft.graph.openTypeExtension',
    id: `microsoft.graph.openTypeExtension.${extensionName}`,
    extensionName,
    ...own,
  }
}

/** To Do writes seven digits after the second. */
function preciseTime(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, -1)}0000Z`
}

/** In UTC, whatever zone is preferred: the reference (todotask-get) has no such preference. */
function time(stamp: Stamp | undefined): unknown {
  return stamp && stampValue(instantOf(stamp), utc)
}
