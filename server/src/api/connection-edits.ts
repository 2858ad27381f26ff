import { createPrivateKey, X509Certificate } from 'node:crypto'
import { type PatchConnection, type PutCredential, wanted } from '@tandem/model/api/connections.ts'
import type { z } from 'zod'
import { TandemError } from '../errors.ts'
import type { Provider } from '../providers/provider.ts'
import {
  type ConnectionRow,
  type ConnectionState,
  createConnection,
  storeCredential,
  updateConnection,
} from '../store/connections.ts'
import type { Db } from '../store/database.ts'
import { endAbandoned } from '../store/verification-reports.ts'
import { credentialFacts } from '../vault/facts.ts'
import type { ApiDeps } from './deps.ts'

interface NewConnection extends PatchConnection {
  method: string
}

/** Makes a draft for an organisation. */
export async function draftConnection(
  tx: Db,
  deps: Pick<ApiDeps, 'providers'>,
  organisationId: string,
  given: NewConnection,
): Promise<ConnectionRow> {
  const provider = providerOf(deps, given.method)
  return await createConnection(tx, {
    organisationId,
    method: given.method,
    settings: readableSettings(provider, given.settings ?? {}),
    wanted: given.wanted ?? wanted.parse({}),
    testMailbox: given.testMailbox ?? null,
    refusedMailbox: given.refusedMailbox ?? null,
  })
}

/**
 * Changes a connection. What the proof stands on (settings, what is wanted) can only change while nothing is in
 * step; a proven connection becomes a draft with it.
 */
export async function editConnection(
  tx: Db,
  deps: Pick<ApiDeps, 'providers'>,
  row: ConnectionRow,
  changes: PatchConnection,
): Promise<ConnectionRow> {
  await mustNotBeVerifying(tx, row)
  const provider = providerOf(deps, row.method)
  const before = row.settings as Record<string, unknown>
  const settings = changes.settings && readableSettings(provider, { ...before, ...changes.settings })
  const voidsProof = changed(settings, before) || changed(changes.wanted, row.wanted)
  if (voidsProof && row.state === 'active')
    throw new TandemError(
      'wrong-state',
      'Mailboxes are kept in step with these settings. Suspend the connection first.',
    )
  return await updateConnection(tx, row.id, {
    settings,
    wanted: changes.wanted,
    testMailbox: changes.testMailbox,
    refusedMailbox: changes.refusedMailbox,
    state: voidsProof || row.state === 'verifying' ? 'draft' : undefined,
  })
}

/**
 * Takes a credential in: checked for its shape before anything is sent anywhere, sealed at once. Beside one that was
 * proven the new one is held until a verification has proven it too. One that was given up is never taken again.
 */
export async function takeCredential(
  tx: Db,
  deps: Pick<ApiDeps, 'providers' | 'seal'>,
  row: ConnectionRow,
  given: PutCredential,
): Promise<ConnectionRow> {
  await mustNotBeVerifying(tx, row)
  const read = providerOf(deps, row.method).credential.safeParse(withInstant(given))
  if (!read.success) throw wrongShape(read.error.issues, 'Enter another credential.')
  const facts = factsOf(read.data)
  if (row.given_up.includes(facts.fingerprint)) throw givenUp(facts.kind)
  const credential = { ...read.data, ...(facts.expiresAt !== null && { expiresAt: facts.expiresAt }) }
  const sealed = await deps.seal(JSON.stringify(credential))
  const isProven = ['active', 'verified', 'suspended'].includes(row.state)
  if (isProven && row.credential !== null)
    return await storeCredential(tx, row.id, { sealed, facts, slot: 'next' })
  const state: ConnectionState = 'draft'
  return await storeCredential(tx, row.id, { sealed, facts, slot: 'current', state })
}

/** Refuses while a verification is under way; one that nobody is at work on any more is ended instead. */
export async function mustNotBeVerifying(tx: Db, row: ConnectionRow): Promise<void> {
  if (row.state !== 'verifying' || (await endAbandoned(tx, row.id))) return
  throw new TandemError('wrong-state', 'A verification is under way: wait for its report, then change this.')
}

