/** What hangs on a task: steps, links to where it comes from, and what applications keep with it. */
import { touchTask } from '../tenant/todo.ts'
import type { TodoTask } from '../tenant/todo-types.ts'
import type { WireResponse } from '../wire.ts'
import { jsonBody, type MailboxCall, mailboxRoute, param, type Route } from './call.ts'
import { GraphError, refuse } from './errors.ts'
import { collection, entity } from './odata.ts'
import { readTasks, writeTasks } from './permissions.ts'
import { readChecklistItem, readExtension, readLink } from './task-body.ts'
import { checklistValue, extensionValue, linkValue } from './task-json.ts'
import { tasksPath } from './tasks.ts'
import { taskOf, tasksContext } from './todo-places.ts'

interface Kind<P> {
  name: 'checklistItems' | 'linkedResources' | 'extensions'
  all(task: TodoTask): P[]
  idOf(part: P): string
  read(call: MailboxCall, body: Record<string, unknown>, present?: P): P
  shown(part: P): Record<string, unknown>
}

export const taskPartRoutes: Route[] = [
  ...routesOf({
    name: 'checklistItems',
    all: (task) => task.checklistItems,
    idOf: ({ id }) => id,
    read: (call, body, present) => readChecklistItem(call.world, body, present),
    shown: checklistValue,
  }),
  ...routesOf({
    name: 'linkedResources',
    all: (task) => task.linkedResources,
    idOf: ({ id }) => id,
    read: (call, body, present) => readLink(call.world, body, present),
    shown: linkValue,
  }),
  ...routesOf({
    name: 'extensions',
    all: (task) => task.extensions,
    // Named by their name or by their id, of which the router leaves this.
    idOf: ({ extensionName }) => extensionName,
    read: (_, body, present) => readExtension(body, present),
    shown: extensionValue,
  }),
]

function routesOf<P>(kind: Kind<P>): Route[] {
  const path = `${tasksPath}/{task}/${kind.name}`
  return [
    mailboxRoute('GET', path, readTasks, (call) =>
      collection(
        contextOf(call, kind),
        kind.all(taskOf(call)).map((part) => JSON.stringify(kind.shown(part))),
      ),
    ),
    mailboxRoute('POST', path, writeTasks, (call) => create(call, kind)),
    mailboxRoute('GET', `${path}/{part}`, readTasks, (call) => answer(call, kind, 200, partOf(call, kind))),
    mailboxRoute('PATCH', `${path}/{part}`, writeTasks, (call) => update(call, kind)),
    mailboxRoute('DELETE', `${path}/{part}`, writeTasks, (call) => remove(call, kind)),
  ]
}

/** How the service refuses a second extension of one name is not documented. */
function create<P>(call: MailboxCall, kind: Kind<P>): WireResponse {
  const task = taskOf(call)
  const part = kind.read(call, jsonBody(call.request))
  if (kind.all(task).some((other) => kind.idOf(other) === kind.idOf(part))) {
    throw new GraphError(409, 'NameAlreadyExists', 'An extension with this name exists already.')
  }
  kind.all(task).push(part)
  touchTask(call.world, call.tenant, call.user, task)
  return answer(call, kind, 201, part)
}

function update<P>(call: MailboxCall, kind: Kind<P>): WireResponse {
  const task = taskOf(call)
  const present = partOf(call, kind)
  const changed = kind.read(call, jsonBody(call.request), present)
  const all = kind.all(task)
  all.splice(all.indexOf(present), 1, changed)
  touchTask(call.world, call.tenant, call.user, task)
  return answer(call, kind, 200, changed)
}

function remove<P>(call: MailboxCall, kind: Kind<P>): WireResponse {
  const task = taskOf(call)
  const all = kind.all(task)
  all.splice(all.indexOf(partOf(call, kind)), 1)
  touchTask(call.world, call.tenant, call.user, task)
  return { status: 204 }
}

function partOf<P>(call: MailboxCall, kind: Kind<P>): P {
  const wanted = param(call, 'part').replace(/^openTypeExtension\./i, '')
  const found = kind.all(taskOf(call)).find((part) => kind.idOf(part).toLowerCase() === wanted.toLowerCase())
  if (found === undefined) throw refuse.itemNotFound()
  return found
}

function contextOf<P>(call: MailboxCall, { name }: Kind<P>): string {
  return `${tasksContext(call)}('${encodeURIComponent(param(call, 'task'))}')/${name}`
}

function answer<P>(call: MailboxCall, kind: Kind<P>, status: number, part: P): WireResponse {
  return entity(status, `${contextOf(call, kind)}/$entity`, JSON.stringify(kind.shown(part)))
}
