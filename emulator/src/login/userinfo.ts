import { json, type WireRequest, type WireResponse } from '../wire.ts'
import { pairwise } from './person-tokens.ts'
import type { LoginState } from './token-endpoint.ts'

/** `GET /oidc/userinfo` (graph.microsoft.com): what an id token says, for a token with `openid`. */
export function userInfo({ world, mint }: LoginState, request: WireRequest): WireResponse {
  const bearer = /^Bearer\s+(.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? ''
  const claims = mint.verify(bearer.trim())
  const user = 'error' in claims ? undefined : world.tenants.get(claims.tid)?.users.get(claims.oid)
  if ('error' in claims || user === undefined || !claims.scp?.split(' ').includes('openid')) {
    return json(
      401,
      { error: { code: 'InvalidAuthenticationToken', message: 'Access token validation failure.' } },
      {
        'www-authenticate': 'Bearer realm=""',
      },
    )
  }
  return json(200, {
    sub: pairwise(claims.tid, claims.appid, user.id),
    name: user.displayName,
    family_name: user.surname,
    given_name: user.givenName,
    picture: `${request.origin}/v1.0/me/photo/$value`,
    ...(user.mail !== '' && { email: user.mail }),
  })
}
