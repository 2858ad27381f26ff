import type { FastifyRequest } from 'fastify'
import { recordAct } from '../store/audit-log.ts'
import type { Database } from '../store/database.ts'

/** What an answer of better-auth to these paths means for the audit log; others are not noted. */
const acts: Record<string, { done: string; refused?: string }> = {
  '/api/auth/sign-in/email': { done: 'person.signed-in', refused: 'person.sign-in-refused' },
  '/api/auth/two-factor/verify-totp': { done: 'person.signed-in', refused: 'person.second-factor-refused' },
  '/api/auth/two-factor/verify-backup-code': {
    done: 'person.signed-in-with-backup-code',
    refused: 'person.second-factor-refused',
  },
  '/api/auth/two-factor/enable': { done: 'person.two-factor-begun' },
  '/api/auth/two-factor/disable': { done: 'person.two-factor-ended' },
  '/api/auth/two-factor/generate-backup-codes': { done: 'person.backup-codes-made' },
  '/api/auth/sign-out': { done: 'person.signed-out' },
  '/api/auth/change-password': { done: 'person.password-changed', refused: 'person.password-change-refused' },
}

/**
 * Notes a sign-in, also a refused one, before it is answered. Sessions are better-auth's own to write: this entry has a
 * transaction of its own.
 */
export async function noteSignIn(
  db: Database,
  request: FastifyRequest,
  answer: { status: number; body: string },
  signedInBefore: string | undefined,
): Promise<void> {
  const known = acts[pathOf(request)]
  const said = answer.status < 400 ? answerOf(answer.body) : {}
  let act = answer.status < 400 ? known?.done : known?.refused
  if (act === undefined) return
  // With a second factor nobody is in yet.
  if (said.twoFactorRedirect) act = 'person.password-accepted'
  // Who is in already proves the new app on their phone.
  else if (act === 'person.signed-in' && signedInBefore !== undefined && addressIn(request.body) === '')
    act = 'person.two-factor-proven'
  const address = addressIn(request.body) || said.user?.email || signedInBefore || ''
  await noteActOf(db, request, act, address)
}

/** Whether the path is one whose answers are noted. */
export function isNoted(request: FastifyRequest): boolean {
  return pathOf(request) in acts
}

function pathOf({ url }: FastifyRequest): string {
  return url.split('?')[0] ?? ''
}

/** Notes what somebody did who signs in, out, or fails to: in the log of their organisation, if they are known. */
export async function noteActOf(
  db: Database,
  request: FastifyRequest,
  act: string,
  address: string,
): Promise<void> {
  const email = address.toLowerCase()
  const row = await db
    .selectFrom('user')
    .select(['id', 'role', 'organisation_id'])
    .where('email', '=', email)
    .executeTakeFirst()
  await db.transaction().execute(async (tx) => {
    await recordAct(tx, {
      organisationId: row?.organisation_id ?? null,
      who: row === undefined ? 'nobody' : `${row.role}:${email}`,
      act,
      ...(row && { target: `person:${row.id}` }),
      detail: { email, from: request.ip },
    })
  })
}

/** A session that begins with single sign-on; others are noted by the answer to their request. */
export async function noteSsoSession(
  db: Database,
  session: { userId: string; ipAddress?: string | null | undefined },
  context: { path?: string | undefined } | null | undefined,
): Promise<void> {
  if (!context?.path?.startsWith('/callback')) return
  const row = await db
    .selectFrom('user')
    .select(['id', 'email', 'role', 'organisation_id'])
    .where('id', '=', session.userId)
    .executeTakeFirst()
  if (row === undefined) return
  await db.transaction().execute(async (tx) => {
    await recordAct(tx, {
      organisationId: row.organisation_id,
      who: `${row.role}:${row.email}`,
      act: 'person.signed-in',
      target: `person:${row.id}`,
      detail: { email: row.email, from: session.ipAddress ?? '', by: 'sso' },
    })
  })
}

interface Said {
  twoFactorRedirect?: boolean
  user?: { email?: string }
}

function answerOf(body: string): Said {
  if (!body.startsWith('{')) return {}
  return JSON.parse(body) as Said
}

/** The address somebody wrote; where it has no such shape it may be a password in the wrong field, and is not kept. */
function addressIn(body: unknown): string {
  const email = typeof body === 'object' && body !== null && 'email' in body ? body.email : undefined
  return typeof email === 'string' && /^[^\s@]{1,64}@[^\s@]+\.[^\s@]+$/.test(email) ? email.slice(0, 320) : ''
}
