import type { Application, Tenant } from '../../tenant/types.ts'
import type { Shown } from './listing.ts'

/** An application as Graph shows it; the values of its secrets are never among it. */
export function applicationJson(tenant: Tenant, application: Application): Shown {
  const { id, appId, displayName, createdAt } = application
  return {
    id,
    deletedDateTime: null,
    appId,
    applicationTemplateId: null,
    disabledByMicrosoftStatus: null,
    createdDateTime: iso(createdAt),
    displayName,
    description: application.description ?? null,
    groupMembershipClaims: null,
    identifierUris: [],
    isDeviceOnlyAuthSupported: null,
    isFallbackPublicClient: application.publicClient,
    notes: application.notes ?? null,
    publisherDomain: tenant.domains[0] ?? null,
    signInAudience: application.signInAudience ?? 'AzureADMyOrg',
    tags: application.tags ?? [],
    tokenEncryptionKeyId: null,
    optionalClaims: null,
    addIns: [],
    api: {
      acceptMappedClaims: null,
      knownClientApplications: [],
      requestedAccessTokenVersion: null,
      oauth2PermissionScopes: [],
      preAuthorizedApplications: [],
    },
    appRoles: [],
    info: noInfo(),
    keyCredentials: application.certificates.map(keyJson),
    parentalControlSettings: { countriesBlockedForMinors: [], legalAgeGroupRule: 'Allow' },
    passwordCredentials: application.passwords.map((password) => passwordJson(password)),
    publicClient: { redirectUris: application.publicRedirectUris ?? [] },
    requiredResourceAccess: application.requiredResourceAccess,
    web: {
      homePageUrl: null,
      logoutUrl: null,
      redirectUris: application.redirectUris,
      implicitGrantSettings: { enableAccessTokenIssuance: false, enableIdTokenIssuance: false },
    },
    spa: { redirectUris: application.spaRedirectUris ?? [] },
  }
}

/** A secret: its value (`secretText`) is given once, in the answer to addPassword. */
export function passwordJson(password: Application['passwords'][number], secretText: string | null = null) {
  const { keyId, hint, displayName = null, start, end } = password
  return {
    customKeyIdentifier: null,
    displayName,
    endDateTime: iso(end),
    hint,
    keyId,
    secretText,
    startDateTime: iso(start),
  }
}

/** A certificate; `customKeyIdentifier` is its thumbprint. */
export function keyJson(certificate: Application['certificates'][number]) {
  const { keyId, sha1, displayName = null, start, end } = certificate
  return {
    customKeyIdentifier: Buffer.from(sha1, 'hex').toString('base64'),
    displayName,
    endDateTime: iso(end),
    key: null,
    keyId,
    startDateTime: iso(start),
    type: 'AsymmetricX509Cert',
    usage: 'Verify',
  }
}

/** Links that nobody has filled in. */
export function noInfo() {
  return {
    logoUrl: null,
    marketingUrl: null,
    privacyStatementUrl: null,
    supportUrl: null,
    termsOfServiceUrl: null,
  }
}

/** ISO 8601 as the directory writes it. */
export function iso(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z')
}
