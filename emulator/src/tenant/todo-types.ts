import type { Recurrence, Stamp } from './calendar-types.ts'
import type { ItemLog } from './item-log.ts'

export interface ChecklistItem {
  id: string
  displayName: string
  createdAt: number
  checkedAt?: number
}

export interface LinkedResource {
  id: string
  webUrl?: string
  applicationName?: string
  displayName?: string
  externalId?: string
}

/** An open extension: its name and what the client put into it. */
export interface OpenExtension {
  extensionName: string
  values: Record<string, unknown>
}

export interface TodoTask {
  id: string
  immutableId: string
  listId: string
  changeKey: string
  changed: number
  entered: number
  createdAt: number
  modifiedAt: number
  bodyModifiedAt: number
  title: string
  status: 'notStarted' | 'inProgress' | 'completed' | 'waitingOnOthers' | 'deferred'
  importance: 'low' | 'normal' | 'high'
  body: { content: string; contentType: 'text' | 'html' }
  categories: string[]
  isReminderOn: boolean
  dueDateTime?: Stamp
  startDateTime?: Stamp
  completedDateTime?: Stamp
  reminderDateTime?: Stamp
  recurrence?: Recurrence
  checklistItems: ChecklistItem[]
  linkedResources: LinkedResource[]
  extensions: OpenExtension[]
}

/** What delta must know of a task that is gone. */
export type LeftTask = Pick<TodoTask, 'id' | 'immutableId' | 'entered'>

export interface TodoList extends ItemLog<TodoTask, LeftTask> {
  id: string
  displayName: string
  wellknownListName: 'none' | 'defaultList' | 'flaggedEmails'
  changed: number
  changeKey: string
  created: number
  deleted?: boolean
}
