import type { Calendar, CalendarEvent } from './calendar-types.ts'
import type { MailState } from './mail-types.ts'
import type { TodoList, TodoTask } from './todo-types.ts'

/**
 * The state of the emulated world: plain data, no HTTP. Times are epoch milliseconds of the world's clock.
 * Everything that changes it lives in this folder; rooms only call these functions.
 */
export interface Tenant {
  id: string
  displayName: string
  /** Verified domains; the first is the default one. */
  domains: string[]
  users: Map<string, User>
  groups: Map<string, Group>
  applications: Map<string, Application>
  servicePrincipals: Map<string, ServicePrincipal>
  accessPolicies: AccessPolicy[]
  /** RBAC for Applications: assignments whose rights are added to those of the token. */
  roleAssignments: RoleAssignment[]
  /** Delegated permissions that somebody consented to (oauth2PermissionGrants). */
  permissionGrants: PermissionGrant[]
  /** What Exchange knows of applications and scopes (New-ServicePrincipal, New-ManagementScope). */
  exchangePrincipals: ExchangePrincipal[]
  managementScopes: ManagementScope[]
  /** Milliseconds until a role assignment or policy made by a command takes effect; 0 when absent. */
  propagation?: number
  /** Keyed by subscription id. */
  subscriptions: Map<string, Subscription>
}

export interface User {
  id: string
  userPrincipalName: string
  mail: string
  displayName: string
  givenName?: string
  surname?: string
  jobTitle?: string
  department?: string
  officeLocation?: string
  mobilePhone?: string
  businessPhones: string[]
  preferredLanguage?: string
  userType: 'Member' | 'Guest'
  accountEnabled: boolean
  password?: string
  /** Why a sign-in with the right password is still refused. */
  signInState?: 'passwordExpired' | 'locked' | 'mfaRequired' | 'mfaRegistration' | 'blockedByPolicy'
  /** Refresh tokens given out before are worthless (a new password, sessions revoked). */
  tokensValidFrom?: number
  /** Roles of the directory, such as `Global Administrator`. */
  directoryRoles?: DirectoryRole[]
  /** `none`: a user without a mailbox. */
  mailboxKind: 'user' | 'shared' | 'room' | 'none'
  /** Set for mailboxes that still live on an own server: MailboxNotEnabledForRESTAPI. */
  onPremises?: boolean
  /** False: MailboxNotEnabledForRESTAPI as well. */
  licensed: boolean
  /** Addresses in whose name this person (and an application in this mailbox) may send. */
  sendAs?: string[]
  mailbox?: Mailbox
}

/** The roles of the directory that this tenant tells apart. */
export type DirectoryRole =
  | 'Global Administrator'
  | 'Application Administrator'
  | 'Privileged Role Administrator'
  | 'Exchange Administrator'
  | 'Groups Administrator'

export interface Group {
  id: string
  displayName: string
  mail?: string
  description?: string
  createdAt?: number
  mailEnabled: boolean
  securityEnabled: boolean
  /** User ids. */
  members: Set<string>
}

export interface Application {
  /** Object id. */
  id: string
  appId: string
  displayName: string
  createdAt: number
  passwords: {
    keyId: string
    secret: string
    hint: string
    displayName?: string
    start: number
    end: number
  }[]
  /** `certificate` is base64 DER; thumbprints are hex in upper case. */
  certificates: {
    keyId: string
    certificate: string
    sha1: string
    sha256: string
    displayName?: string
    start: number
    end: number
  }[]
  requiredResourceAccess: {
    resourceAppId: string
    resourceAccess: { id: string; type: 'Role' | 'Scope' }[]
  }[]
  publicClient: boolean
  /** Of the platform "web". */
  redirectUris: string[]
  /** Of the platforms "mobile and desktop" and "single page": whoever comes from there needs no credential. */
  publicRedirectUris?: string[]
  spaRedirectUris?: string[]
  /** Absent: `AzureADMyOrg`. */
  signInAudience?: string
  description?: string
  notes?: string
  tags?: string[]
  disabled?: boolean
}

export interface ServicePrincipal {
  id: string
  appId: string
  displayName: string
  /** Granted application permissions (admin consent): role values such as `Contacts.ReadWrite`, per resource appId. */
  grantedRoles: { id: string; resourceAppId: string; value: string; createdAt: number }[]
  accountEnabled: boolean
  /** Only people and groups that were assigned may sign in. */
  assignmentRequired?: boolean
}

