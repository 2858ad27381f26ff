import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises'
import { findUser } from '../tenant/directory.ts'
import type { Contact } from '../tenant/types.ts'
import type { World } from '../tenant/world.ts'
import type { Operation, OperationWatch, Room, WireRequest, WireResponse } from '../wire.ts'
import { attachmentRoutes } from './attachments.ts'
import { authenticate, type Caller, type VerifyToken } from './authorise.ts'
import { runBatch } from './batch.ts'
import { calendarDeltaRoutes } from './calendar-delta.ts'
import { calendarViewRoutes } from './calendar-view.ts'
import { calendarRoutes } from './calendars.ts'
import { contactFolderRoutes } from './contact-folders.ts'
import { writeAhead } from './contact-json.ts'
import { contactRoutes } from './contacts.ts'
import { deltaRoutes } from './delta.ts'
import { provisioningRoutes } from './directory/routes.ts'
import { errorResponse, GraphError, refuse } from './errors.ts'
import { eventActionRoutes } from './event-actions.ts'
import { eventRoutes } from './events.ts'
import { mailDeltaRoutes } from './mail-delta.ts'
import { mailFolderRoutes } from './mail-folders.ts'
import { mailboxSettingsRoutes } from './mailbox-settings.ts'
import { messageRoutes } from './messages.ts'
import type { Notifier } from './notify.ts'
import { operationName } from './operations.ts'
import { organizationRoutes } from './organization.ts'
import { photoRoutes } from './photos.ts'
import { replyRoutes } from './reply.ts'
import { createRouter, mailboxKey, type Router, readPath, resolveMe } from './router.ts'
import { sendRoutes } from './send-mail.ts'
import { subscriptionRoutes } from './subscriptions.ts'
import { taskPartRoutes } from './task-parts.ts'
import { taskRoutes } from './tasks.ts'
import { createThrottle, defaultLimits, type GraphLimits, type Throttle } from './throttle.ts'
import { todoDeltaRoutes } from './todo-delta.ts'
import { todoListRoutes } from './todo-lists.ts'
import { beginUpload, isUpload, serveUpload, sessionOf, uploadOperation } from './upload-sessions.ts'
import { userRoutes } from './users.ts'

/** What the room needs from outside. */
export interface GraphOptions {
  verifyToken: VerifyToken
  notifier: Notifier
  limits?: Partial<GraphLimits>
  /**
   * The reference (contact-update) warns that a change of other properties may overwrite `displayName` with a generated value unless the
   * change names it too. `kept` (default): it never does; `overwritten`: a change of a part of the name always does.
   */
  displayNames?: 'kept' | 'overwritten'
  /** Told of every operation, those inside a batch included; faults come from here. */
  watch?: OperationWatch
}

interface Parts {
  world: World
  options: GraphOptions
  limits: GraphLimits
  throttle: Throttle
  router: Router
}

/** Microsoft Graph v1.0: every path below `/v1.0`, under any host name, and the addresses of its upload sessions. */
export function graphRoom(world: World, options: GraphOptions): Room {
  const limits = { ...defaultLimits, ...options.limits }
  const parts = { world, options, limits, throttle: createThrottle(world, limits), router }
  writeAhead(contactsOf(world))
  return async (request) => {
    if (isUpload(request)) return answer(parts, request, () => upload(parts, request))
    if (!/^\/v1\.0(\/|$)/i.test(request.path)) return undefined
    const response = await answer(parts, request, () => serve(parts, request))
    return { ...response, headers: { ...commonHeaders(request), ...response.headers } }
  }
}

const router = createRouter([
  ...userRoutes,
  ...organizationRoutes,
  ...provisioningRoutes,
  ...mailboxSettingsRoutes,
  ...contactRoutes,
  ...contactFolderRoutes,
  ...deltaRoutes,
  ...photoRoutes,
  ...calendarRoutes,
  ...eventRoutes,
  ...eventActionRoutes,
  ...calendarViewRoutes,
  ...mailFolderRoutes,
  ...mailDeltaRoutes,
  ...messageRoutes,
  ...attachmentRoutes,
  ...sendRoutes,
  ...calendarDeltaRoutes,
  ...replyRoutes,
  ...todoListRoutes,
  ...taskRoutes,
  ...taskPartRoutes,
  ...todoDeltaRoutes,
  ...subscriptionRoutes,
])

function* contactsOf(world: World): Generator<Contact> {
  for (const tenant of world.tenants.values()) {
    for (const { mailbox } of tenant.users.values()) if (mailbox) yield* mailbox.contacts.values()
  }
}

