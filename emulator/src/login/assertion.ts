import { X509Certificate } from 'node:crypto'
import { compactVerify, decodeJwt, decodeProtectedHeader, type JWTPayload } from 'jose'
import type { Application, Tenant } from '../tenant/types.ts'
import type { World } from '../tenant/world.ts'
import { SignInRefused } from './errors.ts'

type Certificate = Application['certificates'][number]

/** Clocks may differ by five minutes, as in every Entra endpoint. */
const skewSeconds = 300

/**
 * Checks a certificate assertion (RFC 7523; entra-docs certificate-credentials): signature by a registered
 * certificate named by `x5t#S256` or `x5t`, audience, issuer, subject and validity. Refuses with 50027, 700021,
 * 700023, 700024 or 700027.
 */
export async function checkAssertion(
  world: World,
  tenant: Tenant,
  application: Application,
  assertion: string,
  origin: string,
): Promise<void> {
  const { thumbprint, claims } = read(assertion)
  const certificate = application.certificates.find((one) => [one.sha1, one.sha256].includes(thumbprint))
  const refuse = (reason: string) => new SignInRefused(700027, [reason, thumbprint, application.appId])
  if (certificate === undefined) {
    throw refuse(
      'The certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key was not found.',
    )
  }
  if (certificate.end <= world.clock.now() || certificate.start > world.clock.now()) {
    throw refuse('Client assertion contains an invalid signature. [Reason - The key used is expired.')
  }
  if (!(await isSignedBy(assertion, certificate))) {
    throw refuse(
      'Client assertion contains an invalid signature. [Reason - The key was found, but use of the key to verify the signature failed.',
    )
  }
  checkClaims(world, tenant, application, claims, origin)
}

function read(assertion: string): { thumbprint: string; claims: JWTPayload } {
  try {
    const header = decodeProtectedHeader(assertion)
    const given = header['x5t#S256'] ?? header.x5t ?? header.kid
    if (typeof given !== 'string') throw new SignInRefused(50027, ['The header names no certificate.'])
    return { thumbprint: thumbprintOf(given), claims: decodeJwt(assertion) }
  } catch (error) {
    if (error instanceof SignInRefused) throw error
    throw new SignInRefused(50027, [error instanceof Error ? error.message : ''])
  }
}

/** `kid` often carries the thumbprint in hex, the other two are base64url. */
function thumbprintOf(given: string): string {
  const hex = /^([0-9a-f]{40}|[0-9a-f]{64})$/i.test(given)
  return (hex ? given : Buffer.from(given, 'base64url').toString('hex')).toUpperCase()
}

async function isSignedBy(assertion: string, certificate: Certificate): Promise<boolean> {
  const { publicKey } = new X509Certificate(Buffer.from(certificate.certificate, 'base64'))
  return compactVerify(assertion, publicKey, { algorithms: ['PS256', 'RS256'] }).then(
    () => true,
    () => false,
  )
}

function checkClaims(
  world: World,
  tenant: Tenant,
  application: Application,
  claims: JWTPayload,
  origin: string,
): void {
  if (claims.iss !== application.appId || claims.sub !== application.appId) throw new SignInRefused(700021)
  const audiences = [claims.aud ?? []].flat()
  if (!audiences.some((audience) => isOurs(tenant, audience, origin))) throw new SignInRefused(700023)
  const now = Math.floor(world.clock.now() / 1000)
  const { nbf = claims.iat ?? 0, exp = 0 } = claims
  if (nbf > now + skewSeconds || exp <= now - skewSeconds) {
    throw new SignInRefused(
      700024,
      [now, nbf, exp].map((second) => new Date(second * 1000).toISOString()),
    )
  }
}

/** The token endpoint (v1 or v2) or the issuer of this tenant, under our own origin or the real service's. */
function isOurs(tenant: Tenant, audience: string, origin: string): boolean {
  if (audience === `https://sts.windows.net/${tenant.id}/`) return true
  const bases = [origin, 'https://login.microsoftonline.com', 'https://login.windows.net']
  const base = bases.find((one) => audience.startsWith(`${one}/`))
  if (base === undefined) return false
  const [segment = '', ...rest] = audience.slice(base.length + 1).split('/')
  const known = [tenant.id, ...tenant.domains, 'common', 'organizations'].includes(segment.toLowerCase())
  return known && ['', 'v2.0', 'oauth2/token', 'oauth2/v2.0/token'].includes(rest.join('/'))
}
