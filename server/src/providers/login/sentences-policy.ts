import type { SentenceTable } from './sentence.ts'

const policies = 'Entra admin centre → Conditional Access'
const permissionsPage = 'Entra admin centre → App registrations → your application → API permissions'

/** Policies of the tenant that stand in the way. */
export const policySentences: SentenceTable = {
  AADSTS53003: [
    'administrator',
    10,
    'A Conditional Access policy blocks the application.',
    'The credential is right, but the tenant refuses sign-ins from where Tandem runs.',
    `${policies} → Sign-in logs (service principal sign-ins) → see the policy → exclude this application or allow Tandem’s address.`,
  ],
  AADSTS530032: [
    'administrator',
    10,
    'A security policy of the tenant blocks this sign-in.',
    'The credential is right; a policy made for the safety of the whole tenant stands in the way.',
    `${policies} → Sign-in logs → open the failed sign-in → tab “Conditional Access” names the policy → exclude the application or the account.`,
  ],
  AADSTS530035: [
    'administrator',
    10,
    'The tenant’s security defaults block this way of signing in.',
    'The request is taken for one of an old kind, which the tenant refuses.',
    'Entra admin centre → Properties → Security defaults, or a Conditional Access policy in their place that lets this application in.',
  ],
  AADSTS53000: [
    'administrator',
    10,
    'The tenant lets only managed devices in.',
    'A Conditional Access policy asks for a device that is managed and healthy (“compliant”); a server is none.',
    `${policies} → the policy with “Require device to be marked as compliant” → exclude this application or account.`,
  ],
  AADSTS53001: [
    'administrator',
    10,
    'The tenant lets only devices of its own domain in.',
    'A Conditional Access policy asks for a device that is joined to the domain; a server is none.',
    `${policies} → the policy with “Require Microsoft Entra hybrid joined device” → exclude this application or account.`,
  ],
  AADSTS53002: [
    'administrator',
    10,
    'The tenant lets only approved applications in.',
    'A Conditional Access policy has a list of applications for people, and Tandem is not on it.',
    `${policies} → the policy with “Require approved client app” → exclude this application or account.`,
  ],
  AADSTS53011: [
    'administrator',
    10,
    'Microsoft takes {account} for endangered.',
    'Something about its sign-ins looked like a stranger’s, so its own tenant blocks it until somebody has looked.',
    'Entra admin centre → Protection → Identity Protection → Risky users → the account → confirm it safe, or reset its password and enter the new one here.',
  ],
  AADSTS50158: [
    'administrator',
    10,
    'The tenant asks for a proof from another company’s service.',
    'A policy sends sign-ins on to a further check (for example Duo or RSA), which only a person can pass.',
    `${policies} → the policy with the custom control → exclude this application or account.`,
  ],
}

/** Nobody said yes yet, or the service itself is missing. */
export const consentSentences: SentenceTable = {
  AADSTS65001: [
    'administrator',
    2,
    'Nobody has consented to the application yet.',
    'The application {application} is registered, but an administrator must approve its permissions once.',
    `${permissionsPage} → Grant admin consent.`,
  ],
  AADSTS65004: [
    'administrator',
    2,
    'The question for consent was answered with No.',
    'Whoever signed in declined what the application asks for, so no right was given.',
    'Open the link for consent again and choose “Accept”; what is asked for stands in the guide, with reasons.',
  ],
  AADSTS90094: [
    'administrator',
    3,
    'Only an administrator can approve this application.',
    'The tenant does not let people approve applications by themselves.',
    `Sign in as an administrator: ${permissionsPage} → Grant admin consent.`,
  ],
  AADSTS90095: [
    'administrator',
    5,
    'A request for approval waits for an administrator.',
    'The tenant collects such requests; nobody has answered this one yet.',
    'Entra admin centre → Enterprise applications → Admin consent requests → open the request → Review permissions → Accept.',
  ],
  AADSTS90008: [
    'administrator',
    3,
    'The application may not even read who signs in.',
    'The permission “Sign in and read user profile” (User.Read) is missing among those that were approved.',
    `${permissionsPage} → Add a permission → Microsoft Graph → Delegated permissions → User.Read → Grant admin consent.`,
  ],
  AADSTS500011: [
    'administrator',
    10,
    'The service for mailboxes is not known in this tenant.',
    'The tenant has no subscription with Exchange Online, or a new one is not set up yet.',
    'Microsoft 365 admin centre → Billing → Your products: check that a product with Exchange Online is there; a new one takes up to an hour.',
  ],
  AADSTS500014: [
    'administrator',
    10,
    'The service for mailboxes is switched off in this tenant.',
    'A subscription has lapsed, or an administrator has disabled the service.',
    'Entra admin centre → Enterprise applications → filter “Microsoft Applications” → Microsoft Graph and Office 365 Exchange Online → Properties → “Enabled for users to sign in?” → Yes.',
  ],
  AADSTS650052: [
    'administrator',
    10,
    'The tenant has no subscription for a service that the application needs.',
    'The application asks for rights in a service that this tenant never bought or used.',
    `Microsoft 365 admin centre → Billing → Your products: check Exchange Online. Then ${permissionsPage} → remove what is not from Microsoft Graph.`,
  ],
  AADSTS650057: [
    'administrator',
    3,
    'The application’s list of permissions lacks the service for mailboxes.',
    'The sign-in asks for a service that the application never said it would use.',
    `${permissionsPage} → Add a permission → Microsoft Graph → the permissions that the guide names → Grant admin consent.`,
  ],
}
