import type { Route } from './call.ts'

/** What the request log and the faults call a route: `contacts.create`, `contacts.delta`, `photo.get`, `users.count` … */
export function operationName(route: Route): string {
  const known = names.get(route)
  if (known !== undefined) return known
  const name = nameOf(route)
  names.set(route, name)
  return name
}

const names = new WeakMap<Route, string>()
const collections = [
  ...['users', 'contacts', 'contactFolders', 'subscriptions'],
  ...['calendars', 'events', 'calendarView', 'instances'],
  ...['mailFolders', 'messages', 'attachments'],
  ...['applications', 'servicePrincipals', 'groups', 'members', 'owners', 'oauth2PermissionGrants'],
  ...['appRoleAssignments', 'appRoleAssignedTo'],
  ...['lists', 'tasks', 'checklistItems', 'linkedResources', 'extensions'],
]
const actions = [
  ...['delta', 'permanentDelete', 'reauthorize', '$count', 'move', 'copy'],
  ...['accept', 'decline', 'tentativelyAccept', 'cancel', 'dismissReminder', 'snoozeReminder'],
  ...['send', 'reply', 'replyAll', 'forward', 'createReply', 'createReplyAll', 'createForward'],
  ...['createUploadSession', 'addPassword', 'removePassword', 'addKey', 'removeKey', '$ref'],
]

function nameOf({ method, path }: Route): string {
  const folders = path.includes('mailFolders') ? 'mailFolders' : 'contactFolders'
  const segments = path.replace('childFolders', folders).split('/')
  const last = segments.at(-1) ?? ''
  const owner = segments.slice(0, -1).findLast((segment) => !segment.startsWith('{'))
  if (last === '$value') return `${owner}.${method === 'GET' ? 'download' : 'upload'}`
  if (last === 'sendMail') return last
  if (last.startsWith('{')) return `${segments.at(-2)}.${verb(method)}`
  if (collections.includes(last)) return `${last}.${method === 'GET' ? 'list' : 'create'}`
  return actions.includes(last) ? `${owner}.${last.replace('$', '')}` : `${last}.${verb(method)}`
}

function verb(method: string): string {
  const verbs: Record<string, string> = {
    GET: 'get',
    POST: 'create',
    PATCH: 'update',
    PUT: 'update',
    DELETE: 'delete',
  }
  return verbs[method] ?? method.toLowerCase()
}
