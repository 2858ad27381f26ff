import type { FastifyRequest } from 'fastify'
import { recordAct } from '../store/audit-log.ts'
import type { Database } from '../store/database.ts'

/** What an answer of better-auth to these paths means for the audit log; others are not noted. */
const acts: Record<string, { done: string; refused?: string }> = {
  '/api/auth/sign-in/email': { done: 'person.signed-in', refused: 'person.sign-in-refused' },
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
  status: number,
  signedInBefore: string | undefined,
): Promise<void> {
  const known = acts[pathOf(request)]
  const act = status < 400 ? known?.done : known?.refused
  if (act !== undefined) await noteActOf(db, request, act, addressIn(request.body) || signedInBefore || '')
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

/** The address somebody wrote; where it has no such shape it may be a password in the wrong field, and is not kept. */
function addressIn(body: unknown): string {
  const email = typeof body === 'object' && body !== null && 'email' in body ? body.email : undefined
  return typeof email === 'string' && /^[^\s@]{1,64}@[^\s@]+\.[^\s@]+$/.test(email) ? email.slice(0, 320) : ''
}