/** Turns refusals into answers. */
async function answer(
  parts: Parts,
  request: WireRequest,
  act: () => Promise<WireResponse>,
): Promise<WireResponse> {
  try {
    return await act()
  } catch (error) {
    if (!(error instanceof GraphError)) throw error
    const clientRequestId = request.headers['client-request-id'] ?? request.id
    return errorResponse(error, request.id, clientRequestId, parts.world.clock.now())
  }
}

async function serve(parts: Parts, request: WireRequest): Promise<WireResponse> {
  const caller = authenticate(parts.world, parts.options.verifyToken, request.headers.authorization)
  if (request.body.length > parts.limits.bodyBytes) throw refuse.tooLarge()
  const segments = readPath(request.path) ?? []
  if (segments[0] !== '$batch') return dispatch(parts, caller, request, segments)
  if (request.method !== 'POST') throw refuse.method()
  const operation = {
    request,
    name: '$batch',
    tenantId: caller.claims.tid,
    applicationId: caller.claims.appid,
  }
  return watched(parts, operation, () =>
    runBatch(
      request,
      (part) =>
        answer(parts, part, async () => dispatch(parts, caller, part, readPath(part.path) ?? [], request)),
      parts.world.clock.now(),
    ),
  )
}

/** Runs an operation in a place of the throttle, under the eyes of the watch, which may answer in place of the work. */
async function watched(
  parts: Parts,
  operation: Operation,
  act: () => Promise<WireResponse>,
  takePlace: () => () => void = () => () => undefined,
): Promise<WireResponse> {
  const { watch } = parts.options
  const response = await answer(parts, operation.request, async () => {
    const leave = takePlace()
    try {
      return (await watch?.begin(operation)) ?? (await act())
    } finally {
      leave()
    }
  })
  watch?.end(operation, response)
  return response
}

async function dispatch(
  parts: Parts,
  caller: Caller,
  request: WireRequest,
  path: readonly string[],
  batch?: WireRequest,
): Promise<WireResponse> {
  const segments = resolveMe(path, caller.claims)
  const { route, params } = parts.router(request.method, segments)
  const { limits, options } = parts
  const { notifier, displayNames = 'kept' } = options
  const call = { ...caller, request, params, limits, notifier, displayNames }
  const user = params.user === undefined ? undefined : findUser(caller.tenant, params.user)
  const operation: Operation = {
    request,
    name: operationName(route),
    tenantId: caller.claims.tid,
    applicationId: caller.claims.appid,
    ...(user !== undefined && { mailbox: user.userPrincipalName }),
    ...(batch !== undefined && { batch }),
  }
  if (!route.throttled) return watched(parts, operation, async () => route.run(call))
  const key = `${caller.tenant.id}/${user?.id ?? mailboxKey(segments)}`
  const act = async () => {
    // Requests that arrived together run together, so that a client with too many at a time is told so.
    await (limits.latencyMs > 0 ? wait(limits.latencyMs) : turn())
    return route.run(call)
  }
  return watched(parts, operation, act, () =>
    parts.throttle.enter(caller.claims.appid, key, request.body.length),
  )
}

/** An upload address says by itself who may use it: the rest of the way is that of any operation in a mailbox. */
async function upload(parts: Parts, request: WireRequest): Promise<WireResponse> {
  const { world, limits, throttle } = parts
  const session = sessionOf(world, request)
  const { tenant, user, applicationId } = session
  const operation: Operation = {
    request,
    name: uploadOperation(request),
    tenantId: tenant.id,
    applicationId,
    mailbox: user.userPrincipalName,
  }
  const act = async () => {
    const done = beginUpload(session, request)
    try {
      await (limits.latencyMs > 0 ? wait(limits.latencyMs) : turn())
      return serveUpload(world, session, request, limits)
    } finally {
      done()
    }
  }
  return watched(parts, operation, act, () =>
    throttle.enter(applicationId, `${tenant.id}/${user.id}`, request.body.length),
  )
}

function commonHeaders(request: WireRequest): Record<string, string> {
  return {
    'cache-control': 'private',
    'request-id': request.id,
    'client-request-id': request.headers['client-request-id'] ?? request.id,
    'odata-version': '4.0',
    'x-ms-ags-diagnostic': JSON.stringify({
      ServerInfo: {
        DataCenter: 'North Europe',
        Slice: 'E',
        Ring: '2',
        ScaleUnit: '000',
        RoleInstance: 'DB1PEPF0',
      },
    }),
  }
}