/** A consent to delegated permissions, for everybody or (with `principalId`) for one person. */
export interface PermissionGrant {
  id: string
  /** Object ids of the service principals of client and service. */
  clientId: string
  resourceId: string
  principalId?: string
  /** Separated by blanks. */
  scope: string
}

/** Legacy ApplicationAccessPolicy (platform-facts 4.1). Effective from `effectiveAt` (propagation). */
export interface AccessPolicy {
  id: string
  appIds: string[] | '*'
  description?: string
  accessRight: 'RestrictAccess' | 'DenyAccess'
  /** Group id or user id. */
  scopeId: string
  effectiveAt: number
}

/** RBAC for Applications (platform-facts 4.2). */
export interface RoleAssignment {
  id: string
  servicePrincipalId: string
  /** e.g. `Application Contacts.ReadWrite`. */
  role: string
  /** Group whose members are in scope; undefined: the whole tenant. */
  scopeGroupId?: string
  effectiveAt: number
  /** Of assignments that a command made. */
  name?: string
  scopeName?: string
}

/** An application's presence in Exchange. */
export interface ExchangePrincipal {
  /** Object id of the service principal in Entra. */
  objectId: string
  appId: string
  displayName: string
}

/** A scope of recipients: the members of a group. */
export interface ManagementScope {
  id: string
  name: string
  filter: string
  groupId: string
}

export interface Mailbox {
  userId: string
  /** Part of every id in this mailbox, as in the real service. */
  guid: string
  /** Parent of the well-known folders. */
  rootFolderId: string
  /** Of the well-known `contacts` folder. */
  defaultContactFolderId: string
  contactFolders: Map<string, ContactFolder>
  /** Living contacts by immutable id (`findContact` in mailbox.ts takes either kind of id). */
  contacts: Map<string, Contact>
  defaultCalendarId: string
  calendars: Map<string, Calendar>
  /** Single events and series masters of all calendars by immutable id (`findEvent` in calendar.ts takes either kind of id). */
  events: Map<string, CalendarEvent>
  todoLists: Map<string, TodoList>
  /** Tasks of all lists by immutable id. */
  tasks: Map<string, TodoTask>
  mail: MailState
  /** Raises by one with every change in this mailbox; source of change keys and delta tokens. */
  changeNumber: number
  /** Delta tokens issued before this change number answer 410. */
  deltaHorizon: number
  /** Raises by one with every id that is given out in this mailbox. */
  itemNumber: number
}

export interface ContactFolder {
  id: string
  parentFolderId: string
  displayName: string
  wellKnownName?: string
  changed: number
  created: number
  deleted?: boolean
  /** What happened in the folder, by rising change number (see change-log.ts). */
  log: LogEntry[]
  /** How many entries of the log tell of nothing any more. */
  stale: number
}

/** A living item (stale when it has changed since), or one that left the folder. */
export type LogEntry<T = Contact> =
  | { changed: number; item: T }
  | { changed: number; left: { id: string; immutableId: string; entered: number } }

/** A contact: `fields` holds the writable properties of Graph v1.0 exactly as written. */
export interface Contact {
  /** The folder-bound id (changes on move) and the immutable id (does not). */
  id: string
  immutableId: string
  folderId: string
  changeKey: string
  /** Mailbox change number of the last change. */
  changed: number
  /** Mailbox change number at which it entered its folder. */
  entered: number
  createdAt: number
  modifiedAt: number
  fields: Record<string, unknown>
  /** Single-value extended properties by normalised id. */
  extended: Record<string, string>
  photo?: { contentType: string; bytes: Uint8Array }
}

export interface Subscription {
  id: string
  applicationId: string
  resource: string
  /** Absent in what was kept before there were others: contacts. */
  kind?: 'contact' | 'message' | 'event' | 'task'
  /** Resolved target. */
  userId: string
  /** A folder, calendar or list; without one the whole mailbox. */
  folderId?: string
  changeTypes: Set<'created' | 'updated' | 'deleted'>
  notificationUrl: string
  lifecycleNotificationUrl?: string
  clientState?: string
  expiresAt: number
  immutableIds: boolean
  /** Object id of the service principal or the person. */
  createdBy: string
  /** Told nothing until it is reauthorized; `withheld`: there was something to tell meanwhile. */
  paused?: boolean
  withheld?: boolean
  /** Was told that it will end soon. */
  reminded?: boolean
}
