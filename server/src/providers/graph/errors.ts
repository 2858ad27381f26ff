import { z } from 'zod'
import type { Failure, ResponseFacts } from '../failures.ts'
import { neverLeft, unreachable } from '../unreachable.ts'

/** An answer that is not a success. */
export interface BadAnswer {
  status: number
  /** Names in lower case. */
  headers: Record<string, string | undefined>
  body: unknown
  facts: ResponseFacts
  /** The request may have changed something. */
  write: boolean
}

const errorBody = z.object({
  error: z.object({
    code: z.string(),
    message: z.string().default(''),
    innerError: z.object({ 'request-id': z.string().optional() }).optional(),
  }),
})

/** Any of these, or any 410, means: drop the token and read anew (delta-query-overview; issues of microsoft-graph-docs). */
const lostState =
  /^(syncStateNotFound|syncStateInvalid|invalidSyncStateData|resyncRequired|resyncChangesApplyDifferences)$/i
/** Codes of 404 that speak of an item or a folder; other 404 speak of the mailbox, and its items are not deleted. */
const itemGone =
  /^(ErrorItemNotFound|ErrorFolderNotFound|ErrorParentFolderNotFound|ErrorInvalidIdMalformed|ErrorInvalidId)$/
/** Refusals whose own words tell nobody what to do; the service's text stays in the evidence. */
const plainWords: Record<string, string> = {
  ErrorOccurrenceCrossingBoundary:
    'A single day of a series cannot be moved to, past or into the day before or after it in the same series.',
  ErrorOccurrenceTimeSpanTooBig:
    'An occurrence of the series would last longer than the time until the next one.',
  TimeZoneNotSupportedException: 'Microsoft 365 does not know the time zone of this event.',
}
/** A create with this operation id was carried out before, so its answer was lost (event resource: `transactionId`). */
const madeBefore = 'ErrorDuplicateTransactionId'
/** How `WWW-Authenticate` names such a challenge (claims-challenge). */
const challenged = 'insufficient_claims'
/** Seconds to wait where the service does not say. */
const defaultWait = 10

/** The closed set of failures for what Graph answers (platform-facts 2.9; concepts/errors.md). */
export function failureOf(answer: BadAnswer): Failure {
  const { status, headers, write } = answer
  const { code, message, evidence } = readError(answer)
  const detail = plainWords[code] ?? (message || code || `The service answered ${status}`)
  if (status === 410 || ([400, 404].includes(status) && lostState.test(code))) {
    return { kind: 'CursorExpired', detail, evidence }
  }
  if (itemGone.test(code) && status < 500) return { kind: 'NotFound', detail, evidence }
  if (code === madeBefore) return { kind: 'Unavailable', ambiguous: true, detail, evidence }
  switch (status) {
    case 401:
      return { kind: 'AuthExpired', detail, evidence }
    case 403:
      return { kind: 'Forbidden', detail, evidence }
    case 404:
      return { kind: 'Forbidden', detail, evidence }
    case 412:
      return { kind: 'Conflict', detail, evidence }
    case 409:
      return code === 'ErrorIrresolvableConflict'
        ? { kind: 'Conflict', detail, evidence }
        : { kind: 'Rejected', code: code || String(status), detail, evidence }
    case 429:
      return { kind: 'Throttled', retryAfterSeconds: retryAfter(headers) ?? defaultWait, detail, evidence }
    case 423:
    case 424:
      return { kind: 'Unavailable', ambiguous: false, detail, evidence }
    case 501:
    case 507:
      return { kind: 'Rejected', code: code || String(status), detail, evidence }
  }
  if (status >= 500) return outage(status, headers, write, detail, evidence)
  if (status >= 400) return { kind: 'Rejected', code: code || String(status), detail, evidence }
  return { kind: 'Unexpected', detail, evidence }
}

/** The failure of a request without an answer; ambiguous if a write may have gone out. */
export function connectionFailure(error: unknown, facts: ResponseFacts, write: boolean): Failure {
  const ambiguous = write && !neverLeft(error)
  return { kind: 'Unavailable', ambiguous, detail: unreachable(error), evidence: facts }
}

/** Seconds in `Retry-After`: a number, or a date. */
export function retryAfter(headers: Record<string, string | undefined>): number | undefined {
  const text = headers['retry-after']
  if (text === undefined) return undefined
  const seconds = Number(text)
  const wait = Number.isNaN(seconds) ? (Date.parse(text) - Date.now()) / 1000 : seconds
  return Number.isFinite(wait) ? Math.max(1, Math.ceil(wait)) : undefined
}

/** The 401 asks for a token with further claims (continuous access evaluation); its body has the usual code. */
function isChallenge({ status, headers }: BadAnswer): boolean {
  return status === 401 && headers['www-authenticate']?.includes(`error="${challenged}"`) === true
}

/** The service's words as evidence; the message is cut, as it may repeat what was sent. */
function readError(answer: BadAnswer): { code: string; message: string; evidence: ResponseFacts } {
  const read = errorBody.safeParse(answer.body)
  const code = isChallenge(answer) ? challenged : read.success ? read.data.error.code : ''
  const message = read.success ? read.data.error.message.slice(0, 500) : ''
  const requestId =
    answer.headers['request-id'] ?? (read.success ? read.data.error.innerError?.['request-id'] : undefined)
  const evidence: ResponseFacts = {
    ...answer.facts,
    status: answer.status,
    ...(code && { code }),
    ...(requestId && { requestId }),
    ...(message && { text: message }),
  }
  return { code, message, evidence }
}

/** A 503 that names a time is a throttle (concepts/throttling.md), unless a write might have been carried out: then find out first. */
function outage(
  status: number,
  headers: Record<string, string | undefined>,
  write: boolean,
  detail: string,
  evidence: ResponseFacts,
): Failure {
  const seconds = retryAfter(headers)
  if (status === 503 && !write && seconds !== undefined) {
    return { kind: 'Throttled', retryAfterSeconds: seconds, detail, evidence }
  }
  return { kind: 'Unavailable', ambiguous: write, detail, evidence }
}
