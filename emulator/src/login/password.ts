import { findUser } from '../tenant/directory.ts'
import type { User } from '../tenant/types.ts'
import { SignInRefused } from './errors.ts'
import type { Grant, Granted } from './grant.ts'
import { personTokens } from './person-tokens.ts'

/** `password` (ROPC): refused for users with any hindrance (50034 … 53003), and without a consent to all that is asked for (65001). */
export function passwordGrant(grant: Grant): Granted {
  const { tenant, form, client } = grant
  const [username, password] = ['username', 'password'].map((name) => {
    const value = form.get(name) ?? ''
    if (value === '') throw new SignInRefused(900144, [name])
    return value
  }) as [string, string]
  const user = findUser(tenant, username)
  if (user === undefined) throw new SignInRefused(50034, [username, tenant.displayName])
  checkUser(user, password, client.application.appId)
  const service = form.get('resource') ?? ''
  const scope = form.get('scope') || (service && `${service}/.default`)
  return personTokens(grant, { user, amr: ['pwd'], nonce: undefined, scope })
}

/** Refuses a wrong password and every hindrance of the account. */
export function checkUser(user: User, password: string, appId: string): void {
  if (user.signInState === 'locked') throw new SignInRefused(50053)
  if (user.password === undefined) throw new SignInRefused(50056)
  if (user.password !== password) throw new SignInRefused(50126)
  if (!user.accountEnabled) throw new SignInRefused(50057)
  const hindrance = {
    passwordExpired: 50055,
    mfaRequired: 50076,
    mfaRegistration: 50079,
    blockedByPolicy: 53003,
  } as const
  if (user.signInState === undefined) return
  const claims =
    '{"access_token":{"capolids":{"essential":true,"values":["00000000-0000-4000-8000-000000000001"]}}}'
  throw new SignInRefused(
    hindrance[user.signInState],
    [appId],
    user.signInState === 'blockedByPolicy' ? claims : undefined,
  )
}
