import { genericOAuth } from 'better-auth/plugins'
import { TandemError } from '../errors.ts'
import { recordAct } from '../store/audit-log.ts'
import type { Database } from '../store/database.ts'
import { acceptPersonInvitation, openInvitationOf } from '../store/person-invitations.ts'

/** Where people sign in elsewhere (OpenID Connect). */
export interface SsoSettings {
  /** Of one directory: whatever e-mail address it states is believed. */
  issuer: string
  clientId: string
  clientSecret: string
  /** What the button says. */
  name: string
}

export const ssoProvider = 'sso'

/** Authorization code with PKCE; ID tokens are verified. Nobody comes in who was not invited. */
export function ssoPlugin(db: Database, sso: SsoSettings) {
  return genericOAuth({
    config: [
      {
        providerId: ssoProvider,
        name: sso.name,
        discoveryUrl: `${sso.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
        requireIdTokenVerification: true,
        clientId: sso.clientId,
        clientSecret: sso.clientSecret,
        scopes: ['openid', 'profile', 'email'],
        pkce: true,
        disableSignUp: true,
        disableProviderLogout: true,
        mapProfileToUser: async (profile) => {
          const email = addressOf(profile)
          if (email === undefined) return {}
          await acceptInvited(db, email, profile.name)
          // The directory is the one that whoever runs this has named.
          return { email, emailVerified: true }
        },
      },
    ],
  })
}

/** Entra leaves `email` out for people without a mailbox; their name to sign in with has the same shape. */
function addressOf(profile: Record<string, unknown>): string | undefined {
  const found = [profile.email, profile.preferred_username].find(
    (value) => typeof value === 'string' && value.includes('@'),
  )
  return typeof found === 'string' ? found.toLowerCase() : undefined
}

/** Who was invited under this address, and proves to have it, needs no password. */
async function acceptInvited(db: Database, email: string, name: unknown): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const invitation = await openInvitationOf(tx, email)
    if (invitation === undefined) return
    const known = await tx.selectFrom('user').select('id').where('email', '=', email).executeTakeFirst()
    if (known !== undefined) return
    const id = await acceptPersonInvitation(tx, invitation, {
      name: typeof name === 'string' && name !== '' ? name : invitation.name,
    })
    await recordAct(tx, {
      organisationId: invitation.organisation_id,
      who: `${invitation.role}:${email}`,
      act: 'person.joined',
      target: `person:${id}`,
      detail: { role: invitation.role, invitedBy: invitation.invited_by, by: ssoProvider },
    })
  })
}

/** The error of a directory that does not answer. */
export function ssoUnavailable(name: string): TandemError {
  return new TandemError(
    'unavailable',
    `The service of "${name}" does not answer, so nobody can sign in there right now. Try again in a minute, or sign in with your password.`,
  )
}
