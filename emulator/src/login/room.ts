import {
  decodeSegment,
  json,
  type Operation,
  type OperationWatch,
  type Room,
  type WireRequest,
  type WireResponse,
} from '../wire.ts'
import { adminConsent } from './admin-consent.ts'
import { authorize } from './authorize.ts'
import { deviceCodeEndpoint, deviceLogin } from './device.ts'
import { instanceDiscovery, issuerOf, openIdConfiguration } from './discovery.ts'
import { explainCode, SignInRefused } from './errors.ts'
import { continueInteraction, logout } from './interaction.ts'
import { refusalPage } from './sign-in-pages.ts'
import { resolveTenant } from './tenant-path.ts'
import { type LoginState, refusal, tokenEndpoint } from './token-endpoint.ts'
import { userInfo } from './userinfo.ts'

interface Route {
  name: string
  pattern: RegExp
  answer(state: LoginState, request: WireRequest, segment: string): WireResponse | Promise<WireResponse>
  /** For people: refusals are pages, not JSON. */
  isPage?: boolean
}

const routes: Route[] = [
  {
    name: 'token',
    pattern: /^\/([^/]+)\/oauth2\/v2\.0\/token\/?$/i,
    answer: (...at) => tokenEndpoint(...at, 2),
  },
  { name: 'token', pattern: /^\/([^/]+)\/oauth2\/token\/?$/i, answer: (...at) => tokenEndpoint(...at, 1) },
  {
    name: 'authorize',
    pattern: /^\/([^/]+)\/oauth2\/(?:v2\.0\/)?authorize\/?$/i,
    answer: authorize,
    isPage: true,
  },
  { name: 'devicecode', pattern: /^\/([^/]+)\/oauth2\/v2\.0\/devicecode\/?$/i, answer: deviceCodeEndpoint },
  { name: 'devicelogin', pattern: /^\/(devicelogin)\/?$/i, answer: deviceLogin, isPage: true },
  { name: 'login', pattern: /^\/(common)\/login$/i, answer: continueInteraction, isPage: true },
  { name: 'logout', pattern: /^\/([^/]+)\/oauth2\/(?:v2\.0\/)?logout\/?$/i, answer: logout, isPage: true },
  {
    name: 'adminconsent',
    pattern: /^\/([^/]+)\/v2\.0\/adminconsent\/?$/i,
    answer: (...at) => adminConsent(...at, 2),
    isPage: true,
  },
  {
    name: 'adminconsent',
    pattern: /^\/([^/]+)\/adminconsent\/?$/i,
    answer: (...at) => adminConsent(...at, 1),
    isPage: true,
  },
  { name: 'userinfo', pattern: /^\/(oidc)\/userinfo$/i, answer: userInfo },
  {
    name: 'instanceDiscovery',
    pattern: /^\/(common)\/discovery\/instance\/?$/i,
    answer: (_, request) => instanceDiscovery(request),
  },
  { name: 'error', pattern: /^\/(error)$/, answer: (_, request) => errorPage(request) },
  {
    name: 'discovery',
    pattern: /^\/([^/]+)\/v2\.0\/\.well-known\/openid-configuration$/i,
    answer: (state, { origin }, segment) =>
      openIdConfiguration(origin, resolveTenant(state.world, segment), 2),
  },
  {
    name: 'discovery',
    pattern: /^\/([^/]+)\/\.well-known\/openid-configuration$/i,
    answer: (state, { origin }, segment) =>
      openIdConfiguration(origin, resolveTenant(state.world, segment), 1),
  },
  {
    name: 'keys',
    pattern: /^\/([^/]+)\/discovery\/(?:v2\.0\/)?keys$/i,
    answer: (state, request, segment) => {
      const version = request.path.includes('/v2.0/') ? 2 : 1
      const path = resolveTenant(state.world, segment)
      return json(200, state.mint.keySet(issuerOf(request.origin, path, version)))
    },
  },
]

/** Where `error_uri` leads. */
function errorPage({ query }: WireRequest): WireResponse {
  const code = query.get('code') ?? ''
  const text = explainCode(code)
  const headers = { 'content-type': 'text/plain; charset=utf-8' }
  if (text === undefined) return { status: 404, headers, body: 'There is no such code.\n' }
  return { status: 200, headers, body: `AADSTS${code}: ${text}\n` }
}

/** The Entra sign-in service: discovery, keys and tokens, for every tenant of the world. */
export function loginRoom(state: LoginState, watch: OperationWatch): Room {
  return async (request) => {
    for (const route of routes) {
      const segment = route.pattern.exec(request.path)?.[1]
      if (segment === undefined) continue
      const operation: Operation = { request, name: route.name, ...tenantIn(state, segment) }
      const answer = (await watch.begin(operation)) ?? (await answerOf(state, route, request, segment))
      watch.end(operation, answer)
      return answer
    }
    return undefined
  }
}

function tenantIn({ world }: LoginState, segment: string): { tenantId?: string } {
  const tenant = [...world.tenants.values()].find(
    ({ id, domains }) => id === segment || domains.includes(segment),
  )
  return tenant === undefined ? {} : { tenantId: tenant.id }
}

async function answerOf(
  state: LoginState,
  route: Route,
  request: WireRequest,
  segment: string,
): Promise<WireResponse> {
  try {
    return await route.answer(state, request, decodeSegment(segment))
  } catch (error) {
    if (!(error instanceof SignInRefused)) throw error
    if (route.isPage)
      return refusalPage(
        'Sorry, but we’re having trouble signing you in',
        `AADSTS${error.code}: ${error.message}`,
      )
    return refusal(state.world, request, error)
  }
}
