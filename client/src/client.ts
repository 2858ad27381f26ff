import createClient from 'openapi-fetch'
import { TandemProblem } from './problem.ts'
import { withRetries } from './retry.ts'
import type { paths } from './schema.ts'
import type { Answer, Input, IsOptional, Method, PathOf, RequestOptions } from './types.ts'

export { followChanges } from './changes.ts'
export { pagesOf } from './paging.ts'
export { TandemProblem } from './problem.ts'
export type { Answer, Input, PathOf, RequestOptions, Schema } from './types.ts'

export interface ClientOptions {
  /** Where Tandem is: `https://tandem.example.com`; empty in a page that Tandem itself serves. */
  url: string
  /** An API key, `tdm_…`; without it whatever `headers` and cookies say. */
  key?: string
  headers?: Record<string, string>
  /** Another `fetch` than the platform's. */
  fetch?: (request: Request) => Promise<Response>
  /** How often a request is sent again: answer lost, 429 or 503. 3 unless given. */
  retries?: number
}

type Call<M extends Method> = <P extends PathOf<M>>(
  path: P,
  ...input: IsOptional<Input<M, P>> extends true ? [input?: Input<M, P>] : [input: Input<M, P>]
) => Promise<Answer<M, P>>

/** One function per method: `tandem.get('/mailboxes/{mailbox}/contacts', { path: { mailbox } })` resolves to the answer. */
export type TandemClient = { [M in Method]: Call<M> }

/** A client of the API; every answer that is not a success is thrown as `TandemProblem`. */
export function createTandemClient(options: ClientOptions): TandemClient {
  const fetch = options.fetch ?? ((request: Request) => globalThis.fetch(request))
  const api = createClient<paths>({
    baseUrl: `${options.url.replace(/\/$/, '')}/api/v1`,
    fetch: withRetries(fetch, options.retries ?? 3),
    headers: {
      accept: 'application/json',
      ...(options.key === undefined ? {} : { authorization: `Bearer ${options.key}` }),
      ...options.headers,
    },
  })
  const call =
    (method: Method) =>
    async (path: string, input: Given = {}): Promise<unknown> => {
      // Typed by `Call`; openapi-fetch's own types know the paths with their prefix alone.
      const { response, error } = await api.request(method, path as never, requestOf(method, input) as never)
      if (!response.ok) throw new TandemProblem(response.status, error)
      return await contentOf(response)
    }
  const methods: Method[] = ['get', 'post', 'put', 'patch', 'delete']
  return Object.fromEntries(methods.map((method) => [method, call(method)])) as unknown as TandemClient
}

interface Given extends RequestOptions {
  path?: object
  query?: object
  body?: unknown
}

function requestOf(method: Method, input: Given): object {
  const { path, query, body, file, version, idempotencyKey, headers, signal, keepalive } = input
  return {
    params: { path, query },
    body: file?.content ?? body,
    ...(file && { bodySerializer: (content: Blob | string) => content }),
    headers: {
      ...(file && { 'content-type': file.contentType }),
      ...(version !== undefined && { 'if-match': `"${version}"` }),
      ...(method !== 'get' && { 'idempotency-key': idempotencyKey ?? newKey() }),
      ...headers,
    },
    ...(signal && { signal }),
    ...(keepalive && { keepalive }),
    // Read below, by what the answer says it is.
    parseAs: 'stream',
  }
}

async function contentOf(response: Response): Promise<unknown> {
  if (response.status === 204) return undefined
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') === true
  if (isJson && text !== '') return JSON.parse(text)
  return text === '' ? undefined : text
}

/** `crypto.randomUUID` is missing on pages without https; random values are not. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
}
