import type { RefusalRow } from './refusals.ts'

const proxy = 'Look at the proxy between Tandem and Graph.'
const update = `${proxy} Then update Tandem; if the newest version is in use, report it with what is folded away below.`

/** What Graph says of tokens and requests, and of itself. */
export const requestRefusals: RefusalRow[] = [
  {
    status: 401,
    code: /^insufficient_claims$/,
    actor: 'administrator',
    minutes: 10,
    headline: 'The tenant’s policy wants a fresh proof of who we are, and does not accept it.',
    meaning:
      'Something changed at the application (its rights, its network), Microsoft asked us to sign in anew, and refused the new token as well.',
    remedy:
      'Entra admin centre → Conditional Access → policies for workload identities → exclude this application or allow Tandem’s address.',
  },
  {
    status: 401,
    text: /is empty/i,
    actor: 'operations',
    minutes: 15,
    headline: 'Our proof of who we are did not reach Microsoft.',
    meaning: 'A device in between takes the header with the token out of requests.',
    remedy: `${proxy} It must let the header “Authorization” through.`,
  },
  {
    status: 401,
    text: /not yet valid/i,
    actor: 'operations',
    minutes: 5,
    headline: 'Microsoft takes our new token for one of another time.',
    meaning:
      'It was made a moment ago; the clocks of the sign-in service and Graph differ, or a device in between holds requests back.',
    remedy: 'Set the clock of the server that runs Tandem (NTP), look at the proxy, and verify again.',
  },
  {
    status: 401,
    text: /Lifetime validation failed/i,
    actor: 'operations',
    minutes: 5,
    headline: 'The token ended before it was used.',
    meaning: 'It lasts about an hour; a fresh one was refused as well, so the time of a server is wrong.',
    remedy: 'Set the clock of the server that runs Tandem (time synchronisation by NTP), and verify again.',
  },
  {
    status: 401,
    text: /CompactToken|parsing/i,
    actor: 'operations',
    minutes: 15,
    headline: 'Microsoft could not read our token.',
    meaning:
      'It was cut or changed on its way, or the sign-in service in Tandem’s settings belongs to another cloud.',
    remedy: `Check that LOGIN_URL and SERVICE_URL belong together. ${proxy}`,
  },
  {
    status: 401,
    actor: 'administrator',
    minutes: 5,
    headline: 'Graph does not accept a token that the sign-in service just gave.',
    meaning:
      'The application, or the account behind it, was switched off a moment ago, or belongs to another service.',
    remedy:
      'Entra admin centre → Enterprise applications → the application → Properties → “Enabled for users to sign in?” → Yes; then verify again.',
  },
  {
    status: 403,
    actor: 'administrator',
    minutes: 10,
    headline: 'Microsoft refuses this to the application.',
    meaning:
      'The refusal does not say why: a policy of the tenant or a setting of the organisation stands in the way.',
    remedy:
      'Look the words folded away below up in Microsoft’s documentation, or ask Microsoft’s support with the request id.',
  },
  {
    code: /^ErrorInvalidIdMalformed$/,
    actor: 'operations',
    minutes: 15,
    headline: 'Microsoft does not recognise the id of an item.',
    meaning: 'The id was given by Microsoft a moment before; something on the way has changed it.',
    remedy: update,
  },
  {
    status: 400,
    code: /^ErrorInvalidRequest$/,
    actor: 'operations',
    minutes: 15,
    headline: 'Exchange does not carry out what we asked.',
    meaning: 'It understood the request and says that it does not fit the mailbox or the item.',
    remedy: update,
  },
  {
    status: 400,
    code: /^RequestBodyRead$/,
    actor: 'operations',
    minutes: 15,
    headline: 'A part of what we sent has a form that Graph does not take.',
    meaning: 'The names or values of an item are not those that the service knows.',
    remedy: update,
  },
  {
    status: 400,
    code: /^InefficientFilter$/,
    actor: 'operations',
    minutes: 15,
    headline: 'Exchange finds our search too costly for this mailbox.',
    meaning: 'The folder is too large for a search of this kind.',
    remedy: 'Enter a test mailbox with fewer items; and report it, so that Tandem searches in another way.',
  },
  {
    status: 400,
    actor: 'operations',
    minutes: 15,
    headline: 'Graph could not read our request.',
    meaning:
      'It arrived in another form than it was sent, or Tandem has a fault. The tenant is not concerned.',
    remedy: update,
  },
  {
    status: 413,
    actor: 'operations',
    minutes: 15,
    headline: 'What we sent is too large for one request.',
    meaning: 'Graph takes about four megabytes at a time; a device in between may allow less.',
    remedy: `${proxy} It must let bodies of four megabytes through.`,
  },
  {
    status: 424,
    actor: 'nobody',
    minutes: 1,
    headline: 'A step before this one failed, so Microsoft did not begin it.',
    meaning: 'Several requests went out as one parcel, and each waits for the one before it.',
    remedy: 'See what the earlier step says; then verify again.',
  },
  {
    status: 429,
    code: /^TooManyRequests$/,
    actor: 'nobody',
    minutes: 5,
    headline: 'Microsoft asks us to pause: too many requests in a short time.',
    meaning:
      'All programs of the tenant, or this application in many mailboxes at once, asked more than is allowed.',
    remedy: 'Verify again in some minutes.',
  },
  {
    status: 429,
    actor: 'nobody',
    minutes: 5,
    headline: 'Microsoft asks us to slow down in {mailbox}.',
    meaning:
      'Too many requests were made with this application in this mailbox, by Tandem or by something else that uses it.',
    remedy: 'Verify again in some minutes. If it lasts, give Tandem an application of its own.',
  },
  {
    status: 500,
    actor: 'microsoft',
    minutes: 10,
    headline: 'Graph had a fault of its own.',
    meaning:
      'The service could not finish the request and does not say why; nothing is wrong with what was entered.',
    remedy:
      'Verify again in some minutes. If it lasts: Microsoft 365 admin centre → Health → Service health.',
  },
  {
    status: 501,
    actor: 'operations',
    minutes: 10,
    headline: 'The service does not offer what we asked for.',
    meaning: 'This cloud or kind of mailbox lacks a part that Tandem uses.',
    remedy:
      'Look whether the tenant is in a national cloud; leave out what is not offered there under “What is wanted”.',
  },
  {
    status: 502,
    actor: 'microsoft',
    minutes: 5,
    headline: 'A server between us and the mailbox gave no proper answer.',
    meaning: 'A part of Microsoft’s network, or a proxy of your own, had a fault.',
    remedy: `Verify again in some minutes. If it lasts: ${proxy}`,
  },
  {
    status: 503,
    actor: 'microsoft',
    minutes: 10,
    headline: 'Graph is not available at the moment.',
    meaning: 'The service is overloaded or being maintained; nothing is wrong with what was entered.',
    remedy: 'Verify again in ten minutes. If it lasts: Microsoft 365 admin centre → Health → Service health.',
  },
  {
    status: 504,
    actor: 'microsoft',
    minutes: 5,
    headline: 'The mailbox’s server took too long to answer Graph.',
    meaning: 'The request was passed on, but no answer came in time.',
    remedy: 'Verify again in some minutes.',
  },
  {
    status: 509,
    actor: 'nobody',
    minutes: 60,
    headline: 'Too much data was moved in a short time.',
    meaning: 'Microsoft limits how many bytes an application may move; the limit is lifted by itself.',
    remedy: 'Verify again in an hour.',
  },
]
