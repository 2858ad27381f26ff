import type { FastifyReply, FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { TandemError } from '../errors.ts'
import { hashOfToken } from '../store/api-keys.ts'
import type { Db } from '../store/database.ts'
import { findInvitation } from '../store/invitations.ts'
import type { Principal } from './access.ts'
import type { App } from './deps.ts'

/** Requests in a minute: with one link (several people may have it open, each page asks every few seconds), and from one address. */
const most = { link: 300, address: 600 }

/** Who bears a link to Setup that is open; the token is looked up by its hash alone. */
export async function invitationPrincipal(db: Db, token: string): Promise<Principal | undefined> {
  const row = await db
    .updateTable('invitation')
    .set({ last_used_at: sql`now()` })
    .where('token_hash', '=', hashOfToken(token))
    .where('expires_at', '>', sql<Date>`now()`)
    .where('revoked_at', 'is', null)
    .returning(['id', 'organisation_id as organisationId', 'connection_id as connectionId'])
    .executeTakeFirst()
  return row && { kind: 'invitation', ...row }
}

/** What is said to the bearer of a link that opens nothing: whether it ended, and whom to ask. Who guesses learns nothing. */
export async function refusedInvitation(db: Db, token: string): Promise<TandemError> {
  const row = await findInvitation(db, token)
  const refuse = (detail: string) => new TandemError('not-signed-in', detail)
  if (!row)
    return refuse(
      'We do not know this invitation link: most likely a part of it is missing. Copy the whole link from the invitation; if that does not help, ask who sent it for a new one.',
    )
  const maker = /^operator:(.+)$/.exec(row.made_by)?.[1] ?? 'the people who sent it'
  const ask = `What was entered before is kept. Ask ${maker} for a new link.`
  if (row.revoked_at) return refuse(`This invitation link was revoked on ${day(row.revoked_at)}. ${ask}`)
  return refuse(`This invitation link expired on ${day(row.expires_at)}. ${ask}`)
}

/** Keeps the bearers of links from asking too often; answers of Setup are for one person, so no cache keeps them. */
export function guardInvitations(app: App): (request: FastifyRequest, reply: FastifyReply) => Promise<void> {
  const timeWindow = '1 minute'
  const limits = [
    app.createRateLimit({ max: most.link, timeWindow, keyGenerator: ({ principal }) => principal.id }),
    app.createRateLimit({ max: most.address, timeWindow }),
  ]
  return async (request, reply) => {
    reply.header('cache-control', 'no-store')
    for (const check of limits) {
      const limit = await check(request)
      if (limit.isAllowed || !limit.isExceeded) continue
      reply.header('retry-after', limit.ttlInSeconds)
      throw new TandemError(
        'too-many-requests',
        `Setup is asked too often with this link or from this address. Wait ${limit.ttlInSeconds} seconds.`,
      )
    }
  }
}

function day(at: Date): string {
  return at.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
}
