/** What a client may write into a task, and into what hangs on it (todoTask, checklistItem, linkedResource in the reference). */
import type { Stamp } from '../tenant/calendar-types.ts'
import type { TaskChange } from '../tenant/todo.ts'
import type { ChecklistItem, LinkedResource, OpenExtension } from '../tenant/todo-types.ts'
import type { World } from '../tenant/world.ts'
import { stampLike } from '../tenant/zones.ts'
import { refuse } from './errors.ts'
import { readRecurrence } from './recurrence-body.ts'
import { readStamp } from './stamps.ts'
import {
  readBoolean,
  readList,
  readMember,
  readRecord,
  readText,
  readTexts,
  unknownName,
} from './value-readers.ts'

type Reader = (name: string, value: unknown) => unknown

const readers: Record<string, Reader> = {
  title: (name, value) => readText(name, value) ?? '',
  status: (name, value) =>
    readMember(name, value, ['notStarted', 'inProgress', 'completed', 'waitingOnOthers', 'deferred']),
  importance: (name, value) => readMember(name, value, ['low', 'normal', 'high']),
  body: readBody,
  categories: readTexts,
  isReminderOn: readBoolean,
  dueDateTime: readDate,
  startDateTime: readDate,
  completedDateTime: readDate,
  reminderDateTime: readTime,
  recurrence: (_, value) => (value === null ? null : readRecurrence(value)),
}

const readOnly = [
  'id',
  'createdDateTime',
  'lastModifiedDateTime',
  'bodyLastModifiedDateTime',
  'hasAttachments',
]
const parts = ['checklistItems', 'linkedResources', 'extensions']

/** The body of a PATCH. */
export function readTaskChange(body: Record<string, unknown>): TaskChange {
  const change: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(body)) {
    if (name.includes('@') || readOnly.includes(name) || parts.includes(name)) continue
    const reader = Object.hasOwn(readers, name) ? readers[name] : undefined
    if (reader === undefined) throw unknownName(name, 'todoTask')
    change[name] = reader(name, value)
  }
  return change
}

/** The body of a POST, which may bring steps, links and extensions. */
export function readNewTask(world: World, body: Record<string, unknown>): TaskChange {
  const { checklistItems = [], linkedResources = [], extensions = [] } = body
  const each = (name: string, list: unknown) => readList(name, list).map((one) => readRecord(name, one))
  return {
    ...readTaskChange(body),
    checklistItems: each('checklistItems', checklistItems).map((one) => readChecklistItem(world, one)),
    linkedResources: each('linkedResources', linkedResources).map((one) => readLink(world, one)),
    extensions: each('extensions', extensions).map((one) => readExtension(one)),
  }
}

/** A step of a task. */
export function readChecklistItem(
  world: World,
  body: Record<string, unknown>,
  present: ChecklistItem = { id: world.ids.guid(), displayName: '', createdAt: world.clock.now() },
): ChecklistItem {
  const { checkedAt, ...rest } = present
  let displayName = present.displayName
  let isChecked = checkedAt !== undefined
  for (const [name, value] of Object.entries(body)) {
    if (name.includes('@') || ['id', 'createdDateTime', 'checkedDateTime'].includes(name)) continue
    if (name === 'displayName') displayName = readText(name, value) ?? ''
    else if (name === 'isChecked') isChecked = readBoolean(name, value)
    else throw unknownName(name, 'checklistItem')
  }
  return { ...rest, displayName, ...(isChecked && { checkedAt: checkedAt ?? world.clock.now() }) }
}

/** Where a task comes from. */
export function readLink(
  world: World,
  body: Record<string, unknown>,
  present: LinkedResource = { id: world.ids.guid() },
): LinkedResource {
  const link: Record<string, unknown> = { ...present }
  for (const [name, value] of Object.entries(body)) {
    if (name.includes('@') || name === 'id') continue
    if (!['webUrl', 'applicationName', 'displayName', 'externalId'].includes(name)) {
      throw unknownName(name, 'linkedResource')
    }
    link[name] = readText(name, value)
  }
  return link as unknown as LinkedResource
}

/** An open extension; a PATCH merges, and null takes a value away. */
export function readExtension(body: Record<string, unknown>, present?: OpenExtension): OpenExtension {
  const { id: _, extensionName = present?.extensionName, ...given } = body
  if (typeof extensionName !== 'string' || extensionName === '') {
    throw refuse.property("The required property 'extensionName' is missing.")
  }
  const entries = Object.entries({ ...present?.values, ...given })
  const values = entries.filter(([name, value]) => !name.includes('@') && value !== null)
  return { extensionName, values: Object.fromEntries(values) }
}

function readBody(name: string, value: unknown): { content: string; contentType: 'text' | 'html' } {
  if (value === null) return { content: '', contentType: 'text' }
  const { content = '', contentType = 'text' } = readRecord(name, value)
  return {
    content: readText('content', content) ?? '',
    contentType: readMember('contentType', contentType, ['text', 'html']),
  }
}

function readTime(name: string, value: unknown): Stamp | null {
  return value === null ? null : readStamp(name, value)
}

/** To Do keeps dates: the time of day goes (seen in public issues; the published example is midnight of another zone in UTC). */
function readDate(name: string, value: unknown): Stamp | null {
  const stamp = readTime(name, value)
  return stamp && stampLike(stamp, `${stamp.dateTime.slice(0, 10)}T00:00:00`)
}
