import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises'
import { findUser } from '../tenant/directory.ts'
import type { World } from '../tenant/world.ts'
import type { Room, WireRequest, WireResponse } from '../wire.ts'
import { authenticate, type Caller, type VerifyToken } from './authorise.ts'
import { runBatch } from './batch.ts'
import { contactFolderRoutes } from './contact-folders.ts'
import { contactRoutes } from './contacts.ts'
import { deltaRoutes } from './delta.ts'
import { errorResponse, GraphError, refuse } from './errors.ts'
import { mailboxSettingsRoutes } from './mailbox-settings.ts'
import type { Notifier } from './notify.ts'
import { organizationRoutes } from './organization.ts'
import { photoRoutes } from './photos.ts'
import { createRouter, mailboxKey, type Router, readPath, resolveMe } from './router.ts'
import { subscriptionRoutes } from './subscriptions.ts'
import { createThrottle, defaultLimits, type GraphLimits, type Throttle } from './throttle.ts'
import { userRoutes } from './users.ts'

/** What the room needs from outside. */
export interface GraphOptions {
  verifyToken: VerifyToken
  notifier: Notifier
  limits?: Partial<GraphLimits>
}

interface Parts {
  world: World
  options: GraphOptions
  limits: GraphLimits
  throttle: Throttle
  router: Router
}

/** Microsoft Graph v1.0: every path below `/v1.0`, under any host name. */
export function graphRoom(world: World, options: GraphOptions): Room {
  const limits = { ...defaultLimits, ...options.limits }
  const parts = { world, options, limits, throttle: createThrottle(world, limits), router }
  return async (request) => {
    if (!/^\/v1\.0(\/|$)/i.test(request.path)) return undefined
    const response = await answer(parts, request, () => serve(parts, request))
    return { ...response, headers: { ...commonHeaders(request), ...response.headers } }
  }
}

const router = createRouter([
  ...userRoutes,
  ...organizationRoutes,
  ...mailboxSettingsRoutes,
  ...contactRoutes,
  ...contactFolderRoutes,
  ...deltaRoutes,
  ...photoRoutes,
  ...subscriptionRoutes,
])

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
  return runBatch(request, (part) =>
    answer(parts, part, async () => dispatch(parts, caller, part, readPath(part.path) ?? [])),
  )
}

async function dispatch(
  parts: Parts,
  caller: Caller,
  request: WireRequest,
  path: readonly string[],
): Promise<WireResponse> {
  const segments = resolveMe(path, caller.claims)
  const { route, params } = parts.router(request.method, segments)
  const { limits, options } = parts
  const call = { ...caller, request, params, limits, notifier: options.notifier }
  if (!route.throttled) return route.run(call)
  const key = findUser(caller.tenant, segments[1] ?? '')?.id ?? mailboxKey(segments)
  const leave = parts.throttle.enter(caller.claims.appid, `${caller.tenant.id}/${key}`, request.body.length)
  try {
    // Requests that arrived together run together, so that a client with too many at a time is told so.
    await (limits.latencyMs > 0 ? wait(limits.latencyMs) : turn())
    return await route.run(call)
  } finally {
    leave()
  }
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
