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
  'users',
  'contacts',
  'contactFolders',
  'subscriptions',
  'calendars',
  'events',
  'calendarView',
  'instances',
  'lists',
  'tasks',
  'checklistItems',
  'linkedResources',
  'extensions',
]
const actions = [
  'delta',
  'permanentDelete',
  'reauthorize',
  '$count',
  'accept',
  'decline',
  'tentativelyAccept',
  'cancel',
  'dismissReminder',
  'snoozeReminder',
]

function nameOf({ method, path }: Route): string {
  const segments = path.replace('childFolders', 'contactFolders').split('/')
  const last = segments.at(-1) ?? ''
  if (last === '$value') return `${segments.at(-2)}.${method === 'GET' ? 'download' : 'upload'}`
  if (last.startsWith('{')) return `${segments.at(-2)}.${verb(method)}`
  if (collections.includes(last)) return `${last}.${method === 'GET' ? 'list' : 'create'}`
  const owner = segments.slice(0, -1).findLast((segment) => !segment.startsWith('{'))
  const action = actions.includes(last)
  return action ? `${owner}.${last.replace('$', '')}` : `${last}.${verb(method)}`
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
