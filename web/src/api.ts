import type { Problem } from '@tandem/model/api/problem.ts'
import type {
  AddedMailboxes,
  ApiKey,
  Batch,
  Conflict,
  Connection,
  Contact,
  ContactFields,
  ContactPage,
  HistoryEntry,
  Invitation,
  MadeApiKey,
  MadeInvitation,
  Mailbox,
  MailboxQuery,
  Organisation,
  Page,
  PatchConnection,
  PatchMailbox,
  PatchSetup,
  ProvisioningAnswer,
  PutCredential,
  Session,
  Setup,
  StartProvisioning,
  TimelineHour,
  TroubledJob,
  UndoneBatch,
  Verification,
} from './shapes.ts'

type Refusal = Problem & { attendees?: string[] }

/** An answer of the server that is not a success: its problem details (RFC 9457) as an error. */
export class ApiProblem extends Error {
  readonly status: number
  readonly title: string
  readonly detail: string
  readonly fields: { pointer: string; detail: string }[]
  /** Of the catalogue of errors: `stale-version`. */
  readonly code: string
  /** With `stale-version`: what is current now. */
  readonly currentVersion: number | undefined
  /** With `attendees-would-be-mailed`: the addresses. */
  readonly attendees: string[]
  readonly byInvitation: boolean
  constructor(status: number, body: Partial<Refusal> | undefined, byInvitation: boolean) {
    const title = body?.title ?? `The server answered ${status}`
    super(body?.detail ?? title)
    this.name = 'ApiProblem'
    this.status = status
    this.title = title
    this.detail = body?.detail ?? ''
    this.fields = body?.errors ?? []
    this.code = body?.code ?? ''
    this.currentVersion = body?.currentVersion
    this.attendees = body?.attendees ?? []
    this.byInvitation = byInvitation
  }
}

type Query = Record<string, string | number | boolean | undefined>
interface Options {
  query?: Query
  body?: unknown
  /** Sent as it is, not as JSON. */
  raw?: { content: Blob; contentType: string }
  version?: number
  invitation?: string
  signal?: AbortSignal
  keepalive?: boolean
}

/** Where the API begins. */
export const v1 = '/api/v1'

export const session = {
  get: () => call<Session>('GET', `${v1}/session`),
  signIn: (email: string, password: string) =>
    call<unknown>('POST', '/api/auth/sign-in/email', { body: { email, password } }),
  signOut: () => call<unknown>('POST', '/api/auth/sign-out', { body: {} }),
}

export const organisations = {
  list: (query: { cursor?: string; limit?: number } = {}) =>
    call<Page<Organisation>>('GET', `${v1}/organisations`, { query }),
  get: (id: string) => call<Organisation>('GET', `${v1}/organisations/${id}`),
  create: (body: { name: string; contactEmails: string[] }) =>
    call<Organisation>('POST', `${v1}/organisations`, { body }),
  change: (id: string, body: { name?: string; contactEmails?: string[] }) =>
    call<Organisation>('PATCH', `${v1}/organisations/${id}`, { body }),
  remove: (id: string) => call<unknown>('DELETE', `${v1}/organisations/${id}`),
}

export const invitations = {
  list: (organisationId: string) =>
    call<Page<Invitation>>('GET', `${v1}/organisations/${organisationId}/invitations`),
  create: (organisationId: string, body: { connectionId?: string; days?: number }) =>
    call<MadeInvitation>('POST', `${v1}/organisations/${organisationId}/invitations`, { body }),
  revoke: (id: string) => call<Invitation>('DELETE', `${v1}/invitations/${id}`),
}

export const apiKeys = {
  list: (organisationId: string) =>
    call<Page<ApiKey>>('GET', `${v1}/api-keys`, { query: { organisation: organisationId } }),
  create: (body: { name: string; organisationId: string }) =>
    call<MadeApiKey>('POST', `${v1}/api-keys`, { body }),
  remove: (id: string) => call<unknown>('DELETE', `${v1}/api-keys/${id}`),
}

