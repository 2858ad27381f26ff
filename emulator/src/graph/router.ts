import type { WireRequest } from '../wire.ts'
import type { TokenClaims } from './authorise.ts'
import type { Route } from './call.ts'
import { refuse } from './errors.ts'

/** Finds the route of a request: names of segments are compared without regard to case, a literal goes before a parameter. */
export type Router = (
  method: string,
  segments: readonly string[],
) => { route: Route; params: Record<string, string> }

interface Node {
  children: Map<string, Node>
  parameter?: { name: string; node: Node }
  methods: Map<string, Route>
}

/** A router over all routes of the room. */
export function createRouter(routes: readonly Route[]): Router {
  const root = emptyNode()
  for (const route of routes) insert(root, route)
  return (method, segments) => {
    const params: Record<string, string> = {}
    let node = root
    for (const segment of segments) node = step(node, segment, params)
    const route = node.methods.get(method)
    if (route) return { route, params }
    if (node.methods.size > 0) throw refuse.method()
    throw refuse.unknownSegment(segments.at(-1) ?? '')
  }
}

/**
 * The segments below `/v1.0`, decoded: `users('x')` is `users/x`, `microsoft.graph.delta()` is `delta`, `me` is the person who signed in, and a path
 * through `childFolders` ends at the last folder. `undefined`: the path belongs to no version of Graph.
 */
export function readPath(path: string): string[] | undefined {
  const [, version, ...rest] = path.split('/')
  if (version?.toLowerCase() !== 'v1.0') return undefined
  const segments = rest.filter((segment) => segment !== '').flatMap(readSegment)
  while (isChildFolder(segments)) segments.splice(3, 2)
  return segments
}

/** Replaces `me` by the person of a delegated token; applications have no `me`. */
export function resolveMe(segments: readonly string[], claims: TokenClaims): readonly string[] {
  if (segments[0]?.toLowerCase() !== 'me') return segments
  if (claims.scp === undefined) throw refuse.meWithoutUser()
  return ['users', claims.oid, ...segments.slice(1)]
}

/** The mailbox a request is counted for: the second segment of `users/…`. */
export function mailboxKey(segments: readonly string[]): string {
  return (segments[1] ?? '').toLowerCase()
}

/** The path of a sub-request, which is relative to the version, as one of the room. */
export function relativeRequest(
  request: WireRequest,
  url: string,
  given: { method: string; headers: Record<string, string | undefined>; body: Buffer; id: string },
): WireRequest {
  const [path = '', query = ''] = url.split(/\?(.*)/s)
  const rooted = `/v1.0${path.startsWith('/') ? '' : '/'}${path}`
  return { ...given, path: rooted, query: new URLSearchParams(query), origin: request.origin }
}

function emptyNode(): Node {
  return { children: new Map(), methods: new Map() }
}

function insert(root: Node, route: Route): void {
  let node = root
  for (const segment of route.path.split('/')) {
    const name = /^\{(.+)\}$/.exec(segment)?.[1]
    if (name === undefined) {
      const child = node.children.get(segment.toLowerCase()) ?? emptyNode()
      node.children.set(segment.toLowerCase(), child)
      node = child
    } else {
      node.parameter ??= { name, node: emptyNode() }
      node = node.parameter.node
    }
  }
  node.methods.set(route.method, route)
}

function step(node: Node, segment: string, params: Record<string, string>): Node {
  const child = node.children.get(segment.toLowerCase())
  if (child) return child
  if (node.parameter === undefined) throw refuse.unknownSegment(segment)
  params[node.parameter.name] = segment
  return node.parameter.node
}

function readSegment(raw: string): string[] {
  const segment = decode(raw)
  const keyed = /^([\w.]+)\('((?:[^']|'')*)'\)$/.exec(segment)
  if (keyed) return [keyed[1] ?? '', (keyed[2] ?? '').replaceAll("''", "'")]
  const alternate = /^([\w.]+)\((\w+)='((?:[^']|'')*)'\)$/.exec(segment)
  if (alternate) return [alternate[1] ?? '', `${alternate[2]}=${(alternate[3] ?? '').replaceAll("''", "'")}`]
  return [segment.replace(/^microsoft\.graph\./i, '').replace(/\(\)$/, '')]
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw refuse.badRequest('The request URI is not valid.')
  }
}

function isChildFolder(segments: string[]): boolean {
  return (
    ['contactfolders', 'mailfolders'].includes(segments[2]?.toLowerCase() ?? '') &&
    segments[4]?.toLowerCase() === 'childfolders' &&
    segments[5] !== undefined &&
    !segments[5].startsWith('$')
  )
}
