/** One HTTP request as the rooms see it: parsed once, never an open stream. */
export interface WireRequest {
  method: string
  /** Path as sent, still percent-encoded, without the query. */
  path: string
  query: URLSearchParams
  /** Names in lower case. */
  headers: Record<string, string | undefined>
  body: Buffer
  /** `https://host:port` as the client addressed us; links in answers begin with it. */
  origin: string
  /** `request-id` of the answer; also in the request log. */
  id: string
}

export interface WireResponse {
  status: number
  headers?: Record<string, string>
  /** Already serialised; a room sets `content-type` itself. */
  body?: string | Uint8Array
  /** The connection is destroyed in place of an answer (a fault). */
  cut?: boolean
}

/** A room answers the requests of one service, or `undefined` when the path is not its own. */
export type Room = (request: WireRequest) => WireResponse | undefined | Promise<WireResponse | undefined>

/** A JSON answer. */
export function json(status: number, value: unknown, headers: Record<string, string> = {}): WireResponse {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(value),
  }
}

/** One operation of a room as the faults and the request log know it; a `$batch` holds several. */
export interface Operation {
  request: WireRequest
  /** `contacts.create`, `contacts.delta`, `users.get`, `subscriptions.create`, `$batch`, `token` … */
  name: string
  tenantId?: string
  applicationId?: string
  /** Address (userPrincipalName) of the mailbox it works on. */
  mailbox?: string
  /** The request of the `$batch` that it came in. */
  batch?: WireRequest
}

/**
 * What a room calls around each operation, the sub-requests of a `$batch` included:
 * `const answer = (await watch.begin(op)) ?? work(op); watch.end(op, answer)`.
 */
export interface OperationWatch {
  /** An answer here is a fault and takes the place of the work; it may take its time (a delay). */
  begin(operation: Operation): WireResponse | undefined | Promise<WireResponse | undefined>
  /** Writes the log. A fault that cuts the connection after the work is noted here and done by the HTTP layer. */
  end(operation: Operation, answer: WireResponse): void
}

/** Percent-decoding of a path segment that never throws, whatever bytes are sent. */
export function decodeSegment(segment: string): string {
  const escaped = segment.replaceAll('+', '%2B').replaceAll('&', '%26')
  return new URLSearchParams(`segment=${escaped}`).get('segment') ?? ''
}
