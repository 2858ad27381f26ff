import type { Input, Schema } from '@tandem/client/src/client.ts'
import { tandem, upload, v1 } from './api.ts'
import type {
  CalendarEvent,
  EventChanges,
  EventFields,
  MessageState,
  NewMessage,
  OccurrenceChanges,
  Page,
  Task,
  TaskFields,
  UploadedAttachment,
} from './shapes.ts'

const at = (mailbox: string, ...rest: string[]) =>
  [v1, 'mailboxes', mailbox, ...rest]
    .map((part, index) => (index < 2 ? part : encodeURIComponent(part)))
    .join('/')

/** With an edit that could mail people: whether it may, and the version that was looked at. */
interface Care {
  version: number
  notifyAttendees: boolean
}

// A mailbox may hold anything, and the reference says so; the page reads the fields that it knows.
const event = (answer: Promise<Schema<'Event'>>) => answer as Promise<CalendarEvent>
const task = (answer: Promise<Schema<'Task'>>) => answer as Promise<Task>

export type EventAnswer = Input<'post', '/mailboxes/{mailbox}/events/{id}/respond'>['body']['response']
type TaskStatus = NonNullable<Input<'get', '/mailboxes/{mailbox}/tasks'>['query']>['status']

export const events = {
  between: (mailbox: string, from: string, to: string, signal?: AbortSignal) =>
    tandem.get('/mailboxes/{mailbox}/calendar', { path: { mailbox }, query: { from, to }, signal }),
  get: (mailbox: string, id: string) =>
    event(tandem.get('/mailboxes/{mailbox}/events/{id}', { path: { mailbox, id } })),
  create: (mailbox: string, fields: EventChanges, notifyAttendees: boolean) =>
    event(
      tandem.post('/mailboxes/{mailbox}/events', {
        path: { mailbox }, // A draft has both its times.
        body: { ...(fields as EventFields), notifyAttendees },
      }),
    ),
  change: (mailbox: string, id: string, changes: EventChanges, { version, notifyAttendees }: Care) =>
    event(
      tandem.patch('/mailboxes/{mailbox}/events/{id}', {
        path: { mailbox, id },
        body: { ...changes, notifyAttendees },
        version,
      }),
    ),
  remove: (mailbox: string, id: string, { version, notifyAttendees }: Care) =>
    tandem.delete('/mailboxes/{mailbox}/events/{id}', {
      path: { mailbox, id },
      query: { notifyAttendees: String(notifyAttendees) },
      version,
    }),
  changeOccurrence: (
    mailbox: string,
    id: string,
    date: string,
    changes: OccurrenceChanges,
    { version, notifyAttendees }: Care,
  ) =>
    event(
      tandem.patch('/mailboxes/{mailbox}/events/{id}/occurrences/{date}', {
        path: { mailbox, id, date },
        body: { ...changes, notifyAttendees },
        version,
      }),
    ),
  removeOccurrence: (mailbox: string, id: string, date: string, { version, notifyAttendees }: Care) =>
    tandem.delete('/mailboxes/{mailbox}/events/{id}/occurrences/{date}', {
      path: { mailbox, id, date },
      query: { notifyAttendees: String(notifyAttendees) },
      version,
    }),
  /** From `date` on another series begins, with these changes; the one before ends. */
  split: (
    mailbox: string,
    id: string,
    date: string,
    changes: EventChanges,
    { version, notifyAttendees }: Care,
  ) =>
    event(
      tandem.post('/mailboxes/{mailbox}/events/{id}/split', {
        path: { mailbox, id },
        body: { date, changes, notifyAttendees },
        version,
      }),
    ),
  respond: (
    mailbox: string,
    id: string,
    body: { response: EventAnswer; comment?: string; notifyOrganizer: boolean },
    version: number,
  ) =>
    event(tandem.post('/mailboxes/{mailbox}/events/{id}/respond', { path: { mailbox, id }, body, version })),
  fileAddress: (mailbox: string, id: string) => at(mailbox, 'events', id, 'ics'),
  importFile: (mailbox: string, file: Blob, timeZone: string) =>
    tandem.post('/mailboxes/{mailbox}/events/import', {
      path: { mailbox },
      file: { content: file, contentType: 'text/calendar' },
      query: { timeZone },
    }),
}

export const feeds = {
  list: (mailbox: string) => tandem.get('/mailboxes/{mailbox}/calendar-feeds', { path: { mailbox } }),
  create: (mailbox: string, body: { name: string; onlyBusy: boolean }) =>
    tandem.post('/mailboxes/{mailbox}/calendar-feeds', { path: { mailbox }, body }),
  revoke: (id: string) => tandem.delete('/calendar-feeds/{id}', { path: { id } }),
}

export const tasks = {
  list: (mailbox: string, query: { status?: TaskStatus; cursor?: string; limit?: number } = {}) =>
    tandem.get('/mailboxes/{mailbox}/tasks', { path: { mailbox }, query }) as Promise<Page<Task>>,
  get: (mailbox: string, id: string) =>
    task(tandem.get('/mailboxes/{mailbox}/tasks/{id}', { path: { mailbox, id } })),
  create: (mailbox: string, fields: TaskFields) =>
    task(tandem.post('/mailboxes/{mailbox}/tasks', { path: { mailbox }, body: fields })),
  change: (mailbox: string, id: string, version: number, changes: TaskFields) =>
    task(tandem.patch('/mailboxes/{mailbox}/tasks/{id}', { path: { mailbox, id }, body: changes, version })),
  remove: (mailbox: string, id: string, version: number) =>
    tandem.delete('/mailboxes/{mailbox}/tasks/{id}', { path: { mailbox, id }, version }),
}

export const messages = {
  list: (mailbox: string, query: { state?: MessageState; cursor?: string; limit?: number } = {}) =>
    tandem.get('/mailboxes/{mailbox}/messages', { path: { mailbox }, query }),
  get: (mailbox: string, id: string) =>
    tandem.get('/mailboxes/{mailbox}/messages/{id}', { path: { mailbox, id } }),
  send: (mailbox: string, message: NewMessage) =>
    tandem.post('/mailboxes/{mailbox}/messages', { path: { mailbox }, body: message }),
  cancel: (mailbox: string, id: string) =>
    tandem.post('/mailboxes/{mailbox}/messages/{id}/cancel', { path: { mailbox, id } }),
  retry: (mailbox: string, id: string) =>
    tandem.post('/mailboxes/{mailbox}/messages/{id}/retry', { path: { mailbox, id } }),
  decide: (mailbox: string, id: string, decision: 'send-again' | 'it-arrived') =>
    tandem.post('/mailboxes/{mailbox}/messages/{id}/decide', { path: { mailbox, id }, body: { decision } }),
  limits: (mailbox: string) => tandem.get('/mailboxes/{mailbox}/sending', { path: { mailbox } }),
}

export const attachments = {
  upload: (mailbox: string, file: File, signal: AbortSignal, onProgress: (sent: number) => void) =>
    upload<UploadedAttachment>(at(mailbox, 'attachments'), file, {
      query: { name: file.name || 'file', contentType: file.type || undefined },
      signal,
      onProgress,
    }),
  remove: (mailbox: string, id: string) =>
    tandem.delete('/mailboxes/{mailbox}/attachments/{id}', { path: { mailbox, id } }),
}

export const templates = {
  list: (mailbox: string) => tandem.get('/templates', { query: { mailbox } }),
  preview: (id: string, mailbox: string, fields: Record<string, string>) =>
    tandem.post('/templates/{id}/preview', { path: { id }, body: { mailbox, fields } }),
}
