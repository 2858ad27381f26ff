import type { SentenceTable } from './sentence.ts'

const again = 'Sign in again from Setup, as the same account.'

/** A sign-in that a person lent has ended, or was not finished. */
export const sessionSentences: SentenceTable = {
  AADSTS50132: [
    'administrator',
    2,
    'The sign-in ended because the password was changed.',
    'Whoever signed in has another password now, so what was given before counts no more.',
    again,
  ],
  AADSTS50133: [
    'administrator',
    2,
    'The sign-in is no longer valid.',
    'The session behind it has run out, or the password expired meanwhile.',
    again,
  ],
  AADSTS50173: [
    'administrator',
    2,
    'All sign-ins of {account} were ended.',
    'Somebody reset the password or chose “Revoke sessions” for the account, which ends every sign-in, ours too.',
    `Ask whether that was meant so; if it was not about Tandem: ${again}`,
  ],
  AADSTS54005: [
    'operations',
    2,
    'The answer to a sign-in was used a second time.',
    'Each answer works once. Usually a page was loaded again, or a slow network sent it twice.',
    'Begin the sign-in anew from Setup, and do not reload the page while it works.',
  ],
  AADSTS70000: [
    'administrator',
    2,
    'What is kept of the sign-in is not accepted any more.',
    'Microsoft does not say why; it was given for another application, or is damaged.',
    again,
  ],
  AADSTS70008: [
    'administrator',
    2,
    'The sign-in was not used for too long.',
    'Without use it ends after some months, so that forgotten sign-ins open nothing.',
    again,
  ],
  AADSTS700082: [
    'administrator',
    2,
    'The sign-in ended after months without use.',
    'It is kept alive by being used; the connection rested for longer than the tenant allows (usually 90 days).',
    again,
  ],
  AADSTS700084: [
    'administrator',
    5,
    'The sign-in was one for browsers, which lasts a day.',
    'The application is registered as a single-page application, whose sign-ins always end after 24 hours.',
    'Entra admin centre → App registrations → your application → Authentication → move Tandem’s address from “Single-page application” to “Web”; then sign in again.',
  ],
  AADSTS70043: [
    'administrator',
    5,
    'The tenant’s policy ended the sign-in.',
    'A Conditional Access policy wants people to sign in again after a set time.',
    `${again} For good: Entra admin centre → Conditional Access → the policy with “Sign-in frequency” → exclude this application.`,
  ],
  AADSTS70016: [
    'administrator',
    2,
    'Nobody has entered the code yet.',
    'The code is valid, and Tandem goes on asking; as soon as it is entered, the next step begins by itself.',
    'Open https://microsoft.com/devicelogin, enter the code shown in Setup, and sign in.',
  ],
  AADSTS70018: [
    'administrator',
    2,
    'Microsoft does not know this code.',
    'It was mistyped, or belongs to an earlier attempt.',
    'Ask for a new code in Setup and copy it.',
  ],
  AADSTS70019: [
    'administrator',
    3,
    'The code was entered too late.',
    'A code is valid for fifteen minutes.',
    'Ask for a new code in Setup and enter it at once.',
  ],
  AADSTS70020: [
    'administrator',
    3,
    'The time for entering the code is over.',
    'Fifteen minutes passed without anybody entering it; nothing was given.',
    'Ask for a new code in Setup when you are ready to enter it.',
  ],
  AADSTS50148: [
    'operations',
    3,
    'The answer to the sign-in does not fit the question.',
    'It belongs to another attempt, for example one begun in a second window.',
    'Close other windows of Setup and begin the sign-in anew.',
  ],
  AADSTS501481: [
    'operations',
    3,
    'Two sign-ins were mixed up.',
    'The answer came for one attempt and was handed in for another; to be safe Microsoft gives nothing.',
    'Begin the sign-in anew from Setup, in one window.',
  ],
}
