import type { Application, Tenant, User } from '../tenant/types.ts'

/** Somebody on the way through the pages: who asks for what, and how far the person has come. */
export interface Interaction {
  id: string
  /** Unknown below `common` and `organizations` until the person has named an account. */
  tenant: Tenant | undefined
  client: Application
  scope: string
  purpose: Purpose
  step: 'account' | 'password' | 'newPassword' | 'register' | 'approve' | 'confirm' | 'consent'
  /** What was typed as the account. */
  account: string
  /** Set as soon as the password was right; who has more to do is not signed in yet. */
  user?: User
  isSignedIn: boolean
  amr: string[]
  /** Of a device: that the person has begun it. */
  isConfirmed: boolean
  /** Text of the last refusal, shown on the next page. */
  refusal?: string
  expiresAt: number
}

/** Where a person goes from the pages. */
export type Purpose = AuthorizePurpose | { kind: 'device'; deviceCode: string } | AdminConsentPurpose

export interface AuthorizePurpose {
  kind: 'authorize'
  redirectUri: string
  responseMode: 'query' | 'fragment' | 'form_post'
  state: string | undefined
  nonce: string | undefined
  challenge: { value: string; method: 'S256' | 'plain' } | undefined
  prompt: string
}

export interface AdminConsentPurpose {
  kind: 'adminConsent'
  redirectUri: string
  state: string | undefined
  /** Absent at the v1 endpoint: everything that the registration lists. */
  scope: string | undefined
  isGranted?: boolean
}

/** A browser in which somebody has signed in. */
export interface BrowserSession {
  tenantId: string
  userId: string
  amr: string[]
  at: number
}

/** An authorization code or a finished device code: whose sign-in it stands for. */
export interface SignedIn {
  tenant: Tenant
  user: User
  client: Application
  scope: string
  amr: string[]
  nonce: string | undefined
}

export interface IssuedCode extends SignedIn {
  redirectUri: string
  challenge: AuthorizePurpose['challenge']
  expiresAt: number
  used: boolean
}

/** A device that waits for somebody to type its code elsewhere. */
export interface DeviceRequest {
  deviceCode: string
  userCode: string
  tenant: Tenant | undefined
  client: Application
  scope: string
  expiresAt: number
  state: 'pending' | 'declined' | 'used' | SignedIn
}

/** What the sign-in service remembers only while it runs; a restart makes people begin anew. */
export interface LoginMemory {
  interactions: Map<string, Interaction>
  sessions: Map<string, BrowserSession>
  codes: Map<string, IssuedCode>
  devices: Map<string, DeviceRequest>
}

/** Nothing remembered yet. */
export function createLoginMemory(): LoginMemory {
  return { interactions: new Map(), sessions: new Map(), codes: new Map(), devices: new Map() }
}

/** Keeps one more, and forgets the oldest of more than a thousand. */
export function keep<V>(among: Map<string, V>, key: string, value: V): V {
  const oldest = among.size < 1000 ? undefined : among.keys().next().value
  if (oldest !== undefined) among.delete(oldest)
  among.set(key, value)
  return value
}
