import { tandem, v1 } from './api.ts'
import type { Conversation, PutQueue } from './shapes.ts'

/** Which conversations are looked for; what is left out is not asked about. */
export interface ConversationFilter {
  queue?: string | undefined
  state?: Conversation['state'] | undefined
  search?: string | undefined
}

export const queues = {
  list: (organisation?: string) => tandem.get('/queues', { query: { organisation } }),
  put: (mailbox: string, body: PutQueue) =>
    tandem.put('/mailboxes/{mailbox}/queue', { path: { mailbox }, body }),
  remove: (mailbox: string) => tandem.delete('/mailboxes/{mailbox}/queue', { path: { mailbox } }),
}

export const conversations = {
  list: (filter: ConversationFilter, cursor: string | undefined, signal: AbortSignal) =>
    tandem.get('/conversations', {
      query: { ...filter, search: filter.search || undefined, cursor, limit: 100 },
      signal,
    }),
  get: (id: string) => tandem.get('/conversations/{id}', { path: { id } }),
  change: (id: string, state: Conversation['state']) =>
    tandem.patch('/conversations/{id}', { path: { id }, body: { state } }),
  addNote: (id: string, text: string) =>
    tandem.post('/conversations/{id}/notes', { path: { id }, body: { text } }),
}

/** Addresses of files. */
export const inboundMessages = {
  rawUrl: (id: string) => `${v1}/inbound-messages/${id}/raw`,
  attachmentUrl: (id: string, place: number) => `${v1}/inbound-messages/${id}/attachments/${place}`,
}
