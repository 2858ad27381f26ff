// What the API answers, by the names that the page uses; the schemas in @tandem/model are the truth.
export type { ApiKey, MadeApiKey } from '@tandem/model/api/api-keys.ts'
export type {
  Connection,
  CredentialFacts,
  PatchConnection,
  PutCredential,
} from '@tandem/model/api/connections.ts'
export type { ContactPage, HistoryEntry, ShownContact as Contact } from '@tandem/model/api/contacts.ts'
export type { Problem } from '@tandem/model/api/problem.ts'
export type { Session } from '@tandem/model/api/session.ts'
export type { ContactFields } from '@tandem/model/contact.ts'
export type { CheckResult, Verification } from '@tandem/model/verification.ts'

export type Page<T> = { items: T[]; nextCursor: string | null; total?: number }
export type Mailbox = {
  id: string
  organisationId: string
  connectionId: string
  address: string
  displayName: string
  state: 'found' | 'on' | 'off' | 'trouble'
}
export type ConflictField = {
  field: string
  base: unknown
  tandem: unknown
  mailbox: unknown
  chosen: 'tandem' | 'mailbox'
}
export type Conflict = {
  id: string
  mailboxId: string
  recordId: string
  reason: 'fields' | 'deleted'
  state: 'open' | 'resolved'
  fields: ConflictField[]
  createdAt: string
}