export const connections = {
  list: (organisationId: string) =>
    call<Page<Connection>>('GET', `${v1}/organisations/${organisationId}/connections`),
  create: (organisationId: string, body: { method: string }) =>
    call<Connection>('POST', `${v1}/organisations/${organisationId}/connections`, { body }),
  get: (id: string) => call<Connection>('GET', `${v1}/connections/${id}`),
  change: (id: string, body: PatchConnection) =>
    call<Connection>('PATCH', `${v1}/connections/${id}`, { body }),
  putCredential: (id: string, body: PutCredential) =>
    call<Connection>('PUT', `${v1}/connections/${id}/credential`, { body }),
  move: (id: string, move: 'activate' | 'suspend' | 'attempts' | 'discoveries') =>
    call<unknown>('POST', `${v1}/connections/${id}/${move}`, { body: {} }),
  verifications: (id: string) => call<Page<Verification>>('GET', `${v1}/connections/${id}/verifications`),
  verify: (id: string) => call<Verification>('POST', `${v1}/connections/${id}/verifications`, { body: {} }),
  addMailboxes: (id: string, addresses: string[]) =>
    call<AddedMailboxes>('POST', `${v1}/connections/${id}/mailboxes`, { body: { addresses } }),
  switchMailboxes: (id: string, body: { ids: string[] | 'all'; state: 'on' | 'off'; preview?: boolean }) =>
    call<{ switched: number }>('PATCH', `${v1}/connections/${id}/mailboxes`, { body }),
}

export const mailboxes = {
  list: (query: MailboxQuery) => call<Page<Mailbox>>('GET', `${v1}/mailboxes`, { query }),
  get: (id: string) => call<Mailbox>('GET', `${v1}/mailboxes/${id}`),
  change: (id: string, body: PatchMailbox) => call<Mailbox>('PATCH', `${v1}/mailboxes/${id}`, { body }),
  act: (id: string, act: 'sync' | 'audit' | 'preview' | 'folders', kind?: string) =>
    call<unknown>('POST', `${v1}/mailboxes/${id}/${act}`, { body: {}, query: { kind } }),
  answer: (id: string, body: { accept: boolean; putBack?: boolean; kind: string }) =>
    call<unknown>('POST', `${v1}/mailboxes/${id}/answer`, { body }),
  timeline: (id: string) => call<Page<TimelineHour>>('GET', `${v1}/mailboxes/${id}/timeline`),
  batches: (id: string) =>
    call<Page<Batch>>('GET', `${v1}/mailboxes/${id}/batches`, { query: { limit: 20 } }),
}

export const jobs = {
  list: () => call<Page<TroubledJob> & { total: number }>('GET', `${v1}/jobs`),
  retry: (id: string) => call<unknown>('POST', `${v1}/jobs/${encodeURIComponent(id)}/retry`, { body: {} }),
}

/** Setup: what the bearer of an invitation may do. */
export const setup = {
  get: (invitation: string) => call<Setup>('GET', `${v1}/setup`, { invitation }),
  change: (invitation: string, body: PatchSetup) => call<Setup>('PATCH', `${v1}/setup`, { body, invitation }),
  putCredential: (invitation: string, body: PutCredential) =>
    call<Setup>('PUT', `${v1}/setup/credential`, { body, invitation }),
  verify: (invitation: string) =>
    call<Verification>('POST', `${v1}/setup/verifications`, { body: {}, invitation }),
  verifications: (invitation: string) =>
    call<Page<Verification>>('GET', `${v1}/setup/verifications`, { invitation }),
}

/** Automatic set-up, by the same bearer. */
export const provisioning = {
  get: (invitation: string) => call<ProvisioningAnswer>('GET', `${v1}/setup/provisioning`, { invitation }),
  begin: (invitation: string, body: StartProvisioning) =>
    call<ProvisioningAnswer>('POST', `${v1}/setup/provisioning`, { body, invitation }),
  agree: (invitation: string, removeWide: boolean) =>
    call<ProvisioningAnswer>('POST', `${v1}/setup/provisioning/agree`, { body: { removeWide }, invitation }),
  cancel: (invitation: string) =>
    call<ProvisioningAnswer>('DELETE', `${v1}/setup/provisioning`, { invitation }),
}

