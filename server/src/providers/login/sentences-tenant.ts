import type { SentenceTable } from './sentence.ts'

const overview = 'Entra admin centre → App registrations → your application → Overview'

/** The tenant is not found, or not named. */
export const tenantSentences: SentenceTable = {
  AADSTS90002: [
    'administrator',
    2,
    'Microsoft knows no tenant “{tenant}”.',
    'The tenant id or domain has a mistake, or the tenant is in another cloud (for example US Government or China).',
    'Entra admin centre → Overview → copy “Tenant ID”, and enter it here.',
  ],
  AADSTS900023: [
    'administrator',
    2,
    '“{tenant}” is neither a tenant id nor a domain.',
    'A tenant is named by its id (32 letters and digits in five groups) or by one of its domains.',
    'Entra admin centre → Overview → copy “Tenant ID”, and enter it here.',
  ],
  AADSTS50059: [
    'administrator',
    2,
    'Nothing that was entered says which tenant to sign in to.',
    'The tenant was left out or named in general words, and neither the application nor the account names one.',
    'Entra admin centre → Overview → copy “Tenant ID”, and enter it here.',
  ],
  AADSTS50049: [
    'operations',
    10,
    'The sign-in address in Tandem’s settings belongs to no cloud of Microsoft.',
    'Each cloud (worldwide, US Government, China) has its own address; the one that is set is none of them.',
    'Correct LOGIN_URL in Tandem’s settings (worldwide: https://login.microsoftonline.com), then start Tandem again.',
  ],
  AADSTS50194: [
    'administrator',
    2,
    'The application belongs to one tenant, and that tenant was not named.',
    'An application for a single tenant can be used only with that tenant’s own id, not with “common”.',
    `${overview} → copy “Directory (tenant) ID”, and enter it here.`,
  ],
  AADSTS9001023: [
    'administrator',
    2,
    'A service account needs its own tenant to be named.',
    'Signing in with a password works only at the tenant’s own address, not at “common” or “consumers”.',
    'Entra admin centre → Overview → copy “Tenant ID”, and enter it in place of “common”.',
  ],
  AADSTS9002331: [
    'administrator',
    5,
    'The application is only for private Microsoft accounts.',
    'It was registered for outlook.com and the like; accounts of a company cannot use it.',
    'Entra admin centre → App registrations → New registration → “Accounts in this organizational directory only”, and enter the new application here.',
  ],
}

/** The application is not found, switched off, or may not do this. */
export const applicationSentences: SentenceTable = {
  AADSTS700016: [
    'administrator',
    3,
    'The application {application} does not exist in the tenant {tenant}.',
    'Either the application id has a mistake, or the application was registered in another tenant and nobody of this tenant has consented to it.',
    `${overview} → copy “Application (client) ID”, and compare “Directory (tenant) ID” on the same page with the tenant entered here.`,
  ],
  AADSTS700038: [
    'administrator',
    2,
    '“{application}” is not an application id.',
    'Something else was copied: the object id, the secret’s id or a name.',
    `${overview} → copy “Application (client) ID”.`,
  ],
  AADSTS7000112: [
    'administrator',
    2,
    'The application is switched off in this tenant.',
    'Somebody has disabled sign-in for it, so no token is given.',
    'Entra admin centre → Enterprise applications → the application → Properties → “Enabled for users to sign in?” → Yes.',
  ],
  AADSTS70001: [
    'administrator',
    3,
    'The application {application} was not found or is switched off.',
    'It was deleted, disabled, or never existed in this tenant.',
    'Entra admin centre → Enterprise applications → look the application up, and switch it on or enter the id of the right one.',
  ],
  AADSTS50105: [
    'administrator',
    3,
    '{account} is not assigned to the application.',
    'The application lets in only people who were assigned to it, and this account is not one of them.',
    'Entra admin centre → Enterprise applications → the application → Users and groups → Add user → the account; or Properties → “Assignment required?” → No.',
  ],
  AADSTS50011: [
    'administrator',
    3,
    'The application does not know the address to come back to.',
    'After signing in, Microsoft sends people back only to addresses that the application lists, and Tandem’s is not on the list.',
    'Entra admin centre → App registrations → your application → Authentication → Add a platform → Web → enter the address that Setup shows.',
  ],
  AADSTS9002326: [
    'administrator',
    4,
    'Tandem’s address is registered for a server, but the sign-in came from a browser.',
    'Microsoft gives tokens to a page in a browser only where its address is listed as “Single-page application”.',
    'Entra admin centre → App registrations → your application → Authentication → remove the address, add it again under “Web”, and sign in from Setup once more.',
  ],
  AADSTS9002327: [
    'administrator',
    4,
    'Tandem’s address is registered as a single-page application.',
    'Tokens for such addresses go to a browser only; Tandem collects them on its server.',
    'Entra admin centre → App registrations → your application → Authentication → remove the address under “Single-page application” and add it under “Web”.',
  ],
}
