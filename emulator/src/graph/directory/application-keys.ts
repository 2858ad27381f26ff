import { X509Certificate } from 'node:crypto'
import { decodeJwt, jwtVerify } from 'jose'
import { addCertificate, addPassword } from '../../tenant/directory.ts'
import type { Application } from '../../tenant/types.ts'
import type { WireResponse } from '../../wire.ts'
import { type Call, jsonBody, type Route, versionRoot } from '../call.ts'
import { GraphError, refuse } from '../errors.ts'
import { entity } from '../odata.ts'
import type { KeyBody } from './application-body.ts'
import { keyJson, passwordJson } from './application-json.ts'
import { applicationOf } from './application-path.ts'
import { objectRoute, writeApplications } from './authorise.ts'

const twoYears = 2 * 365 * 86_400_000

/** Secrets and certificates of an application. */
export const applicationKeyRoutes: Route[] = [
  objectRoute('POST', 'applications/{application}/addPassword', writeApplications, newPassword),
  objectRoute('POST', 'applications/{application}/removePassword', writeApplications, dropPassword),
  objectRoute('POST', 'applications/{application}/addKey', writeApplications, addKey),
  objectRoute('POST', 'applications/{application}/removeKey', writeApplications, removeKey),
]

/** Replaces all keys: those named by `keyId` without a `key` stay, others are new. */
export function replaceKeys(call: Call, application: Application, keys: KeyBody[]): void {
  const kept = keys.filter(({ key }) => key == null)
  const held = application.certificates.filter(({ keyId }) => kept.some((one) => one.keyId === keyId))
  if (held.length < kept.length) throw refuse.directoryRequest("New keys must have 'key' set.")
  const fresh = keys.filter(({ key }) => key != null).map(readKey)
  application.certificates = held
  for (const one of fresh) addCertificate(call.world, call.tenant, application, one)
}

function newPassword(call: Call): WireResponse {
  const application = applicationOf(call)
  const { passwordCredential = {} } = jsonBody(call.request) as {
    passwordCredential?: Record<string, unknown>
  }
  const start = instant(passwordCredential.startDateTime) ?? call.world.clock.now()
  const password = addPassword(call.world, call.tenant, application, {
    start,
    end: instant(passwordCredential.endDateTime) ?? start + twoYears,
    ...(typeof passwordCredential.displayName === 'string' && {
      displayName: passwordCredential.displayName,
    }),
  })
  const body = JSON.stringify(passwordJson(password, password.secret))
  return entity(200, `${versionRoot(call.request)}/$metadata#microsoft.graph.passwordCredential`, body)
}

function dropPassword(call: Call): WireResponse {
  const application = applicationOf(call)
  const { keyId } = jsonBody(call.request)
  const left = application.passwords.filter((one) => one.keyId !== keyId)
  if (left.length === application.passwords.length) {
    throw refuse.directoryRequest(`No password credential found with keyId ${String(keyId)}.`)
  }
  application.passwords = left
  call.world.emit({ kind: 'directory', tenantId: call.tenant.id })
  return { status: 204 }
}

/** Rolling: a new certificate, proven by the private key of one that is there. */
async function addKey(call: Call): Promise<WireResponse> {
  const application = applicationOf(call)
  const body = jsonBody(call.request) as { keyCredential?: KeyBody; proof?: unknown }
  await checkProof(call, application, body.proof)
  const added = addCertificate(call.world, call.tenant, application, readKey(body.keyCredential ?? {}))
  const text = JSON.stringify(keyJson(added))
  return entity(200, `${versionRoot(call.request)}/$metadata#microsoft.graph.keyCredential`, text)
}

async function removeKey(call: Call): Promise<WireResponse> {
  const application = applicationOf(call)
  const { keyId, proof } = jsonBody(call.request)
  await checkProof(call, application, proof)
  const left = application.certificates.filter((one) => one.keyId !== keyId)
  if (left.length === application.certificates.length) {
    throw refuse.directoryRequest(`No key credential found with keyId ${String(keyId)}.`)
  }
  application.certificates = left
  call.world.emit({ kind: 'directory', tenantId: call.tenant.id })
  return { status: 204 }
}

/** A JWT of ten minutes for the directory, issued by the application's object id (application-rollkey-prooftoken). */
async function checkProof(call: Call, application: Application, proof: unknown): Promise<void> {
  const refused = new GraphError(
    403,
    'Authentication_MissingOrMalformed',
    'Access Token missing or malformed.',
  )
  if (typeof proof !== 'string') throw refused
  for (const { certificate } of application.certificates) {
    const { publicKey } = new X509Certificate(Buffer.from(certificate, 'base64'))
    const now = new Date(call.world.clock.now())
    const good = await jwtVerify(proof, publicKey, {
      issuer: application.id,
      audience: '00000002-0000-0000-c000-000000000000',
      currentDate: now,
    }).then(
      () => true,
      () => false,
    )
    const { nbf = 0, exp = Number.POSITIVE_INFINITY } = good ? decodeJwt(proof) : {}
    if (good && exp - nbf <= 600) return
  }
  throw refused
}

function readKey(given: KeyBody): { certificate: string; displayName?: string; start: number; end: number } {
  if (given.type !== 'AsymmetricX509Cert' || given.usage !== 'Verify') {
    throw refuse.directoryRequest("Key credential must have type 'AsymmetricX509Cert' and usage 'Verify'.")
  }
  const read = certificateOf(given.key ?? '')
  return {
    certificate: read.raw.toString('base64'),
    ...(given.displayName != null && { displayName: given.displayName }),
    start: read.validFromDate.getTime(),
    end: instant(given.endDateTime) ?? read.validToDate.getTime(),
  }
}

function certificateOf(base64: string): X509Certificate {
  try {
    return new X509Certificate(Buffer.from(base64, 'base64'))
  } catch {
    throw refuse.directoryRequest('Key credential certificate value is invalid.')
  }
}

function instant(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined
  const at = Date.parse(value)
  if (Number.isNaN(at))
    throw refuse.directoryRequest(
      `Cannot convert the literal '${value}' to the expected type 'Edm.DateTimeOffset'.`,
    )
  return at
}
