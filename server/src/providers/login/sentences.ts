import type { Failure } from '../failures.ts'
import type { CheckOutcome } from '../provider.ts'

/** What a sign-in code is about: the check that reports it. */
export type Subject = 'tenant' | 'application' | 'credential'

export interface Sentence {
  subject: Subject
  headline: string
  meaning: string
  actor: NonNullable<CheckOutcome['actor']>
  remedy: string
  minutes: number
}

/** What was entered, to be named in the sentences; nothing secret. */
export interface Entered {
  tenantId: string
  clientId: string
}

/** The sentence for a refused sign-in; a code without one is shown as it is. */
export function sentenceFor(
  failure: Extract<Failure, { kind: 'SignInRefused' }>,
  entered: Entered,
): Sentence {
  const make = sentences[failure.code]
  return make ? make(entered) : unknownCode(failure)
}

/** True where the sign-in was refused for something that comes after `subject`: that one is in order. */
export function concernsLater(subject: Subject, sentence: Sentence): boolean {
  const order: Subject[] = ['tenant', 'application', 'credential']
  return order.indexOf(sentence.subject) > order.indexOf(subject)
}

const secretsPage = 'Entra admin centre → App registrations → your application → Certificates & secrets'

/** Codes of Entra's error reference that an application's own sign-in can meet. */
const sentences: Record<string, (entered: Entered) => Sentence> = {
  AADSTS90002: ({ tenantId }) => ({
    subject: 'tenant',
    headline: `Microsoft knows no tenant “${tenantId}”.`,
    meaning:
      'The tenant id or domain has a mistake, or the tenant is in another cloud (for example US Government or China).',
    actor: 'administrator',
    remedy: 'Entra admin centre → Overview → copy “Tenant ID”, and enter it here.',
    minutes: 2,
  }),
  AADSTS900023: ({ tenantId }) => ({
    subject: 'tenant',
    headline: `“${tenantId}” is neither a tenant id nor a domain.`,
    meaning: 'A tenant is named by its id (32 letters and digits in five groups) or by one of its domains.',
    actor: 'administrator',
    remedy: 'Entra admin centre → Overview → copy “Tenant ID”, and enter it here.',
    minutes: 2,
  }),
  AADSTS700016: ({ clientId, tenantId }) => ({
    subject: 'application',
    headline: `The application ${clientId} does not exist in the tenant ${tenantId}.`,
    meaning:
      'Either the application id has a mistake, or the application was registered in another tenant and nobody of this tenant has consented to it.',
    actor: 'administrator',
    remedy:
      'Entra admin centre → App registrations → your application → Overview → copy “Application (client) ID”, and compare “Directory (tenant) ID” on the same page with the tenant entered here.',
    minutes: 3,
  }),
  AADSTS700038: ({ clientId }) => ({
    subject: 'application',
    headline: `“${clientId}” is not an application id.`,
    meaning: 'Something else was copied: the object id, the secret’s id or a name.',
    actor: 'administrator',
    remedy:
      'Entra admin centre → App registrations → your application → Overview → copy “Application (client) ID”.',
    minutes: 2,
  }),
  AADSTS7000112: () => ({
    subject: 'application',
    headline: 'The application is switched off in this tenant.',
    meaning: 'Somebody has disabled sign-in for it, so no token is given.',
    actor: 'administrator',
    remedy:
      'Entra admin centre → Enterprise applications → the application → Properties → “Enabled for users to sign in?” → Yes.',
    minutes: 2,
  }),
  AADSTS70001: ({ clientId }) => ({
    subject: 'application',
    headline: `The application ${clientId} was not found or is switched off.`,
    meaning: 'It was deleted, disabled, or never existed in this tenant.',
    actor: 'administrator',
    remedy:
      'Entra admin centre → Enterprise applications → look the application up, and switch it on or enter the id of the right one.',
    minutes: 3,
  }),
  AADSTS7000215: () => ({
    subject: 'credential',
    headline: 'The secret was not accepted.',
    meaning:
      'It is not one of the secrets that this application holds now: mistyped, cut when copied, or deleted since.',
    actor: 'administrator',
    remedy: `${secretsPage} → New client secret → copy its Value at once (it is shown only once) → paste it here.`,
    minutes: 3,
  }),
  AADSTS7000222: () => ({
    subject: 'credential',
    headline: 'The secret has expired.',
    meaning: 'It was the right one, but its time is over; Microsoft accepts it no more.',
    actor: 'administrator',
    remedy: `${secretsPage} → New client secret → copy its Value → paste it here. The expired one can be deleted there.`,
    minutes: 3,
  }),
  AADSTS7000216: () => needsCredential(),
  AADSTS7000218: () => needsCredential(),
  AADSTS70002: () => ({
    subject: 'credential',
    headline: 'The credential was not accepted.',
    meaning: 'The secret or certificate is not one that this application holds now.',
    actor: 'administrator',
    remedy: `${secretsPage} → make a new one and enter it here.`,
    minutes: 3,
  }),
  AADSTS700025: () => ({
    subject: 'credential',
    headline: 'The application is registered as a public client, which cannot have a secret.',
    meaning:
      'It was set up for programs on people’s devices; a server needs an application with a secret or certificate.',
    actor: 'administrator',
    remedy:
      'Entra admin centre → App registrations → your application → Authentication → “Allow public client flows” → No; then add a secret.',
    minutes: 4,
  }),
  AADSTS700027: () => ({
    subject: 'credential',
    headline: 'The certificate is not one of this application.',
    meaning: 'Its public part was not uploaded to the application, was removed, or has expired.',
    actor: 'administrator',
    remedy: `${secretsPage} → Certificates → Upload certificate → choose the .cer file that Tandem offers.`,
    minutes: 3,
  }),
  AADSTS50012: () => signatureRefused(),
  AADSTS50013: () => signatureRefused(),
  AADSTS50027: () => signatureRefused(),
  AADSTS700021: () => signatureRefused(),
  AADSTS700023: () => signatureRefused(),
  AADSTS700024: () => ({
    subject: 'credential',
    headline: 'The clocks differ.',
    meaning:
      'Tandem signs each request with the present time; the time of its server is minutes away from Microsoft’s.',
    actor: 'operations',
    remedy: 'Set the clock of the server that runs Tandem (time synchronisation by NTP).',
    minutes: 5,
  }),
  'credential-unusable': () => ({
    subject: 'credential',
    headline: 'The certificate or its private key cannot be used.',
    meaning: 'They cannot be read or do not belong together, so that nothing could be signed with them.',
    actor: 'administrator',
    remedy:
      'Paste the certificate and the private key made with it, both in PEM form, or let Tandem make a new pair.',
    minutes: 5,
  }),
  AADSTS65001: ({ clientId }) => ({
    subject: 'credential',
    headline: 'Nobody has consented to the application yet.',
    meaning: `The application ${clientId} is registered, but an administrator must approve its permissions once.`,
    actor: 'administrator',
    remedy:
      'Entra admin centre → App registrations → your application → API permissions → Grant admin consent.',
    minutes: 2,
  }),
  AADSTS500011: () => noGraph(),
  AADSTS500014: () => noGraph(),
  AADSTS650052: () => noGraph(),
  AADSTS53003: () => ({
    subject: 'credential',
    headline: 'A Conditional Access policy blocks the application.',
    meaning: 'The credential is right, but the tenant refuses sign-ins from where Tandem runs.',
    actor: 'administrator',
    remedy:
      'Entra admin centre → Conditional Access → Sign-in logs (service principal sign-ins) → see the policy → exclude this application or allow Tandem’s address.',
    minutes: 10,
  }),
  AADSTS530035: () => ({
    subject: 'credential',
    headline: 'The tenant’s security defaults block this way of signing in.',
    meaning: 'The request is taken for one of an old kind, which the tenant refuses.',
    actor: 'administrator',
    remedy:
      'Entra admin centre → Properties → Security defaults, or a Conditional Access policy in their place that lets this application in.',
    minutes: 10,
  }),
}

