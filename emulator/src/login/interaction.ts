import { randomBytes } from 'node:crypto'
import { findUser } from '../tenant/directory.ts'
import type { Tenant } from '../tenant/types.ts'
import type { WireRequest, WireResponse } from '../wire.ts'
import { askConsent, grantConsent } from './consent.ts'
import { SignInRefused } from './errors.ts'
import { finish, refuse } from './finish.ts'
import { type BrowserSession, type Interaction, keep } from './memory.ts'
import { checkUser } from './password.ts'
import { refusalPage, stepPage } from './sign-in-pages.ts'
import type { LoginState } from './token-endpoint.ts'

/** Somebody has so long to sign in. */
const patience = 15 * 60_000
const cookie = 'ESTSAUTHPERSISTENT'

/** Begins to ask somebody to sign in. */
export function openInteraction(
  { world, memory }: LoginState,
  given: Pick<Interaction, 'tenant' | 'client' | 'scope' | 'purpose'>,
): Interaction {
  const id = randomBytes(24).toString('base64url')
  return keep(memory.interactions, id, {
    ...given,
    id,
    step: 'account',
    account: '',
    isSignedIn: false,
    amr: [],
    isConfirmed: false,
    expiresAt: world.clock.now() + patience,
  })
}

/** The first page of an interaction; whoever is signed in here goes past it when nothing else is asked for. */
export async function begin(
  state: LoginState,
  request: WireRequest,
  interaction: Interaction,
  prompt = '',
): Promise<WireResponse> {
  const session = prompt === 'login' ? undefined : sessionOf(state, request, interaction.tenant)
  if (prompt === 'none' && session === undefined) throw new SignInRefused(50058)
  const goesPast =
    session !== undefined && prompt !== 'select_account' && interaction.purpose.kind !== 'device'
  if (goesPast && resume(state, interaction, session)) {
    if (prompt === 'none' && askConsent(interaction) !== undefined) {
      throw new SignInRefused(65001, [interaction.client.appId, interaction.client.displayName])
    }
    return proceed(state, request, interaction)
  }
  if (prompt === 'none') throw new SignInRefused(50058)
  return stepPage(interaction, { accounts: accountsOf(state, session) })
}

/** `POST /common/login`: one step of a person through the pages. */
export async function continueInteraction(state: LoginState, request: WireRequest): Promise<WireResponse> {
  const form = new URLSearchParams(request.body.toString('utf8'))
  const interaction = state.memory.interactions.get(form.get('flow') ?? '')
  if (interaction === undefined || interaction.expiresAt <= state.world.clock.now()) {
    return refusalPage(
      'This sign-in has ended',
      'It took too long, or it was finished already. Go back to the application and begin again.',
    )
  }
  delete interaction.refusal
  try {
    const done = await take(state, request, interaction, form)
    if (done !== undefined) return done
  } catch (error) {
    if (!(error instanceof SignInRefused)) throw error
    note(state, interaction, error)
    interaction.refusal = `${error.message} (AADSTS${error.code})`
    if (error.code === 53003) return refusalPage('You cannot access this right now', interaction.refusal)
  }
  return proceed(state, request, interaction)
}

type Step = (
  state: LoginState,
  interaction: Interaction,
  form: URLSearchParams,
  request: WireRequest,
) => WireResponse | undefined

