/** What can be subscribed to, and what its subscribers are told of a change. */
import type { Subscription } from '../tenant/types.ts'
import type { ChangeType, WorldEvent } from '../tenant/world.ts'
import type { MailboxCall } from './call.ts'
import { calendarOf } from './event-places.ts'
import { mailFolderOf } from './mail-places.ts'
import { readBasicMail, readCalendarsFully, readContacts, readTasks } from './permissions.ts'
import { folderOf } from './places.ts'
import { todoListOf } from './todo-places.ts'

/** A kind of resource with the figures of its subscriptions (minutes). */
export interface Watched {
  kind: NonNullable<Subscription['kind']>
  /** As in routes; parameters are named as there. */
  paths: readonly string[]
  permissions: readonly string[]
  longest: number
  /** The folder, calendar or list that a path names; `undefined`: all of the mailbox. */
  placeOf(call: MailboxCall): string | undefined
}

/**
 * The default contact folder has no path of its own, so `users/{id}/contacts` is taken as it alone; whether it also tells of other folders is not
 * documented, and a strict client must not count on it. `users/{id}/events` is documented as all events of the mailbox.
 */
export const watched: readonly Watched[] = [
  {
    kind: 'contact',
    paths: ['users/{user}/contacts', 'users/{user}/contactFolders/{folder}/contacts'],
    permissions: readContacts,
    longest: 10_080,
    placeOf: (call) => folderOf(call).id,
  },
  {
    kind: 'message',
    paths: ['users/{user}/messages', 'users/{user}/mailFolders/{mailFolder}/messages'],
    permissions: readBasicMail,
    longest: 10_080,
    placeOf: (call) => mailFolderOf(call)?.id,
  },
  {
    kind: 'event',
    paths: ['users/{user}/events', 'users/{user}/calendars/{calendar}/events'],
    permissions: readCalendarsFully,
    longest: 10_080,
    placeOf: (call) => (call.params.calendar === undefined ? undefined : calendarOf(call).id),
  },
  {
    kind: 'task',
    paths: ['users/{user}/todo/lists/{list}/tasks'],
    permissions: readTasks,
    longest: 4230,
    placeOf: (call) => todoListOf(call).id,
  },
]

/** The kind of a subscription. */
export function watchedBy({ kind = 'contact' }: Pick<Subscription, 'kind'>): Watched {
  const found = watched.find((one) => one.kind === kind)
  if (found === undefined) throw new Error(`nobody watches ${kind}`)
  return found
}

/** The kind whose path the segments are, with the values of its parameters. */
export function matchWatched(
  segments: readonly string[],
): { resource: Watched; params: Record<string, string> } | undefined {
  for (const resource of watched) {
    for (const path of resource.paths) {
      const params = match(path.split('/'), segments)
      if (params) return { resource, params }
    }
  }
  return undefined
}

/** A change as subscribers see it. */
export interface Told {
  kind: NonNullable<Subscription['kind']>
  tenantId: string
  userId: string
  changeType: ChangeType
  folderId: string
  changeKey: string
  id: string
  immutableId: string
  /** One half of a move from folder to folder. */
  moved?: boolean
  /** `#Microsoft.Graph.Contact` and its brothers. */
  type: string
  /** Where the item is: `Users/…/Contacts/{id}`. */
  resourceOf(id: string): string
}

/** What an event of the world is to subscribers; `undefined`: nothing. An occurrence is told of as its series, in which it is kept. */
export function toldOf(event: WorldEvent): Told | undefined {
  switch (event.kind) {
    case 'contact': {
      const { contact, ...rest } = event
      const { immutableId, changeKey } = contact
      const resourceOf = (id: string) => `Users/${event.userId}/Contacts/${id}`
      return { ...rest, immutableId, changeKey, type: '#Microsoft.Graph.Contact', resourceOf }
    }
    case 'message': {
      const { message, ...rest } = event
      const { immutableId, changeKey } = message
      const resourceOf = (id: string) => `Users/${event.userId}/Messages/${id}`
      return { ...rest, immutableId, changeKey, type: '#Microsoft.Graph.Message', resourceOf }
    }
    case 'event': {
      const { event: item, ...rest } = event
      const { id, immutableId, changeKey } = item
      const resourceOf = (key: string) => `Users/${event.userId}/Events/${key}`
      return { ...rest, id, immutableId, changeKey, type: '#Microsoft.Graph.Event', resourceOf }
    }
    case 'task': {
      const { task, ...rest } = event
      const { id, changeKey } = task
      const resourceOf = (key: string) => `Users/${event.userId}/todo/lists/${event.folderId}/tasks/${key}`
      // Tasks have one id only.
      return { ...rest, id, immutableId: id, changeKey, type: '#Microsoft.Graph.todoTask', resourceOf }
    }
    default:
      return undefined
  }
}

function match(pattern: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined
  const params: Record<string, string> = {}
  for (const [at, part] of pattern.entries()) {
    const given = segments[at] ?? ''
    if (part.startsWith('{')) params[part.slice(1, -1)] = given
    else if (part.toLowerCase() !== given.toLowerCase()) return undefined
  }
  return params
}