function unknownCode(failure: Extract<Failure, { kind: 'SignInRefused' }>): Sentence {
  return {
    subject: 'credential',
    headline: 'Microsoft refused the sign-in for a reason that we have no sentence for.',
    meaning: `Its own words: ${failure.detail}`,
    actor: 'administrator',
    remedy: `Look ${failure.code} up at https://login.microsoftonline.com/error, or ask Microsoft’s support with the correlation id below.`,
    minutes: 10,
  }
}

function needsCredential(): Sentence {
  return {
    subject: 'credential',
    headline: 'No secret or certificate reached Microsoft.',
    meaning: 'The application needs one, and the stored one is empty.',
    actor: 'administrator',
    remedy: `${secretsPage} → New client secret → copy its Value → paste it here.`,
    minutes: 3,
  }
}

function signatureRefused(): Sentence {
  return {
    subject: 'credential',
    headline: 'The signature with the certificate was refused.',
    meaning: 'The private key held here does not belong to the certificate uploaded to the application.',
    actor: 'administrator',
    remedy: `${secretsPage} → Certificates → upload the .cer file that belongs to this key, or let Tandem make a new pair.`,
    minutes: 4,
  }
}

function noGraph(): Sentence {
  return {
    subject: 'credential',
    headline: 'Microsoft Graph is not available in this tenant.',
    meaning:
      'The tenant has no (or a disabled) service for mailboxes: usually a subscription that has lapsed.',
    actor: 'administrator',
    remedy:
      'Microsoft 365 admin centre → Billing → Your products: check that an Exchange Online subscription is active.',
    minutes: 10,
  }
}
