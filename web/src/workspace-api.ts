import { call, upload, v1 } from './api.ts'
import type {
  CalendarEvent,
  CalendarFeed,
  EventChanges,
  ListedMessage,
  NewMessage,
  Occurrence,
  OccurrenceChanges,
  OutgoingMessage,
  Page,
  SendingLimits,
  Task,
  TaskFields,
  Template,
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

export const events = {
  between: (mailbox: string, from: string, to: string, signal?: AbortSignal) =>
    call<{ items: Occurrence[] }>('GET', at(mailbox, 'calendar'), { query: { from, to }, signal }),
  get: (mailbox: string, id: string) => call<CalendarEvent>('GET', at(mailbox, 'events', id)),
  create: (mailbox: string, fields: EventChanges, notifyAttendees: boolean) =>
    call<CalendarEvent>('POST', at(mailbox, 'events'), { body: { ...fields, notifyAttendees } }),
  change: (mailbox: string, id: string, changes: EventChanges, { version, notifyAttendees }: Care) =>
    call<CalendarEvent>('PATCH', at(mailbox, 'events', id), {
      body: { ...changes, notifyAttendees },
      version,
    }),
  remove: (mailbox: string, id: string, { version, notifyAttendees }: Care) =>
    call<unknown>('DELETE', at(mailbox, 'events', id), { query: { notifyAttendees }, version }),
  changeOccurrence: (
    mailbox: string,
    id: string,
    date: string,
    changes: OccurrenceChanges,
    { version, notifyAttendees }: Care,
  ) =>
    call<CalendarEvent>('PATCH', at(mailbox, 'events', id, 'occurrences', date), {
      body: { ...changes, notifyAttendees },
      version,
    }),
  removeOccurrence: (mailbox: string, id: string, date: string, { version, notifyAttendees }: Care) =>
    call<unknown>('DELETE', at(mailbox, 'events', id, 'occurrences', date), {
      query: { notifyAttendees },
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
    call<CalendarEvent>('POST', at(mailbox, 'events', id, 'split'), {
      body: { date, changes, notifyAttendees },
      version,
    }),
  respond: (
    mailbox: string,
    id: string,
    body: { response: string; comment?: string; notifyOrganizer: boolean },
    version: number,
  ) => call<CalendarEvent>('POST', at(mailbox, 'events', id, 'respond'), { body, version }),
  fileAddress: (mailbox: string, id: string) => at(mailbox, 'events', id, 'ics'),
  importFile: (mailbox: string, file: Blob, timeZone: string) =>
    call<CalendarEvent & { notes: string[] }>('POST', at(mailbox, 'events', 'import'), {
      raw: { content: file, contentType: 'text/calendar' },
      query: { timeZone },
    }),
}

export const feeds = {
  list: (mailbox: string) => call<{ items: CalendarFeed[] }>('GET', at(mailbox, 'calendar-feeds')),
  create: (mailbox: string, body: { name: string; onlyBusy: boolean }) =>
    call<CalendarFeed & { url: string }>('POST', at(mailbox, 'calendar-feeds'), { body }),
  revoke: (id: string) => call<unknown>('DELETE', `${v1}/calendar-feeds/${encodeURIComponent(id)}`),
}

export const tasks = {
  list: (mailbox: string, query: { status?: string; cursor?: string; limit?: number } = {}) =>
    call<Page<Task>>('GET', at(mailbox, 'tasks'), { query }),
  get: (mailbox: string, id: string) => call<Task>('GET', at(mailbox, 'tasks', id)),
  create: (mailbox: string, fields: TaskFields) => call<Task>('POST', at(mailbox, 'tasks'), { body: fields }),
  change: (mailbox: string, id: string, version: number, changes: TaskFields) =>
    call<Task>('PATCH', at(mailbox, 'tasks', id), { body: changes, version }),
  remove: (mailbox: string, id: string, version: number) =>
    call<unknown>('DELETE', at(mailbox, 'tasks', id), { version }),
}

export const messages = {
  list: (mailbox: string, query: { state?: string; cursor?: string; limit?: number } = {}) =>
    call<Page<ListedMessage>>('GET', at(mailbox, 'messages'), { query }),
  get: (mailbox: string, id: string) => call<OutgoingMessage>('GET', at(mailbox, 'messages', id)),
  send: (mailbox: string, message: NewMessage) =>
    call<OutgoingMessage>('POST', at(mailbox, 'messages'), { body: message }),
  cancel: (mailbox: string, id: string) =>
    call<OutgoingMessage>('POST', at(mailbox, 'messages', id, 'cancel'), { body: {} }),
  retry: (mailbox: string, id: string) =>
    call<OutgoingMessage>('POST', at(mailbox, 'messages', id, 'retry'), { body: {} }),
  decide: (mailbox: string, id: string, decision: 'send-again' | 'it-arrived') =>
    call<OutgoingMessage>('POST', at(mailbox, 'messages', id, 'decide'), { body: { decision } }),
  limits: (mailbox: string) => call<SendingLimits>('GET', at(mailbox, 'sending')),
}

export const attachments = {
  upload: (mailbox: string, file: File, signal: AbortSignal, onProgress: (sent: number) => void) =>
    upload<UploadedAttachment>(at(mailbox, 'attachments'), file, {
      query: { name: file.name || 'file', contentType: file.type || undefined },
      signal,
      onProgress,
    }),
  remove: (mailbox: string, id: string) => call<unknown>('DELETE', at(mailbox, 'attachments', id)),
}

export const templates = {
  list: (mailbox: string) => call<{ items: Template[] }>('GET', `${v1}/templates`, { query: { mailbox } }),
}