const steps: Record<string, Step> = {
  account: (state, interaction, form) => nameAccount(state, interaction, form.get('login') ?? ''),
  pick: (state, interaction, _, request) => {
    const session = sessionOf(state, request, interaction.tenant)
    if (session !== undefined) resume(state, interaction, session)
    return undefined
  },
  back: (_, interaction) => {
    interaction.step = 'account'
    return undefined
  },
  password: (state, interaction, form) => checkPassword(state, interaction, form.get('passwd') ?? ''),
  newPassword: (state, interaction, form) => {
    const { user } = interaction
    if (user === undefined) return undefined
    user.password = form.get('newpasswd') || user.password || ''
    delete user.signInState
    user.tokensValidFrom = state.world.clock.now()
    tell(state, interaction)
    return signedIn(interaction, ['pwd'])
  },
  register: (state, interaction) => {
    if (interaction.user === undefined) return undefined
    interaction.user.signInState = 'mfaRequired'
    tell(state, interaction)
    return signedIn(interaction, ['pwd', 'mfa'])
  },
  approve: (_, interaction) => (interaction.user ? signedIn(interaction, ['pwd', 'mfa']) : undefined),
  denyApproval: (_, interaction) => {
    interaction.step = 'account'
    delete interaction.user
    interaction.refusal = 'The request was denied in the authenticator app.'
    return undefined
  },
  confirm: (_, interaction) => {
    interaction.isConfirmed = true
    return undefined
  },
  accept: (state, interaction, form) => {
    if (interaction.isSignedIn) grantConsent(state, interaction, form.has('everybody'))
    return undefined
  },
}

async function take(
  state: LoginState,
  request: WireRequest,
  interaction: Interaction,
  form: URLSearchParams,
): Promise<WireResponse | undefined> {
  const act = form.get('act') ?? ''
  if (act === 'cancel') return refuse(state, request, interaction, new SignInRefused(65004))
  return Object.hasOwn(steps, act) ? steps[act]?.(state, interaction, form, request) : undefined
}

/** The next page, or the end of the way. */
function proceed(state: LoginState, request: WireRequest, interaction: Interaction): WireResponse {
  if (!interaction.isSignedIn) return stepPage(interaction)
  const signed = { 'set-cookie': rememberBrowser(state, request, interaction) }
  const page = nextPage(state, request, interaction)
  return { ...page, headers: { ...page.headers, ...signed } }
}

function nextPage(state: LoginState, request: WireRequest, interaction: Interaction): WireResponse {
  if (interaction.purpose.kind === 'device' && !interaction.isConfirmed) {
    interaction.step = 'confirm'
    return stepPage(interaction)
  }
  try {
    const permissions = askConsent(interaction)
    if (permissions === undefined) return finish(state, interaction)
    interaction.step = 'consent'
    return stepPage(interaction, { permissions })
  } catch (error) {
    if (!(error instanceof SignInRefused)) throw error
    note(state, interaction, error)
    if (error.code === 90094) return refusalPage('Need admin approval', `${error.message} (AADSTS90094)`, 200)
    return refuse(state, request, interaction, error)
  }
}

function nameAccount(state: LoginState, interaction: Interaction, login: string): undefined {
  const account = login.trim()
  const domain = account.split('@')[1]?.toLowerCase() ?? ''
  const home = [...state.world.tenants.values()].find(({ domains }) => domains.includes(domain))
  interaction.account = account
  const tenant = interaction.tenant ?? home
  if (tenant === undefined) throw new SignInRefused(50034, [account, 'organizations'])
  if (findUser(tenant, account) === undefined) {
    throw home !== undefined && home !== tenant
      ? new SignInRefused(50020, [account, tenant.displayName])
      : new SignInRefused(50034, [account, tenant.displayName])
  }
  interaction.step = 'password'
  return undefined
}

function checkPassword(state: LoginState, interaction: Interaction, password: string): undefined {
  nameAccount(state, interaction, interaction.account)
  const tenant = interaction.tenant ?? tenantOf(state, interaction.account)
  const user = tenant && findUser(tenant, interaction.account)
  if (tenant === undefined || user === undefined) return undefined
  interaction.tenant = tenant
  try {
    checkUser(user, password, interaction.client.appId)
  } catch (error) {
    const step = error instanceof SignInRefused ? remedies[error.code] : undefined
    if (step === undefined) throw error
    Object.assign(interaction, { user, step })
    return undefined
  }
  interaction.user = user
  return signedIn(interaction, ['pwd'])
}

/** Hindrances that a person at a browser can do something about. */
const remedies: Partial<Record<number, Interaction['step']>> = {
  50055: 'newPassword',
  50076: 'approve',
  50079: 'register',
}

