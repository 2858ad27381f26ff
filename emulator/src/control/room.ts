import { ZodError, z } from 'zod'
import { GraphError } from '../graph/errors.ts'
import { decodeSegment, json, type Room, type WireRequest, type WireResponse } from '../wire.ts'
import { calendarRoutes } from './calendar-routes.ts'
import type { Control } from './control.ts'
import { directoryRoutes } from './directory-routes.ts'
import { mailRoutes } from './mail-routes.ts'
import { mailboxRoutes } from './mailbox-routes.ts'
import { ControlRefused, type ControlRoute } from './route.ts'
import { SeedRefused } from './seed-refused.ts'
import { carriesToken } from './token.ts'
import { worldRoutes } from './world-routes.ts'

const prefix = '/_control'
const all = [...worldRoutes, ...directoryRoutes, ...mailboxRoutes, ...mailRoutes, ...calendarRoutes]
const routes = all.map((route) => ({
  ...route,
  segments: route.path.split('/').slice(1),
}))

/** The control interface under `/_control`, for holders of the control token only. */
export function controlRoom(control: Control, token: string): Room {
  return (request) => {
    if (request.path !== prefix && !request.path.startsWith(`${prefix}/`)) return undefined
    if (!carriesToken(request.headers.authorization, token)) {
      return problem(401, 'The control token is missing or wrong.', {
        'www-authenticate': 'Bearer realm="control"',
      })
    }
    return answer(control, request)
  }
}

/** Every control call as `METHOD /path`, for the documentation's test. */
export function controlCalls(): string[] {
  return routes.map(({ method, path }) => `${method} ${path}`)
}

/** Runs a control call without HTTP: `callControl(control, 'POST', '/faults', {…})`; refusals are thrown. Calls that read or write MIME, or wait, give a promise. */
export function callControl(control: Control, method: string, target: string, body?: unknown): unknown {
  const [path = '', query = ''] = target.split('?')
  const segments = path.split('/').slice(1).map(decodeSegment)
  const fitting = routes
    .map((route) => ({ route, params: match(route.segments, segments) }))
    .filter(
      (found): found is { route: (typeof routes)[number]; params: Record<string, string> } => !!found.params,
    )
  const found = fitting.find(({ route }) => route.method === method)
  if (fitting.length === 0) throw new ControlRefused(404, `There is no control call ${path}.`)
  if (found === undefined) {
    const allowed = fitting.map(({ route }) => route.method).join(', ')
    throw new ControlRefused(405, `${path} takes ${allowed}.`)
  }
  const route: ControlRoute = found.route
  const { world } = control
  return route.run({ control, world, params: found.params, query: new URLSearchParams(query), body })
}

async function answer(control: Control, request: WireRequest): Promise<WireResponse> {
  try {
    const target = `${request.path.slice(prefix.length)}?${request.query}`
    const result = await callControl(control, request.method, target, bodyOf(request))
    return result === undefined ? { status: 204 } : json(200, result, { 'cache-control': 'no-store' })
  } catch (error) {
    if (error instanceof ControlRefused) return problem(error.status, error.message)
    if (error instanceof SeedRefused || error instanceof GraphError) return problem(400, error.message)
    if (error instanceof ZodError) return problem(400, z.prettifyError(error))
    throw error
  }
}

function bodyOf(request: WireRequest): unknown {
  if (request.body.length === 0) return undefined
  try {
    return JSON.parse(request.body.toString('utf8'))
  } catch {
    throw new ControlRefused(400, 'The body is not JSON.')
  }
}

function match(pattern: string[], given: string[]): Record<string, string> | undefined {
  if (pattern.length !== given.length) return undefined
  const params: Record<string, string> = {}
  for (const [at, part] of pattern.entries()) {
    const value = given[at] ?? ''
    if (part.startsWith('{')) params[part.slice(1, -1)] = value
    else if (part !== value) return undefined
  }
  return params
}

/** Problem details (RFC 9457). */
function problem(status: number, detail: string, headers: Record<string, string> = {}): WireResponse {
  const answer = json(status, { status, title: 'Control call refused', detail }, headers)
  return { ...answer, headers: { ...answer.headers, 'content-type': 'application/problem+json' } }
}
