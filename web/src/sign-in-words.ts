import { ApiProblem } from './api.ts'
import { plainError } from './plain-error.ts'

/** Why nobody was let in, by what better-auth names it. */
const words: Record<string, string> = {
  INVALID_EMAIL_OR_PASSWORD:
    'This e-mail and password do not belong together. Check both; the first operator’s password was printed at the first start.',
  INVALID_EMAIL: 'This is not an e-mail address. Write it as name@domain.',
  INVALID_PASSWORD: 'This is not your password. Type it again.',
  PASSWORD_TOO_SHORT: 'The new password is too short. Take twelve letters or more.',
  INVALID_CODE:
    'This code is not right. Type the one that the app shows now; if it never fits, set the phone’s clock to automatic.',
  INVALID_BACKUP_CODE: 'This backup code is not right, or it was used already. Each one works once.',
  INVALID_TWO_FACTOR_COOKIE: 'That took longer than ten minutes. Begin again with your password.',
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: 'Too many wrong codes. Begin again with your password.',
  ACCOUNT_TEMPORARILY_LOCKED:
    'Too many wrong codes: nobody gets in with a code for some minutes. Wait, then begin again with your password.',
}

/** What went wrong while signing in, in one or two sentences. */
export function signInRefusal(error: unknown): string {
  if (error instanceof ApiProblem) {
    const known = words[error.code]
    if (known !== undefined) return known
    if (error.status === 429) return 'Too many tries. Wait a minute, then try again.'
  }
  const { title, advice } = plainError(error)
  return `${title}. ${advice}`
}

/** What a directory's way back to the sign-in page says, by the `error` in its address. */
export function elsewhereRefusal(error: string | undefined): string | undefined {
  if (error === undefined) return undefined
  if (error === 'signup_disabled')
    return 'You are not invited yet. Ask an administrator of your organisation for an invitation to this e-mail address, then sign in again.'
  if (error === 'access_denied') return 'Signing in was cancelled there. Try again, or use your password.'
  return 'Signing in there did not work. Try again; if it keeps failing, tell whoever runs Tandem.'
}
