// What the API answers, by the names that the page uses; the schemas in @tandem/model are the truth.
import type { connectionList } from '@tandem/model/api/connections.ts'
import type { recordFacts } from '@tandem/model/api/events.ts'
import type { mailboxQuery } from '@tandem/model/api/mailboxes.ts'
import type { CreateMessage, OutgoingMessage } from '@tandem/model/api/messages.ts'
import type { patchSetup, setup } from '@tandem/model/api/setup.ts'
import type { EventContent, EventException, EventFields } from '@tandem/model/event.ts'
import type { TaskContent } from '@tandem/model/task.ts'

export type { ApiKey } from '@tandem/model/api/api-keys.ts'
export type { Batch, UndoneBatch } from '@tandem/model/api/batches.ts'
export type { Conflict } from '@tandem/model/api/conflicts.ts'
export type {
  Connection,
  CredentialFacts,
  PatchConnection,
  PutCredential,
} from '@tandem/model/api/connections.ts'
export type { ContactPage, HistoryEntry, ShownContact as Contact } from '@tandem/model/api/contacts.ts'
export type { Expiry } from '@tandem/model/api/credentials.ts'
export type { Customer, CustomerEntry, Meeting, WholeCustomer } from '@tandem/model/api/customers.ts'
export type { CalendarFeed, Occurrence } from '@tandem/model/api/events.ts'
export type { Invitation } from '@tandem/model/api/invitations.ts'
export type { TroubledJob } from '@tandem/model/api/jobs.ts'
export type { TimelineHour } from '@tandem/model/api/mailbox-actions.ts'
export type { Collection, Mailbox, MailboxState, PatchMailbox } from '@tandem/model/api/mailboxes.ts'
export type {
  MessageState,
  OutgoingMessage,
  Recipient,
  SendingLimits,
  Template,
  UploadedAttachment,
} from '@tandem/model/api/messages.ts'
export type { Notice } from '@tandem/model/api/notices.ts'
export type { Organisation } from '@tandem/model/api/organisations.ts'
export type {
  Provisioning,
  ProvisioningStep,
  StartProvisioning,
} from '@tandem/model/api/provisioning.ts'
export type {
  Answer,
  Conversation,
  InboundMessage,
  Note,
  PatchConversation,
  Queue,
  Undelivered,
  WholeConversation,
} from '@tandem/model/api/queues.ts'
export type { Agent, ConversationEvent } from '@tandem/model/api/routing.ts'
export type { ContactFields } from '@tandem/model/contact.ts'
export type { Attendee, EventResponse } from '@tandem/model/event.ts'
export type { WallTime } from '@tandem/model/moment.ts'
export type { Recurrence, RecurrencePattern, Weekday } from '@tandem/model/recurrence.ts'
export type { TaskFields } from '@tandem/model/task.ts'
export type { AccessRow, CheckResult, Verification, VerificationSummary } from '@tandem/model/verification.ts'

export type ConnectionState = ReturnType<typeof connectionList.parse>['items'][number]['state']
export type MailboxQuery = Partial<ReturnType<typeof mailboxQuery.parse>>
export type PatchSetup = Partial<ReturnType<typeof patchSetup.parse>>
export type Setup = ReturnType<typeof setup.parse>
export type Page<T> = { items: T[]; nextCursor: string | null }

type Facts = typeof recordFacts
type RecordFacts = { [Name in Exclude<keyof Facts, 'syncProblem'>]: ReturnType<Facts[Name]['parse']> } & {
  syncProblem?: string
}
/** An event as the API answers it, by the names that the page reads. */
export type CalendarEvent = EventContent & RecordFacts
export type { EventFields }
export type EventChanges = Partial<EventFields>
export type OccurrenceChanges = Omit<EventException, 'originalDate'>
/** A task as the API answers it. */
export type Task = TaskContent & RecordFacts
/** A message to be sent; what is left out has the API's default. */
export type NewMessage = Partial<CreateMessage>
/** A mailbox as a queue; what is left out has the API's default. */
/** A message in the list: without its text. */
export type ListedMessage = Omit<OutgoingMessage, 'html' | 'text'>
