import type { WireRequest, WireResponse } from '../wire.ts'
import { authoriseDirectory, authoriseMailbox, type Caller, type Target } from './authorise.ts'
import { refuse } from './errors.ts'
import type { Notifier } from './notify.ts'
import type { GraphLimits } from './throttle.ts'

/** One request on its way to its handler. */
export interface Call extends Caller {
  request: WireRequest
  /** Values of the `{…}` segments of the route, decoded. */
  params: Record<string, string>
  limits: GraphLimits
  notifier: Notifier
  /** What a PATCH of a part of the name does to `displayName`; see `GraphOptions`. */
  displayNames: 'kept' | 'overwritten'
}

/** A request for something in a mailbox, already authorised. */
export type MailboxCall = Call & Target

type Answer = WireResponse | Promise<WireResponse>

/** A method and a path such as `users/{user}/contacts/{contact}`. */
export interface Route {
  method: string
  path: string
  /** The mailbox's limits apply to it. */
  throttled: boolean
  run(call: Call): Answer
}

/** A route into the mailbox of `{user}`, open to callers with one of the permissions. */
export function mailboxRoute(
  method: string,
  path: string,
  permissions: readonly string[],
  handle: (call: MailboxCall) => Answer,
): Route {
  return {
    method,
    path,
    throttled: true,
    run: (call) => handle({ ...call, ...authoriseMailbox(call, param(call, 'user'), permissions) }),
  }
}

/** A route into the directory. */
export function directoryRoute(
  method: string,
  path: string,
  permissions: readonly string[],
  handle: (call: Call) => Answer,
): Route {
  return {
    method,
    path,
    throttled: false,
    run: (call) => {
      authoriseDirectory(call, permissions)
      return handle(call)
    },
  }
}

/** A segment's value; routes are written so that it is there. */
export function param(call: Call, name: string): string {
  const value = call.params[name]
  if (value === undefined) throw new Error(`the route has no {${name}}`)
  return value
}

/** The JSON object in the body. */
export function jsonBody(request: WireRequest): Record<string, unknown> {
  const value = parse(request.body)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw refuse.body()
  return value as Record<string, unknown>
}

/** The client wants (and gives) ids that survive a move; to be sent with every request. */
export function wantsImmutableIds(request: WireRequest): boolean {
  return /IdType\s*=\s*"?ImmutableId"?/i.test(request.headers.prefer ?? '')
}

/** `Prefer: odata.maxpagesize=n` */
export function maxPageSize(request: WireRequest): number | undefined {
  const size = /odata\.maxpagesize\s*=\s*(\d+)/i.exec(request.headers.prefer ?? '')?.[1]
  return size === undefined || Number(size) === 0 ? undefined : Number(size)
}

/** The base of all links and contexts. */
export function versionRoot(request: WireRequest): string {
  return `${request.origin}/v1.0`
}

/** Refuses a write whose `If-Match` names another version than the present one. */
export function checkIfMatch(request: WireRequest, changeKey: string): void {
  const wanted = request.headers['if-match']
  if (wanted === undefined || wanted.trim() === '*') return
  const tags = wanted.split(',').map((tag) => tag.trim().replace(/^W\//, '').replace(/^"|"$/g, ''))
  if (!tags.includes(changeKey)) throw refuse.conflict()
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    throw refuse.body()
  }
}
