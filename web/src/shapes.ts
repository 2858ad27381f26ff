// What the API answers, by the names that the page uses; the schemas in @tandem/model are the truth.
import type { connectionList } from '@tandem/model/api/connections.ts'
import type { addedMailboxes, mailboxQuery } from '@tandem/model/api/mailboxes.ts'
import type { patchSetup, setup } from '@tandem/model/api/setup.ts'

export type { ApiKey, MadeApiKey } from '@tandem/model/api/api-keys.ts'
export type { Batch, UndoneBatch } from '@tandem/model/api/batches.ts'
export type { Conflict } from '@tandem/model/api/conflicts.ts'
export type {
  Connection,
  PatchConnection,
  PutCredential,
} from '@tandem/model/api/connections.ts'
export type { ContactPage, HistoryEntry, ShownContact as Contact } from '@tandem/model/api/contacts.ts'
export type { Invitation, MadeInvitation } from '@tandem/model/api/invitations.ts'
export type { TroubledJob } from '@tandem/model/api/jobs.ts'
export type { TimelineHour } from '@tandem/model/api/mailbox-actions.ts'
export type { Collection, Mailbox, MailboxState, PatchMailbox } from '@tandem/model/api/mailboxes.ts'
export type { Organisation } from '@tandem/model/api/organisations.ts'
export type { Session } from '@tandem/model/api/session.ts'
export type { ContactFields } from '@tandem/model/contact.ts'
export type { CheckResult, Verification } from '@tandem/model/verification.ts'

export type AddedMailboxes = ReturnType<typeof addedMailboxes.parse>
export type ConnectionState = ReturnType<typeof connectionList.parse>['items'][number]['state']
export type MailboxQuery = Partial<ReturnType<typeof mailboxQuery.parse>>
export type PatchSetup = Partial<ReturnType<typeof patchSetup.parse>>
export type Setup = ReturnType<typeof setup.parse>
export type Page<T> = { items: T[]; nextCursor: string | null }
