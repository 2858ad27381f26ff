import type { SentenceTable } from './sentence.ts'

const update = 'Update Tandem; if the newest version is in use, report it with what is folded away below.'

/** Requests that the sign-in service does not take as they are: a proxy changed them, or Tandem has a fault. */
export const requestSentences: SentenceTable = {
  AADSTS90014: [
    'operations',
    15,
    'A part of the sign-in request was missing.',
    'Something between Tandem and Microsoft took it out, or Tandem has a fault. The tenant is not concerned.',
    `Look at the proxy between Tandem and the sign-in service. ${update}`,
  ],
  AADSTS900144: [
    'operations',
    15,
    'The sign-in request arrived incomplete.',
    'A field that every sign-in has did not reach Microsoft; usually a proxy drops the body of requests.',
    `Look at the proxy between Tandem and the sign-in service. ${update}`,
  ],
  AADSTS9002313: [
    'operations',
    15,
    'Microsoft could not read the sign-in request.',
    'It arrived in another form than it was sent. The tenant is not concerned.',
    `Look at the proxy between Tandem and the sign-in service. ${update}`,
  ],
  AADSTS900561: [
    'operations',
    15,
    'The sign-in request was turned into another kind on its way.',
    'A device in between followed a redirect or reads requests ahead; Microsoft takes this one only as it was sent.',
    'Exempt the sign-in service from the proxy’s inspection.',
  ],
  AADSTS70003: [
    'operations',
    15,
    'This way of signing in is not offered here.',
    'The sign-in service does not know the kind of sign-in that was asked for.',
    `Check LOGIN_URL in Tandem’s settings. ${update}`,
  ],
  AADSTS70011: [
    'operations',
    15,
    'The rights that were asked for are not worded as Microsoft wants them.',
    'The name of a permission is wrong for this kind of sign-in.',
    update,
  ],
  AADSTS1002012: [
    'operations',
    15,
    'An application must ask for all its rights at once.',
    'The sign-in asked for a single permission, which only people can do.',
    update,
  ],
  AADSTS28002: [
    'operations',
    15,
    'The sign-in asked for a right that does not exist.',
    'The name of the permission is not one of the service for mailboxes.',
    update,
  ],
  AADSTS650053: [
    'operations',
    15,
    'A permission was asked for that the service does not offer to people.',
    'Its name is unknown to the service for mailboxes, or it exists for applications alone.',
    update,
  ],
  AADSTS700054: [
    'operations',
    15,
    'The kind of answer that was asked for is not switched on at the application.',
    'A sign-in asked for an answer that the application is not registered for.',
    update,
  ],
  AADSTS28003: [
    'operations',
    15,
    'The sign-in did not say what it is for.',
    'No permission was named when the answer to the sign-in was handed in.',
    update,
  ],
  AADSTS700022: [
    'operations',
    15,
    'The sign-in asked for two services at once.',
    'Microsoft gives a token for one service only.',
    update,
  ],
}

/** Faults of the sign-in service that pass by themselves. */
export const passingSentences: SentenceTable = {
  AADSTS90033: [
    'microsoft',
    5,
    'Microsoft’s sign-in service has a passing fault.',
    'It says itself that it will be over soon; nothing is wrong with what was entered.',
    'Verify again in some minutes. If it lasts: Microsoft 365 admin centre → Health → Service health.',
  ],
  AADSTS90055: [
    'microsoft',
    5,
    'Microsoft’s sign-in service has too much to do.',
    'It turns requests away for a while; nothing is wrong with what was entered.',
    'Wait five minutes, then verify again.',
  ],
  AADSTS90024: [
    'microsoft',
    5,
    'Microsoft’s sign-in service took too long and gave up.',
    'The time that it allows itself for an answer was over; nothing is wrong with what was entered.',
    'Verify again in some minutes.',
  ],
  AADSTS50196: [
    'operations',
    10,
    'Microsoft stopped us because the same sign-in was repeated too often.',
    'Something asks for tokens in a circle, with this application: a second installation, or Tandem itself.',
    'Look whether another program uses the same application; wait ten minutes, then verify again.',
  ],
}