export const contacts = {
  list: (
    mailbox: string,
    query: { search?: string; cursor?: string; limit?: number; total?: boolean },
    signal?: AbortSignal,
  ) => call<ContactPage>('GET', `${v1}/mailboxes/${mailbox}/contacts`, { query, signal }),
  get: (mailbox: string, id: string) => call<Contact>('GET', `${v1}/mailboxes/${mailbox}/contacts/${id}`),
  history: (mailbox: string, id: string) =>
    call<Page<HistoryEntry>>('GET', `${v1}/mailboxes/${mailbox}/contacts/${id}/history`),
  create: (mailbox: string, fields: ContactFields) =>
    call<Contact>('POST', `${v1}/mailboxes/${mailbox}/contacts`, { body: fields }),
  change: (mailbox: string, id: string, version: number, changes: ContactFields) =>
    call<Contact>('PATCH', `${v1}/mailboxes/${mailbox}/contacts/${id}`, { body: changes, version }),
  remove: (mailbox: string, id: string, version: number) =>
    call<void>('DELETE', `${v1}/mailboxes/${mailbox}/contacts/${id}`, { version }),
}

export const batches = {
  undo: (id: string) => call<UndoneBatch>('POST', `${v1}/batches/${id}/undo`, { body: {} }),
}

export const conflicts = {
  list: (query: { mailbox?: string; state?: string }) =>
    call<Page<Conflict>>('GET', `${v1}/conflicts`, { query }),
  resolve: (id: string, choices: Record<string, 'tandem' | 'mailbox'>) =>
    call<Conflict>('POST', `${v1}/conflicts/${id}/resolve`, { body: { choices } }),
}

/** One stream of everything that changes; the browser reconnects by itself and resumes at the last id. */
export function openStream(): EventSource {
  return new EventSource(`${v1}/stream`)
}

/** Whether the server answers at all. */
export async function isServerThere(): Promise<boolean> {
  return await fetch('/healthz').then(
    ({ ok }) => ok,
    () => false,
  )
}

/** One request to the API; what is not a success is thrown as `ApiProblem`. */
export async function call<T>(method: string, path: string, options: Options = {}): Promise<T> {
  const headers: Record<string, string> = { accept: 'application/json' }
  if (options.body !== undefined) headers['content-type'] = 'application/json'
  if (options.raw !== undefined) headers['content-type'] = options.raw.contentType
  if (options.version !== undefined) headers['if-match'] = `"${options.version}"`
  if (options.invitation !== undefined) headers.authorization = `Invitation ${options.invitation}`
  if (method !== 'GET' && path.startsWith(v1)) headers['idempotency-key'] = newKey()
  const response = await send(path + queryText(options.query), {
    method,
    headers,
    body: options.raw?.content ?? (options.body === undefined ? undefined : JSON.stringify(options.body)),
    signal: options.signal,
    keepalive: options.keepalive,
    credentials: 'same-origin',
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') === true
  const body = isJson && text !== '' ? JSON.parse(text) : undefined
  if (!response.ok) throw new ApiProblem(response.status, body, options.invitation !== undefined)
  return body as T
}

/**
 * Sends a file and tells how many of its bytes have gone out: `fetch` cannot say that. The promise is rejected with
 * `ApiProblem`, a `TypeError` when the network fails, or an `AbortError`.
 */
export function upload<T>(
  path: string,
  file: Blob,
  options: { query: Query; signal: AbortSignal; onProgress: (sent: number) => void },
): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', path + queryText(options.query))
    request.setRequestHeader('accept', 'application/json')
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.setRequestHeader('idempotency-key', newKey())
    request.responseType = 'json'
    request.upload.onprogress = ({ loaded }) => options.onProgress(loaded)
    request.onload = () => {
      if (request.status < 300) resolve(request.response as T)
      else reject(new ApiProblem(request.status, request.response ?? undefined, false))
    }
    request.onerror = () => reject(new TypeError('network'))
    request.onabort = () => reject(new DOMException('Taken back', 'AbortError'))
    options.signal.addEventListener('abort', () => request.abort(), { once: true })
    request.send(file)
  })
}

/** A lost answer is asked for once more; the Idempotency-Key keeps the act from happening twice. */
async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init)
  } catch (error) {
    if (init.method === 'GET' || init.signal?.aborted || !navigator.onLine) throw error
    return await fetch(url, init)
  }
}

function queryText(query: Query = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '')
  if (given.length === 0) return ''
  return `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`
}

/** `crypto.randomUUID` is missing on pages without https; random values are not. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
}
