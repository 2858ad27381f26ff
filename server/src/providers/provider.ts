import type { ContactFields } from '@tandem/model/contact.ts'
import type { EventContent } from '@tandem/model/event.ts'
import type { TaskContent } from '@tandem/model/task.ts'
import type { CheckResult, Evidence } from '@tandem/model/verification.ts'
import type { Dispatcher } from 'undici'
import type { z } from 'zod'
import type { Failure } from './failures.ts'
import type { Inbox } from './inbox.ts'
import type { Provisioner } from './provisioning.ts'
import type { Sender, SendLimits } from './sender.ts'

/**
 * The contract of a provider: read this first. A method of connecting (application access, service account …) is one
 * folder plus one line in registry.ts. What a method cannot do is absent, never faked. Every failure leaves as a
 * `ProviderError` (failures.ts). `provider.conformance.ts` is the specification, `memory/` the reference.
 */
export interface Provider<Settings = unknown> {
  method: string
  /** The settings of a connection; nothing secret. Problems are worded for the administrator who types them. */
  settings: z.ZodType<Settings>
  credential: z.ZodType<Credential>
  /** Signs in; the tokens are shared by all mailboxes of a connection and renewed once for all callers. */
  signIn(settings: Settings, credential: Credential, outside: Outside): Access
  /** One person's mailbox, for what is wanted of it alone. Makes no request by itself. */
  open(settings: Settings, access: Access, mailbox: string, reach: Reach): Session
  /** People and mailboxes of the directory, in pages. Absent: mailboxes must be typed. */
  directory?(settings: Settings, access: Access, outside: Outside): AsyncIterable<DirectoryEntry[]>
  /** When the directory says that `credential` ends. Absent: it cannot be asked. */
  credentialEnd?(
    settings: Settings,
    credential: Credential,
    access: Access,
    outside: Outside,
  ): Promise<CredentialEnd>
  /** Whose a domain is, as everybody may ask: no credential is used. Absent: it cannot be told. */
  findTenant?(domain: string, outside: Outside): Promise<FoundTenant>
  /** What a mailbox may send, for what is wanted of it; known without asking. Absent: nothing can be sent. */
  sendLimits?(wanted: Wanted): SendLimits
  /** Reads a change notification: pure, no request, nothing trusted but what `clientState` proves. */
  notification?(request: NotificationRequest): NotificationAnswer
  /** What the administrator of the directory does when a credential may be known to others: who, minutes, places. */
  afterBreach?: string
  checks: Check<Settings>[]
  /** Sets itself up with an administrator's sign-in. Absent: by hand alone. */
  provisioner?: Provisioner
}

/** How to reach the outside; every URL is a setting. */
export interface Outside {
  dispatcher: Dispatcher
  loginUrl: string
  serviceUrl: string
  /** Where the administration of mailboxes is, for set-ups; absent where nothing is set up. */
  exchangeUrl?: string
  /** Hosts beside the service's own to which it may send us with a file. */
  uploadHosts?: string[]
  /** Milliseconds after which a request counts as lost. */
  timeout: number
}

/** What a connection is for; what is not wanted is never touched. */
export interface Wanted {
  contacts?: boolean | undefined
  calendar?: boolean | undefined
  tasks?: boolean | undefined
  send?: boolean | undefined
  /** Mail may be read and drafts written. Without it no request is ever made that could read mail. */
  readMail?: boolean | undefined
}

export interface Reach extends Outside {
  wanted: Wanted
  /** The clock by which windows of calendars are cut; the machine's own when absent. */
  now?: (() => Date) | undefined
}

export type Credential =
  | { kind: 'secret'; value: string; expiresAt?: string }
  /** PEM; the key pair is made by Tandem or pasted. */
  | { kind: 'certificate'; certificate: string; privateKey: string; expiresAt?: string }

/** ISO 8601 in UTC, or why it is not known: it may not be read, or what is read does not name the credential. */
export type CredentialEnd = { endsAt: string } | { why: 'not-allowed' | 'not-listed' }

export interface Access {
  /** A bearer token; the same one for all callers until it nears its end. */
  token(): Promise<string>
  /** Drops `token` (the service refused it), so that the next call gets a fresh one, with the claims it challenged for. */
  drop(token: string, challenge?: string): void
}

export type FoundTenant =
  | { kind: 'found'; tenantId: string }
  | { kind: 'unknown' }
  /** It is known, but not where we sign in: `cloud` is how its service names itself. */
  | { kind: 'elsewhere'; cloud: string }

export interface DirectoryEntry {
  remoteId: string
  address: string
  displayName: string
  enabled: boolean
}

export interface Session {
  contacts?: Collection<ContactFields>
  calendar?: Collection<EventContent>
  tasks?: Collection<TaskContent>
  send?: Sender
  /** Absent: mail may not be read. */
  inbox?: Inbox
  watch?: Watch
  close(): Promise<void>
}

/** The provider's own id of an item, stable as long as the item lives. */
type Ref = string

export type Change<T> =
  /** `private` is told where it was asked for. */
  | { kind: 'upsert'; ref: Ref; version: string; item: T; changedAt?: string; private?: boolean }
  | { kind: 'delete'; ref: Ref }
  /** Everything before this may be stored. `more`: further pages follow at once. */
  | { kind: 'checkpoint'; cursor: string; more: boolean }
  /**
   * A full listing follows, of all or (`window`) of what lies in that time. Without a window it means that the old cursor is
   * worthless; a reading with one begins with it every time it begins anew: at first, and when its window slides.
   */
  | { kind: 'reset'; window?: Window | undefined }

