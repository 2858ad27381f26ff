/**
 * A small tenant with one application for the tests of the room: requests go straight into the room, without a
 * socket, and every JSON answer is checked against the service's model. */
import { expect } from 'vitest'
import { addApplication, addTenant, addUser, grantRole } from '../tenant/directory.ts'
import type { ServicePrincipal, Tenant, User } from '../tenant/types.ts'
import { createWorld, type World } from '../tenant/world.ts'
import type { Room, WireResponse } from '../wire.ts'
import type { TokenClaims, TokenProblem } from './authorise.ts'
import { modelProblems } from './csdl-check.ts'
import { createNotifier, type Notifier, type NotifierOptions } from './notify.ts'
import { type GraphOptions, graphRoom } from './room.ts'

export interface Ask {
  body?: unknown
  bytes?: Buffer
  headers?: Record<string, string>
}

export interface Reply {
  status: number
  headers: Record<string, string>
  text: string
  bytes: Buffer
  /** The body as JSON; throws when it is none. */
  json: Json
}

/** The names that tests read by themselves. */
export interface Json {
  [name: string]: unknown
  id: string
  changeKey: string
  value: Record<string, unknown>[]
  error: { code: string; message: string; innerError: Record<string, string> }
  '@odata.etag': string
  '@odata.nextLink'?: string
  '@odata.deltaLink'?: string
  '@odata.count'?: number
}

export interface TestTenant {
  world: World
  tenant: Tenant
  anna: User
  bernd: User
  principal: ServicePrincipal
  notifier: Notifier
  room: Room
  /** The claims that the bearer `app` stands for; tests change them. */
  claims: TokenClaims
  ask(method: string, url: string, ask?: Ask): Promise<Reply>
}

/** The world's clock stands at 2027-01-15T08:00:00Z unless a test advances it. */
export function testTenant(
  options: Pick<GraphOptions, 'limits' | 'displayNames' | 'watch'> & { notifier?: NotifierOptions } = {},
): TestTenant {
  const world = createWorld({ seed: 42, now: () => 1_800_000_000_000 })
  const tenant = addTenant(world, { displayName: 'Hafen Makler', domains: ['hafen.example'] })
  const anna = addUser(world, tenant, {
    userPrincipalName: 'anna@hafen.example',
    displayName: 'Anna Adler',
    givenName: 'Anna',
    surname: 'Adler',
    jobTitle: 'Broker',
    businessPhones: ['+49 40 1'],
    mobilePhone: '+49 170 1',
    officeLocation: 'Hamburg',
    preferredLanguage: 'de-DE',
  })
  const bernd = addUser(world, tenant, {
    userPrincipalName: 'bernd@hafen.example',
    displayName: 'Bernd Boje',
  })
  const { servicePrincipal: principal } = addApplication(world, tenant, { displayName: 'Tandem' })
  const roles = ['Contacts.ReadWrite', 'User.Read.All', 'MailboxSettings.Read']
  for (const role of roles) grantRole(world, tenant, principal, role)
  const claims: TokenClaims = {
    tid: tenant.id,
    appid: principal.appId,
    roles,
    oid: principal.id,
    idtyp: 'app',
    exp: 0,
  }
  const verifyToken = (bearer: string): TokenClaims | TokenProblem =>
    bearer === 'app' ? claims : { error: bearer === 'old' ? 'expired' : 'malformed' }
  const notifier = createNotifier(world, options.notifier)
  const room = graphRoom(world, { ...options, verifyToken, notifier })
  const ask = (method: string, url: string, given: Ask = {}) => askRoom(room, method, url, given)
  return { world, tenant, anna, bernd, principal, notifier, room, claims, ask }
}

/** The same with an application that may do everything with mail. */
export function mailTenant(options: Parameters<typeof testTenant>[0] = {}): TestTenant {
  const t = testTenant(options)
  t.claims.roles = ['Mail.ReadWrite', 'Mail.Send']
  for (const role of t.claims.roles) grantRole(t.world, t.tenant, t.principal, role)
  return t
}

async function askRoom(room: Room, method: string, url: string, given: Ask): Promise<Reply> {
  const target = new URL(url, 'https://graph.test')
  const body = given.bytes ?? (given.body === undefined ? '' : JSON.stringify(given.body))
  const response = await room({
    method,
    path: target.pathname,
    query: target.searchParams,
    headers: { authorization: 'Bearer app', 'content-type': 'application/json', ...given.headers },
    body: Buffer.from(body),
    origin: 'https://graph.test',
    id: '11111111-2222-4333-8444-555555555555',
  })
  if (response === undefined) throw new Error(`${url} is not a path of the room`)
  const reply = replyOf(response)
  if (/json/.test(reply.headers['content-type'] ?? '') && reply.text.length < 100_000) {
    expect(modelProblems(reply.json)).toEqual([])
  }
  return reply
}

function replyOf(response: WireResponse): Reply {
  const bytes = Buffer.from(response.body ?? '')
  const text = bytes.toString('utf8')
  return {
    status: response.status,
    headers: response.headers ?? {},
    text,
    bytes,
    get json() {
      return JSON.parse(text)
    },
  }
}
