/** What can be subscribed to: one resolver per kind of resource. */
import type { Subscription } from '../tenant/types.ts'
import type { WorldEvent } from '../tenant/world.ts'
import { authoriseMailbox, type Target } from './authorise.ts'
import type { Call } from './call.ts'
import { mailFolderById } from './mail-places.ts'
import { readBasicMail, readContacts } from './permissions.ts'
import { folderById } from './places.ts'

export type SubscriptionKind = NonNullable<Subscription['kind']>

/** Where a subscription listens; without a folder it is the whole mailbox. */
export interface Resolved {
  target: Target
  kind: SubscriptionKind
  folderId?: string
}

/** A change as notifications tell it. */
export interface NotifiedChange {
  kind: SubscriptionKind
  tenantId: string
  userId: string
  changeType: 'created' | 'updated' | 'deleted'
  folderId: string
  /** `Contacts`, and the type `Contact`. */
  collection: string
  type: string
  id: string
  immutableId: string
  changeKey: string
  /** One half of a move from folder to folder. */
  moved?: boolean
}

interface Kind {
  /** One of these must be held to subscribe, and as long as the subscription lives. */
  permissions: readonly string[]
  /** `segments` begin with `users`, `{user}`; undefined: not of this kind. */
  resolve(call: Call, segments: readonly string[], permissions: readonly string[]): Resolved | undefined
  changeOf(event: WorldEvent): NotifiedChange | undefined
}

/** Every kind of resource, by the name that subscriptions keep. */
export const subscriptionKinds: Record<SubscriptionKind, Kind> = {
  contact: {
    permissions: readContacts,
    resolve: resolveContacts,
    changeOf: (event) =>
      event.kind === 'contact' ? notified(event, event.contact, 'contact', 'Contact') : undefined,
  },
  message: {
    permissions: readBasicMail,
    resolve: resolveMessages,
    changeOf: (event) =>
      event.kind === 'message' ? notified(event, event.message, 'message', 'Message') : undefined,
  },
}

/** The change that an event of the world is for subscribers, if any. */
export function notifiedChange(event: WorldEvent): NotifiedChange | undefined {
  for (const { changeOf } of Object.values(subscriptionKinds)) {
    const change = changeOf(event)
    if (change) return change
  }
  return undefined
}

/**
 * `users/{id}/contacts` (the default folder, like the path of the same name) and `users/{id}/contactFolders/{id}/contacts`. Whether the
 * former also tells of other folders is not documented; a strict client must not count on it.
 */
function resolveContacts(
  call: Call,
  segments: readonly string[],
  permissions: readonly string[],
): Resolved | undefined {
  const [, user = '', kind, folder = 'contacts', last] = segments.map((one, at) =>
    at === 2 || at === 4 ? one.toLowerCase() : one,
  )
  const inDefault = kind === 'contacts' && segments.length === 3
  const inFolder = kind === 'contactfolders' && last === 'contacts' && segments.length === 5
  if (!inDefault && !inFolder) return undefined
  const target = authoriseMailbox(call, user, permissions)
  return { target, kind: 'contact', folderId: folderById({ ...call, ...target }, folder).id }
}

/** `users/{id}/messages` (every folder) and `users/{id}/mailFolders/{id}/messages`. */
function resolveMessages(
  call: Call,
  segments: readonly string[],
  permissions: readonly string[],
): Resolved | undefined {
  const [, user = '', kind, folder = '', last] = segments.map((one, at) =>
    at === 2 || at === 4 ? one.toLowerCase() : one,
  )
  const everywhere = kind === 'messages' && segments.length === 3
  const inFolder = kind === 'mailfolders' && last === 'messages' && segments.length === 5
  if (!everywhere && !inFolder) return undefined
  const target = authoriseMailbox(call, user, permissions)
  if (everywhere) return { target, kind: 'message' }
  return { target, kind: 'message', folderId: mailFolderById({ ...call, ...target }, folder).id }
}

function notified(
  event: Extract<WorldEvent, { kind: 'contact' | 'message' }>,
  { immutableId, changeKey }: { immutableId: string; changeKey: string },
  kind: SubscriptionKind,
  type: string,
): NotifiedChange {
  const { tenantId, userId, changeType, folderId, id } = event
  const moved = event.kind === 'message' && event.moved === true
  const base = { kind, tenantId, userId, changeType, folderId, id, immutableId, changeKey }
  return { ...base, type, collection: `${type}s`, ...(moved && { moved }) }
}
