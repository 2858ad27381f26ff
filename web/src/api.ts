import { createTandemClient, type Input, TandemProblem } from '@tandem/client/src/client.ts'
import type {
  ContactFields,
  MailboxQuery,
  PatchConnection,
  PatchMailbox,
  PatchSetup,
  PutCredential,
  StartProvisioning,
} from './shapes.ts'

/** The API, typed by its own description (@tandem/client); cookies say who asks. */
export const tandem = createTandemClient({ url: '', retries: 1 })

/** An answer of the server that is not a success, as an error. */
export { TandemProblem as ApiProblem } from '@tandem/client/src/client.ts'

type Query = Record<string, string | number | boolean | undefined>
interface Options {
  body?: unknown
  signal?: AbortSignal
}

/** Where the API begins. */
export const v1 = '/api/v1'

export const session = {
  get: () => tandem.get('/session'),
  signIn: (email: string, password: string) =>
    call<{ twoFactorRedirect?: boolean }>('POST', '/api/auth/sign-in/email', { body: { email, password } }),
  signOut: () => call<unknown>('POST', '/api/auth/sign-out', { body: {} }),
}

export const organisations = {
  list: (query: { cursor?: string; limit?: number } = {}) => tandem.get('/organisations', { query }),
  get: (id: string) => tandem.get('/organisations/{id}', { path: { id } }),
  create: (body: { name: string; contactEmails: string[] }) => tandem.post('/organisations', { body }),
  change: (id: string, body: { name?: string; contactEmails?: string[] }) =>
    tandem.patch('/organisations/{id}', { path: { id }, body }),
  remove: (id: string) => tandem.delete('/organisations/{id}', { path: { id } }),
}

export const invitations = {
  list: (organisationId: string) =>
    tandem.get('/organisations/{id}/invitations', { path: { id: organisationId } }),
  create: (organisationId: string, body: { connectionId?: string; days?: number }) =>
    tandem.post('/organisations/{id}/invitations', { path: { id: organisationId }, body }),
  revoke: (id: string) => tandem.delete('/invitations/{id}', { path: { id } }),
}

export const apiKeys = {
  list: (organisationId: string) => tandem.get('/api-keys', { query: { organisation: organisationId } }),
  create: (body: Input<'post', '/api-keys'>['body']) => tandem.post('/api-keys', { body }),
  remove: (id: string) => tandem.delete('/api-keys/{id}', { path: { id } }),
}

export const connections = {
  list: (organisationId: string) =>
    tandem.get('/organisations/{id}/connections', { path: { id: organisationId } }),
  create: (organisationId: string, body: { method: string }) =>
    tandem.post('/organisations/{id}/connections', { path: { id: organisationId }, body }),
  get: (id: string) => tandem.get('/connections/{id}', { path: { id } }),
  change: (id: string, body: PatchConnection) => tandem.patch('/connections/{id}', { path: { id }, body }),
  putCredential: (id: string, body: PutCredential) =>
    tandem.put('/connections/{id}/credential', { path: { id }, body }),
  makeKeyPair: (id: string) => tandem.post('/connections/{id}/key-pairs', { path: { id } }),
  dropCredential: (id: string, which: 'next' | 'previous') =>
    tandem.delete('/connections/{id}/credential/{which}', { path: { id, which } }),
  putCredentialBack: (id: string) =>
    tandem.post('/connections/{id}/credential/previous/put-back', { path: { id } }),
  breach: (id: string) => tandem.post('/connections/{id}/breach', { path: { id } }),
  move: (id: string, move: 'activate' | 'suspend' | 'attempts' | 'discoveries') =>
    tandem.post(`/connections/{id}/${move}`, { path: { id } }),
  verifications: (id: string) => tandem.get('/connections/{id}/verifications', { path: { id } }),
  verification: (reportId: string) => tandem.get('/verifications/{id}', { path: { id: reportId } }),
  verify: (id: string) => tandem.post('/connections/{id}/verifications', { path: { id } }),
  addMailboxes: (id: string, addresses: string[]) =>
    tandem.post('/connections/{id}/mailboxes', { path: { id }, body: { addresses } }),
  switchMailboxes: (id: string, body: { ids: string[] | 'all'; state: 'on' | 'off'; preview?: boolean }) =>
    tandem.patch('/connections/{id}/mailboxes', { path: { id }, body }),
}

/** A collection's kind is any text in answers, one of these in requests. */
type Kind = 'contacts' | 'events' | 'tasks'

export const mailboxes = {
  list: (query: MailboxQuery) =>
    tandem.get('/mailboxes', { query: { ...query, search: query.search || undefined } }),
  get: (id: string) => tandem.get('/mailboxes/{mailbox}', { path: { mailbox: id } }),
  change: (id: string, body: PatchMailbox) =>
    tandem.patch('/mailboxes/{mailbox}', { path: { mailbox: id }, body }),
  act: (id: string, act: 'sync' | 'audit' | 'preview' | 'folders', kind?: string) =>
    tandem.post(`/mailboxes/{mailbox}/${act}`, { path: { mailbox: id }, query: { kind: kind as Kind } }),
  answer: (id: string, body: { accept: boolean; putBack?: boolean; kind: string }) =>
    tandem.post('/mailboxes/{mailbox}/answer', {
      path: { mailbox: id },
      body: { ...body, kind: body.kind as Kind },
    }),
  timeline: (id: string) => tandem.get('/mailboxes/{mailbox}/timeline', { path: { mailbox: id } }),
  batches: (id: string) =>
    tandem.get('/mailboxes/{mailbox}/batches', { path: { mailbox: id }, query: { limit: 20 } }),
}

export const jobs = {
  list: () => tandem.get('/jobs'),
  retry: (id: string) => tandem.post('/jobs/{id}/retry', { path: { id } }),
}

