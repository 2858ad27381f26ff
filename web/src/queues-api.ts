import type { PutQueue } from '@tandem/model/api/queues.ts'
import { fetchFile, tandem, v1 } from './api.ts'
import type { Agent, Conversation, PatchConversation } from './shapes.ts'

/** Which conversations are looked for; what is left out is not asked about. */
export interface ConversationFilter {
  queue?: string | undefined
  /** `open`: those that are not put off. */
  state?: Conversation['state'] | 'snoozed' | undefined
  owner?: 'me' | 'none' | undefined
  search?: string | undefined
}

export const queues = {
  list: (organisation?: string) => tandem.get('/queues', { query: { organisation } }),
  /** Also those that the person does not see into. */
  names: () => tandem.get('/queues/names'),
  put: (mailbox: string, body: PutQueue) =>
    tandem.put('/mailboxes/{mailbox}/queue', { path: { mailbox }, body }),
  remove: (mailbox: string) => tandem.delete('/mailboxes/{mailbox}/queue', { path: { mailbox } }),
  folders: (mailbox: string) => tandem.get('/mailboxes/{mailbox}/mail-folders', { path: { mailbox } }),
  readFolders: (mailbox: string) => tandem.post('/mailboxes/{mailbox}/mail-folders', { path: { mailbox } }),
}

export const conversations = {
  list: (filter: ConversationFilter, cursor: string | undefined, signal: AbortSignal) =>
    tandem.get('/conversations', {
      query: { ...filter, search: filter.search || undefined, cursor, limit: 100 },
      signal,
    }),
  get: (id: string) => tandem.get('/conversations/{id}', { path: { id } }),
  change: (id: string, body: PatchConversation) =>
    tandem.patch('/conversations/{id}', { path: { id }, body }),
  addNote: (id: string, text: string) =>
    tandem.post('/conversations/{id}/notes', { path: { id }, body: { text } }),
  take: (id: string) => tandem.post('/conversations/{id}/take', { path: { id } }),
  merge: (id: string, into: string) =>
    tandem.post('/conversations/{id}/merge', { path: { id }, body: { into } }),
  part: (id: string, messageId: string) =>
    tandem.post('/conversations/{id}/part', { path: { id }, body: { messageId } }),
}

/** Who else has a conversation open. */
export const looking = {
  say: (id: string, isWriting: boolean) =>
    tandem.post('/conversations/{id}/looking', { path: { id }, body: { isWriting } }),
  end: (id: string) => tandem.delete('/conversations/{id}/looking', { path: { id } }),
}

/** Who works in queues. */
export const agents = {
  list: () => tandem.get('/agents'),
  me: () => tandem.get('/agents/{id}', { path: { id: 'me' } }),
  say: (presence: Agent['presence']) =>
    tandem.patch('/agents/{id}', { path: { id: 'me' }, body: { presence } }),
}

/** Addresses of files. */
export const inboundMessages = {
  rawUrl: (id: string) => `${v1}/inbound-messages/${id}/raw`,
  /** A picture of another server, once its reader has asked. */
  picture: (id: string, address: string) =>
    fetchFile(`/inbound-messages/${id}/pictures?address=${encodeURIComponent(address)}`),
  attachmentUrl: (id: string, place: number) => `${v1}/inbound-messages/${id}/attachments/${place}`,
}