/** Refuses a verification that could prove nothing: settings must be whole, and a mailbox named to try things in. */
export function mustBeProvable(deps: Pick<ApiDeps, 'providers'>, row: ConnectionRow): void {
  if (row.credential === null)
    throw new TandemError('wrong-state', 'Enter the credential first: a verification signs in with it.')
  const read = providerOf(deps, row.method).settings.safeParse(row.settings)
  if (!read.success) throw wrongShape(read.error.issues, 'Complete the settings first.', '/settings')
  if (row.test_mailbox === null)
    throw refused({
      pointer: '/testMailbox',
      detail:
        'Name a test mailbox first (testMailbox): a contact is written and removed there, as the proof.',
    })
}

/** The provider of a method; `invalid-input` lists those there are. */
export function providerOf(deps: Pick<ApiDeps, 'providers'>, method: string): Provider {
  const provider = Object.hasOwn(deps.providers, method) ? deps.providers[method] : undefined
  if (provider) return provider
  const known = Object.keys(deps.providers).join(', ')
  throw new TandemError('invalid-input', `There is no method "${method}". There are: ${known}.`, [
    { pointer: '/method', detail: `Take one of: ${known}.` },
  ])
}

/** What is there must be right; what is missing may follow later, so that a half-filled form can be kept. */
function readableSettings(provider: Provider, given: Record<string, unknown>): Record<string, unknown> {
  const settings = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== null && value !== ''),
  )
  const read = provider.settings.safeParse(settings)
  if (read.success) return read.data as Record<string, unknown>
  const wrong = read.error.issues.filter((issue) => {
    const [field] = issue.path
    return field === undefined || Object.hasOwn(settings, String(field))
  })
  if (wrong.length > 0) throw wrongShape(wrong, 'Correct the settings.', '/settings')
  return settings
}

/** A day typed without a time ends at its beginning in UTC, as the directory counts. */
function withInstant(given: PutCredential): PutCredential {
  if (given.kind !== 'secret' || given.expiresAt === undefined) return given
  return { ...given, expiresAt: new Date(given.expiresAt).toISOString() }
}

function factsOf(credential: PutCredential) {
  if (credential.kind === 'secret') return credentialFacts(credential)
  // Node's own messages name OpenSSL routines, so they are replaced.
  const certificate = readOr(() => new X509Certificate(credential.certificate), {
    pointer: '/certificate',
    detail:
      'This is not a certificate in PEM form: paste the whole text from -----BEGIN CERTIFICATE----- on.',
  })
  const privateKey = readOr(() => createPrivateKey(credential.privateKey), {
    pointer: '/privateKey',
    detail: 'This is not a private key in PEM form without a password: -----BEGIN PRIVATE KEY-----.',
  })
  if (!certificate.checkPrivateKey(privateKey))
    throw refused({ pointer: '/privateKey', detail: 'This private key does not belong to the certificate.' })
  return credentialFacts(credential)
}

function givenUp(kind: PutCredential['kind']): TandemError {
  return refused({
    pointer: kind === 'secret' ? '/value' : '/certificate',
    detail: `This ${kind} was given up because others may know it. Delete it in the directory, make a new one and enter that.`,
  })
}

function readOr<T>(read: () => T, problem: { pointer: string; detail: string }): T {
  try {
    return read()
  } catch {
    throw refused(problem)
  }
}

function refused(problem: { pointer: string; detail: string }): TandemError {
  return new TandemError('invalid-input', problem.detail, [problem])
}

function wrongShape(issues: z.core.$ZodIssue[], advice: string, prefix = ''): TandemError {
  const errors = issues.map((issue) => ({
    pointer: `${prefix}/${issue.path.join('/')}`,
    detail: issue.message,
  }))
  const sentences = [...new Set(errors.map((error) => error.detail))].join(' ')
  return new TandemError('invalid-input', `${advice} ${sentences}`, errors)
}

function changed(after: unknown, before: unknown): boolean {
  return after !== undefined && canonical(after) !== canonical(before)
}

/** jsonb does not keep the order of keys. */
function canonical(value: unknown): string {
  return JSON.stringify(Object.entries(value as object).sort(([a], [b]) => (a < b ? -1 : 1)))
}