export const notices = {
  list: (query: { organisation?: string; unread?: 'true'; cursor?: string; limit?: number } = {}) =>
    tandem.get('/notices', { query }),
  read: (ids: string[]) => tandem.post('/notices/read', { body: { ids } }),
}

export const expiries = {
  list: () => tandem.get('/expiries'),
}

/** Setup: what the bearer of an invitation may do. */
export const setup = {
  get: (invitation: string) => tandem.get('/setup', bearer(invitation)),
  change: (invitation: string, body: PatchSetup) => tandem.patch('/setup', { body, ...bearer(invitation) }),
  /** `replaces`: the fingerprint of the one that is seen, `none` for none. */
  putCredential: (invitation: string, body: PutCredential, replaces: string) =>
    tandem.put('/setup/credential', { body, query: { replaces }, ...bearer(invitation) }),
  tenant: (invitation: string, domain: string) =>
    tandem.get('/setup/tenants', { query: { domain }, ...bearer(invitation) }),
  makeKeyPair: (invitation: string) => tandem.post('/setup/key-pairs', bearer(invitation)),
  look: (invitation: string) => tandem.post('/setup/looks', bearer(invitation)),
  verify: (invitation: string) => tandem.post('/setup/verifications', bearer(invitation)),
  verification: (invitation: string, reportId: string) =>
    tandem.get('/setup/verifications/{id}', { path: { id: reportId }, ...bearer(invitation) }),
  verifications: (invitation: string) => tandem.get('/setup/verifications', bearer(invitation)),
}

/** Automatic set-up, by the same bearer. */
export const provisioning = {
  get: (invitation: string) => tandem.get('/setup/provisioning', bearer(invitation)),
  begin: (invitation: string, body: StartProvisioning) =>
    tandem.post('/setup/provisioning', { body, ...bearer(invitation) }),
  agree: (invitation: string, removeWide: boolean) =>
    tandem.post('/setup/provisioning/agree', { body: { removeWide }, ...bearer(invitation) }),
  cancel: (invitation: string) => tandem.delete('/setup/provisioning', bearer(invitation)),
}

export const contacts = {
  list: (
    mailbox: string,
    query: { search?: string; cursor?: string; limit?: number; total?: boolean },
    signal?: AbortSignal,
  ) =>
    tandem.get('/mailboxes/{mailbox}/contacts', {
      path: { mailbox },
      query: {
        ...query,
        search: query.search || undefined,
        total: query.total === true ? 'true' : undefined,
      },
      signal,
    }),
  get: (mailbox: string, id: string) =>
    tandem.get('/mailboxes/{mailbox}/contacts/{id}', { path: { mailbox, id } }),
  history: (mailbox: string, id: string) =>
    tandem.get('/mailboxes/{mailbox}/contacts/{id}/history', { path: { mailbox, id } }),
  create: (mailbox: string, fields: ContactFields) =>
    tandem.post('/mailboxes/{mailbox}/contacts', { path: { mailbox }, body: fields }),
  change: (mailbox: string, id: string, version: number, changes: ContactFields) =>
    tandem.patch('/mailboxes/{mailbox}/contacts/{id}', { path: { mailbox, id }, body: changes, version }),
  remove: (mailbox: string, id: string, version: number) =>
    tandem.delete('/mailboxes/{mailbox}/contacts/{id}', { path: { mailbox, id }, version }),
}

export const batches = {
  undo: (id: string) => tandem.post('/batches/{id}/undo', { path: { id } }),
}

export const conflicts = {
  list: (query: { mailbox?: string; state?: 'open' | 'resolved' }) => tandem.get('/conflicts', { query }),
  resolve: (id: string, choices: Record<string, 'tandem' | 'mailbox'>) =>
    tandem.post('/conflicts/{id}/resolve', { path: { id }, body: { choices } }),
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

/** One request to what the API's description does not hold (signing in); what is no success is thrown as `ApiProblem`. */
export async function call<T>(method: string, path: string, options: Options = {}): Promise<T> {
  const response = await fetch(path, {
    method,
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: options.body === undefined ? undefined : JSON.stringify(options.body),
    signal: options.signal,
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') === true
  const body = isJson && text !== '' ? JSON.parse(text) : undefined
  if (!response.ok) throw new TandemProblem(response.status, body)
  return body as T
}

/** A file of the API; what is no success is thrown as `ApiProblem`. */
export async function fetchFile(path: string): Promise<Blob> {
  const response = await fetch(`${v1}${path}`)
  if (response.ok) return await response.blob()
  throw new TandemProblem(response.status, await response.json().catch(() => undefined))
}

/** Asks for a file; what is no success is thrown as `ApiProblem`. */
export async function download(path: string, body: unknown): Promise<Blob> {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (response.ok) return await response.blob()
  throw new TandemProblem(response.status, await response.json().catch(() => undefined))
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
    request.setRequestHeader('idempotency-key', crypto.getRandomValues(new Uint32Array(4)).join('-'))
    request.responseType = 'json'
    request.upload.onprogress = ({ loaded }) => options.onProgress(loaded)
    request.onload = () => {
      if (request.status < 300) resolve(request.response as T)
      else reject(new TandemProblem(request.status, request.response))
    }
    request.onerror = () => reject(new TypeError('network'))
    request.onabort = () => reject(new DOMException('Taken back', 'AbortError'))
    options.signal.addEventListener('abort', () => request.abort(), { once: true })
    request.send(file)
  })
}

function queryText(query: Query = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '')
  if (given.length === 0) return ''
  return `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`
}

/** The bearer of a Setup link. */
const bearer = (invitation: string) => ({ headers: { authorization: `Invitation ${invitation}` } })
