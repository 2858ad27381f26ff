import { betterAuth } from 'better-auth'
import { fromNodeHeaders } from 'better-auth/node'
import { twoFactor } from 'better-auth/plugins'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from '../config.ts'
import type { Database } from '../store/database.ts'
import type { ApiDeps, App } from './deps.ts'
import { mustBeSameOrigin, ownOrigins } from './same-origin.ts'
import { isNoted, noteSignIn, noteSsoSession } from './sign-in-acts.ts'
import { type SsoSettings, ssoPlugin, ssoProvider, ssoUnavailable } from './sso.ts'

export type Auth = ReturnType<typeof createAuth>
export interface AuthDeps {
  db: Database
  config: Config
  secret: string
  /** Undefined: people sign in with passwords alone. */
  sso?: SsoSettings | undefined
}

/** Sessions of people by better-auth: e-mail and password; nobody can sign up by themselves. */
export function createAuth(deps: AuthDeps, withSso = false) {
  return betterAuth({
    appName: 'Tandem',
    baseURL: deps.config.publicUrl,
    basePath: '/api/auth',
    secret: deps.secret,
    database: { db: deps.db, type: 'postgres' },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 12 },
    session: { expiresIn: 14 * 24 * 3600, updateAge: 24 * 3600 },
    // The page is reached as localhost, 127.0.0.1 or behind a proxy: the address it was asked under is its own.
    trustedOrigins: (request) => ownOrigins(deps.config.publicUrl, request?.headers.get('host') ?? undefined),
    plugins: [
      twoFactor({ issuer: 'Tandem' }),
      ...(withSso && deps.sso !== undefined ? [ssoPlugin(deps.db, deps.sso)] : []),
    ],
    // Whoever is sent back with an error reads it where they began.
    onAPIError: { errorURL: `${deps.config.publicUrl}/sign-in` },
    // Tokens of the directory are not needed again: none is kept.
    account: { updateAccountOnSignIn: false },
    databaseHooks: {
      account: { create: { before: async (account) => ({ data: { ...account, ...noTokens } }) } },
      session: {
        create: { after: async (session, context) => await noteSsoSession(deps.db, session, context) },
      },
    },
    // Fastify's limit stands in front (app.ts) and also counts what never reaches better-auth.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { level: 'error' },
    advanced: {
      cookiePrefix: 'tandem',
      useSecureCookies: deps.config.publicUrl.startsWith('https://'),
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax' },
    },
  })
}

/** /api/auth/*: what better-auth answers, with a limit on attempts per address. */
export function signInRoutes(app: App, deps: ApiDeps): void {
  const limited = { max: 10, timeWindow: '1 minute' }
  const sso = openSso(deps)
  const authFor = async (request: FastifyRequest) =>
    /^\/api\/auth\/(sign-in\/social|callback\/)/.test(request.url) ? await sso() : deps.auth
  const handle = async (request: FastifyRequest, reply: FastifyReply) => {
    // A browser names the page that asks; only a program without cookies does not.
    const { origin, cookie } = request.headers
    if (origin !== undefined || cookie !== undefined) mustBeSameOrigin(request, deps.config.publicUrl)
    // Who signs out is only known before.
    const before = isNoted(request) ? await personOf(deps.auth, request) : undefined
    const answer = await ask(await authFor(request), request)
    const body = await answer.text()
    await noteSignIn(deps.db, request, { status: answer.status, body }, before?.email)
    return pass(reply, answer, body)
  }
  for (const path of ['/api/auth/sign-in/*', '/api/auth/two-factor/*', '/api/auth/change-password'])
    app.post(path, { config: { access: 'public', rateLimit: limited }, schema: hidden }, handle)
  app.route({
    method: ['GET', 'POST'],
    url: '/api/auth/*',
    config: { access: 'public' },
    schema: hidden,
    handler: handle,
  })
}

/** The signed-in person behind a request's cookie, if any. */
export async function personOf(
  auth: Auth,
  request: FastifyRequest,
): Promise<{ id: string; email: string; sessionId: string } | undefined> {
  if (request.headers.cookie === undefined) return undefined
  const found = await auth.api.getSession({ headers: fromNodeHeaders(request.headers) })
  return found === null
    ? undefined
    : { id: found.user.id, email: found.user.email, sessionId: found.session.id }
}

const hidden = { hide: true }
const noTokens = { accessToken: null, refreshToken: null, idToken: null }

/**
 * People's sessions with single sign-on. The directory is asked where its pages are when it is first needed, and again
 * until it has answered: a directory that is down at the start must not keep Tandem down.
 */
function openSso({ authDeps, auth }: ApiDeps): () => Promise<Auth> {
  let ready: Auth | undefined
  return async () => {
    if (authDeps?.sso === undefined) return auth
    if (ready !== undefined) return ready
    const made = createAuth(authDeps, true)
    const { socialProviders } = await made.$context
    if (!socialProviders.some(({ id }) => id === ssoProvider)) throw ssoUnavailable(authDeps.sso.name)
    ready = made
    return made
  }
}

async function ask(auth: Auth, request: FastifyRequest): Promise<Response> {
  // The body is written anew: its length is another one.
  const { 'content-length': _length, ...headers } = request.headers
  return await auth.handler(
    new Request(new URL(request.url, `${request.protocol}://${request.host}`), {
      method: request.method,
      headers: fromNodeHeaders(headers),
      body: request.body === undefined || request.body === null ? undefined : JSON.stringify(request.body),
    }),
  )
}

function pass(reply: FastifyReply, answer: Response, body: string): FastifyReply {
  reply.status(answer.status)
  for (const [name, value] of answer.headers) if (name !== 'set-cookie') reply.header(name, value)
  for (const cookie of answer.headers.getSetCookie()) reply.header('set-cookie', cookie)
  return reply.send(body)
}