/** A stretch of time, ISO 8601 in UTC: `from` belongs to it, `to` does not. */
export interface Window {
  from: string
  to: string
}

export interface Versioned<T> {
  ref: Ref
  version: string
  item: T
  changedAt?: string
  private?: boolean
}

export interface Draft<T> {
  /** Stored with the item, so that `find` can tell whether the create already happened. */
  operationId: string
  item: T
  say?: Say | undefined
}

export interface Edit<T> {
  ref: Ref
  /** The version last seen; a newer one in the mailbox is a `Conflict`. */
  version: string
  /** Only the fields that change; `null` empties one. */
  changes: Partial<T>
  /** All fields as they shall be, for what a protocol writes as a whole: every push gives them. */
  item?: T | undefined
  say?: Say | undefined
}

/** What the person said who made an edit: to whom it may be told. */
export interface Say {
  /**
   * The server may mail the people concerned (attendees, organizer). Without it a write that would make it do so is
   * `Rejected` with the code `WouldNotify` (meetings.ts), and an answer to an invitation is not sent.
   */
  notify?: boolean | undefined
  /** Goes with it. */
  comment?: string | undefined
}

export type Outcome =
  | { ok: true; ref: Ref; version: string; changedAt?: string }
  | { ok: false; failure: Failure }

export interface Collection<T> {
  /** Folders that can be chosen as the target; the first is the default one. */
  folders(): Promise<{ id: string; name: string }[]>
  /**
   * Without a cursor: everything, then what changed meanwhile. Ends after a checkpoint with `more: false`.
   * `markPrivate`: private items are told from others, which may cost a listing of its own.
   */
  changes(
    cursor: string | undefined,
    folder: string | undefined,
    options?: { markPrivate?: boolean },
  ): AsyncIterable<Change<T>[]>
  /**
   * References and versions of everything, cheaply, in pages; for the audit. `beyond`: lies outside the time that `changes`
   * tells of, so nobody need know it.
   */
  identify(folder: string | undefined): AsyncIterable<{ ref: Ref; version: string; beyond?: boolean }[]>
  /** Items by reference, as many per request as the protocol takes; those that are gone are left out. */
  get(refs: Ref[]): Promise<Versioned<T>[]>
  /**
   * Items made by these operations, if they exist: asked after a lost answer, before any second try. A create that takes
   * several requests (a series with exceptions) may have stopped on its way: an item found may lack `exceptions` and
   * `cancelledDates` that it was meant to have. Whoever takes it for the outcome must not read that as their removal.
   */
  find(operationIds: string[], folder: string | undefined): Promise<Map<string, Versioned<T>>>
  /**
   * Outcomes stand in the order of the input. A request that fails as a whole is an outcome of each of its items: the three
   * below never throw a `ProviderError`, because an earlier request of the same call may have been carried out.
   * Absent: read-only.
   */
  create?(drafts: Draft<T>[], folder: string | undefined): Promise<Outcome[]>
  update?(edits: Edit<T>[]): Promise<Outcome[]>
  remove?(refs: { ref: Ref; version: string; say?: Say | undefined }[]): Promise<Outcome[]>
}

/** Push notifications: hints that something changed, never data. */
export interface Watch {
  /** Starts, or renews `current`. Absent collections are not watched. */
  start(request: {
    collection: 'contacts' | 'events' | 'tasks' | 'inbox'
    /** Absent: the default one. */
    folder: string | undefined
    /** Where the service posts; ours to answer within 3 s. */
    url: string
    /** Comes back in every notification; proves who sends. */
    secret: string
    current?: string
  }): Promise<{ id: string; expiresAt: Date }>
  stop(id: string): Promise<void>
}

export interface NotificationRequest {
  query: Record<string, string | undefined>
  headers: Record<string, string | undefined>
  body: unknown
}

export interface NotificationAnswer {
  status: number
  contentType?: string
  body?: string
  /** `pull`: look now. `renew`: the subscription needs renewing. `lost`: it is gone; start anew and pull. */
  hints: { subscriptionId: string; secret: string; kind: 'pull' | 'renew' | 'lost' }[]
}

/** What a check may use, and where it leaves what it learned for the checks that come after it. */
export interface CheckContext<Settings> {
  settings: Settings
  credential: Credential
  outside: Outside
  wanted: Wanted
  testMailbox: string | undefined
  /** A mailbox that must be refused. */
  refusedMailbox: string | undefined
  access: Access
  /** When the directory said that this very credential ends (ISO 8601); known already, so it need not be asked again. */
  directoryEnd?: string | undefined
  /** Marks everything a check writes, so that it can be found and removed after a crash. */
  marker: string
  now(): Date
  /** Nobody asked for it: nothing is sent, nothing is tried that could slow down the mailbox's sync. */
  isQuiet?: boolean | undefined
  /** Shared between the checks of one verification. */
  notes: Map<string, unknown>
  saw(evidence: Evidence): void
}

/** One step of a verification; runs when all of `after` are ok or warning, side by side with others. */
export interface Check<Settings = unknown> {
  name: string
  title: string
  after: string[]
  /** Only where this is wanted of the connection (due-checks.ts). */
  wants?: keyof Wanted
  run(context: CheckContext<Settings>): Promise<CheckOutcome>
}

export type CheckOutcome = Pick<
  CheckResult,
  'headline' | 'meaning' | 'actor' | 'remedy' | 'script' | 'minutes' | 'settlesWithin' | 'facts' | 'access'
> & { state: 'ok' | 'warning' | 'failed' | 'skipped' }