function signedIn(interaction: Interaction, amr: string[]): undefined {
  Object.assign(interaction, { isSignedIn: true, amr })
  return undefined
}

/** Goes on with whom the browser knows; false when the account has a hindrance meanwhile. */
function resume(state: LoginState, interaction: Interaction, session: BrowserSession): boolean {
  const tenant = state.world.tenants.get(session.tenantId)
  const user = tenant?.users.get(session.userId)
  if (tenant === undefined || user === undefined || !user.accountEnabled) return false
  if (user.signInState !== undefined && !(user.signInState === 'mfaRequired' && session.amr.includes('mfa')))
    return false
  if (user.tokensValidFrom !== undefined && session.at < user.tokensValidFrom) return false
  Object.assign(interaction, { tenant, user, account: user.userPrincipalName })
  signedIn(interaction, session.amr)
  return true
}

function sessionOf(
  state: LoginState,
  request: WireRequest,
  tenant: Tenant | undefined,
): BrowserSession | undefined {
  const id = new RegExp(`(?:^|;\\s*)${cookie}=([\\w-]+)`).exec(request.headers.cookie ?? '')?.[1]
  const session = state.memory.sessions.get(id ?? '')
  return tenant === undefined || session?.tenantId === tenant.id ? session : undefined
}

function rememberBrowser(
  { memory, world }: LoginState,
  request: WireRequest,
  interaction: Interaction,
): string {
  const { tenant, user, amr } = interaction
  const id = randomBytes(24).toString('base64url')
  if (tenant && user)
    keep(memory.sessions, id, { tenantId: tenant.id, userId: user.id, amr, at: world.clock.now() })
  const secure = request.origin.startsWith('https:') ? '; Secure' : ''
  return `${cookie}=${id}; Path=/; HttpOnly; SameSite=Lax${secure}`
}

/** `GET /{tenant}/oauth2/v2.0/logout`: the browser is forgotten, and sent on where it wants to. */
export function logout(state: LoginState, request: WireRequest): WireResponse {
  const id = new RegExp(`${cookie}=([\\w-]+)`).exec(request.headers.cookie ?? '')?.[1]
  state.memory.sessions.delete(id ?? '')
  const gone = { 'set-cookie': `${cookie}=; Path=/; Max-Age=0` }
  const target = request.query.get('post_logout_redirect_uri') ?? ''
  const registered = [...state.world.tenants.values()]
    .flatMap(({ applications }) => [...applications.values()])
    .some(({ redirectUris }) =>
      redirectUris.some((uri) => URL.canParse(target) && new URL(uri).origin === new URL(target).origin),
    )
  if (registered) return { status: 302, headers: { location: target, ...gone } }
  const page = refusalPage(
    'You signed out of your account',
    'It is a good idea to close all browser windows.',
    200,
  )
  return { ...page, headers: { ...page.headers, ...gone } }
}

function accountsOf({ world }: LoginState, session: BrowserSession | undefined): string[] {
  const user = world.tenants.get(session?.tenantId ?? '')?.users.get(session?.userId ?? '')
  return user === undefined ? [] : [user.userPrincipalName]
}

function tenantOf({ world }: LoginState, account: string): Tenant | undefined {
  const domain = account.split('@')[1]?.toLowerCase() ?? ''
  return [...world.tenants.values()].find(({ domains }) => domains.includes(domain))
}

function tell({ world }: LoginState, { tenant }: Interaction): void {
  if (tenant) world.emit({ kind: 'directory', tenantId: tenant.id })
}

function note({ world, signIns }: LoginState, interaction: Interaction, error: SignInRefused): void {
  signIns.add({
    time: world.clock.now(),
    tenantId: interaction.tenant?.id ?? tenantOf({ world } as LoginState, interaction.account)?.id ?? '',
    clientId: interaction.client.appId,
    who: interaction.account,
    grant: interaction.purpose.kind,
    resource: interaction.scope,
    code: error.code,
    text: error.message,
    correlationId: interaction.id,
  })
}
