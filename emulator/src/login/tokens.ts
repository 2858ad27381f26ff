import { createHash, createPrivateKey, createPublicKey, sign, verify, X509Certificate } from 'node:crypto'

/** The claims of an access token in Entra's v1.0 format, which is what Graph and Exchange Online get. */
export interface AccessTokenClaims {
  aud: string
  iss: string
  iat: number
  nbf: number
  exp: number
  appid: string
  appidacr: '0' | '1' | '2'
  app_displayname: string
  idp: string
  idtyp: 'app' | 'user'
  oid: string
  sub: string
  tid: string
  uti: string
  ver: '1.0'
  rh: string
  roles?: string[]
  scp?: string
  amr?: string[]
  /** Template ids of the directory roles of the person. */
  wids?: string[]
  upn?: string
  unique_name?: string
  name?: string
}

/** Signs and checks access tokens with the one key of the sign-in service. */
export interface TokenMint {
  issue(claims: AccessTokenClaims): string
  /** Signs anything else: id tokens, and what comes back to the service itself (refresh tokens). */
  sign(claims: object): string
  /** What `sign` signed; `undefined` for everything else. */
  read(token: string): Record<string, unknown> | undefined
  /** Answers from memory for a token seen before: the far side of a benchmark cannot afford RSA per request. */
  verify(token: string): AccessTokenClaims | { error: 'expired' | 'malformed' }
  /** The key set that `jwks_uri` serves. */
  keySet(issuer: string): { keys: Record<string, unknown>[] }
}

/** At most this many tokens are remembered; forgotten ones are checked by their signature again. */
const remembered = 20_000

/** A mint for a signing key and its certificate, both PEM; `now` is the world's clock in milliseconds. */
export function createTokenMint(keys: { signing: string; signingKey: string }, now: () => number): TokenMint {
  const privateKey = createPrivateKey(keys.signingKey)
  const publicKey = createPublicKey(privateKey)
  const der = new X509Certificate(keys.signing).raw
  const thumbprint = createHash('sha1').update(der).digest('base64url')
  const header = encode({ typ: 'JWT', alg: 'RS256', x5t: thumbprint, kid: thumbprint })
  const known = new Map<string, AccessTokenClaims>()
  const remember = (token: string, claims: AccessTokenClaims): AccessTokenClaims => {
    const oldest = known.size < remembered ? undefined : known.keys().next().value
    if (oldest !== undefined) known.delete(oldest)
    known.set(token, claims)
    return claims
  }
  const signed = (claims: object): string => {
    const content = `${header}.${encode(claims)}`
    return `${content}.${sign('sha256', Buffer.from(content), privateKey).toString('base64url')}`
  }
  return {
    issue: (claims) => {
      const token = signed(claims)
      remember(token, claims)
      return token
    },
    sign: signed,
    read: (token) => checkSignature(token, publicKey) as Record<string, unknown> | undefined,
    verify: (token) => {
      const claims = known.get(token) ?? checkSignature(token, publicKey)
      if (claims === undefined) return { error: 'malformed' }
      if (!known.has(token)) remember(token, claims)
      return claims.exp * 1000 <= now() ? { error: 'expired' } : claims
    },
    keySet: (issuer) => ({
      keys: [
        {
          ...publicKey.export({ format: 'jwk' }),
          use: 'sig',
          kid: thumbprint,
          x5t: thumbprint,
          x5c: [der.toString('base64')],
          issuer,
        },
      ],
    }),
  }
}

function checkSignature(
  token: string,
  publicKey: ReturnType<typeof createPublicKey>,
): AccessTokenClaims | undefined {
  const [header = '', payload = '', signature = '', ...rest] = token.split('.')
  const content = Buffer.from(`${header}.${payload}`)
  if (rest.length > 0 || !verify('sha256', content, publicKey, Buffer.from(signature, 'base64url'))) {
    return undefined
  }
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as AccessTokenClaims
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
