import { randomBytes } from 'node:crypto'
import type { Tenant } from '../tenant/types.ts'
import type { World } from '../tenant/world.ts'
import type { Client } from './client.ts'
import type { LoginMemory } from './memory.ts'
import type { Resource } from './resources.ts'
import type { AccessTokenClaims, TokenMint } from './tokens.ts'

/** Application-only tokens are valid for this long; the answer says one second less (seen in every answer). */
const lifetimeSeconds = 3600

/** What a grant needs to know of its request. */
export interface Grant {
  world: World
  tenant: Tenant
  client: Client
  form: URLSearchParams
  version: 1 | 2
  mint: TokenMint
  memory: LoginMemory
  /** What issuers begin with. */
  origin: string
}

/** Whom a token is for and what it holds; the caller signs it. */
export interface Granted {
  claims: AccessTokenClaims
  resource: Resource
  who: string
  scope?: string
  /** Further members of the answer: refresh token, id token, client info. */
  extra?: Record<string, string>
}

type PersonClaims = 'idtyp' | 'oid' | 'sub'

/** The claims that every access token has. */
export function commonClaims(grant: Grant, resource: Resource): Omit<AccessTokenClaims, PersonClaims> {
  const { world, tenant, client } = grant
  const iat = Math.floor(world.clock.now() / 1000)
  return {
    aud: resource.audience,
    iss: `https://sts.windows.net/${tenant.id}/`,
    iat,
    nbf: iat,
    exp: iat + lifetimeSeconds,
    app_displayname: client.application.displayName,
    appid: client.application.appId,
    appidacr: client.strength,
    idp: `https://sts.windows.net/${tenant.id}/`,
    rh: `1.A${randomBytes(30).toString('base64url')}.`,
    tid: tenant.id,
    uti: randomBytes(16).toString('base64url'),
    ver: '1.0',
  }
}
