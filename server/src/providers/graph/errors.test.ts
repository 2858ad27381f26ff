import { expect, test } from 'vitest'
import { connectionFailure, failureOf, retryAfter } from './errors.ts'

const facts = { request: 'PATCH https://graph.microsoft.com/v1.0/users/x', at: '2026-11-20T10:00:00Z' }

// Statuses and codes of platform documentation: concepts/errors, json-batching, delta-query-overview, throttling.
test.each([
  [401, 'InvalidAuthenticationToken', 'AuthExpired'],
  [403, 'ErrorAccessDenied', 'Forbidden'],
  [404, 'ErrorItemNotFound', 'NotFound'],
  [404, 'ErrorFolderNotFound', 'NotFound'],
  [400, 'ErrorInvalidIdMalformed', 'NotFound'],
  [404, 'MailboxNotEnabledForRESTAPI', 'Forbidden'],
  [404, 'ErrorInvalidUser', 'Forbidden'],
  [404, 'ResourceNotFound', 'Forbidden'],
  [410, 'SyncStateNotFound', 'CursorExpired'],
  [410, 'SomethingNew', 'CursorExpired'],
  [400, 'SyncStateInvalid', 'CursorExpired'],
  [404, 'syncStateNotFound', 'CursorExpired'],
  [400, 'resyncRequired', 'CursorExpired'],
  [412, 'ErrorIrresolvableConflict', 'Conflict'],
  [409, 'ErrorIrresolvableConflict', 'Conflict'],
  [409, 'ErrorFolderExists', 'Rejected'],
  [400, 'RequestBodyRead', 'Rejected'],
  [413, 'RequestEntityTooLarge', 'Rejected'],
  [507, 'ErrorQuotaExceeded', 'Rejected'],
  [424, 'FailedDependency', 'Unavailable'],
  [429, 'ApplicationThrottled', 'Throttled'],
  [500, 'InternalServerError', 'Unavailable'],
  [504, 'GatewayTimeout', 'Unavailable'],
])('%s %s is %s', (status, code, kind) => {
  const body = { error: { code, message: 'Words', innerError: { 'request-id': 'r-1' } } }
  const failure = failureOf({ status, headers: {}, body, facts, write: true })
  expect(failure).toMatchObject({ kind, detail: 'Words', evidence: { status, code, requestId: 'r-1' } })
})

test('a create that was carried out before is one whose answer was lost', () => {
  const body = { error: { code: 'ErrorDuplicateTransactionId', message: 'Words' } }
  const failure = failureOf({ status: 409, headers: {}, body, facts, write: true })
  expect(failure).toMatchObject({ kind: 'Unavailable', ambiguous: true })
})

test.each([
  'ErrorOccurrenceCrossingBoundary',
  'ErrorOccurrenceTimeSpanTooBig',
  'TimeZoneNotSupportedException',
])('%s is said in plain words, the service’s own stay as evidence', (code) => {
  const body = { error: { code, message: 'Modified occurrence is crossing.' } }
  const failure = failureOf({ status: 400, headers: {}, body, facts, write: true })
  expect(failure).toMatchObject({
    kind: 'Rejected',
    code,
    evidence: { text: 'Modified occurrence is crossing.' },
  })
  expect(failure.detail).toMatch(/series|time zone/)
})

test('a write that meets an outage is ambiguous, a read is not', () => {
  const outage = (write: boolean) => failureOf({ status: 503, headers: {}, body: undefined, facts, write })
  expect(outage(true)).toMatchObject({ kind: 'Unavailable', ambiguous: true })
  expect(outage(false)).toMatchObject({ kind: 'Unavailable', ambiguous: false })
})

test('a 503 with a time is a throttle for a read; a write first finds out what happened', () => {
  const answer = { status: 503, headers: { 'retry-after': '20' }, body: undefined, facts }
  expect(failureOf({ ...answer, write: false })).toMatchObject({ kind: 'Throttled', retryAfterSeconds: 20 })
  expect(failureOf({ ...answer, write: true })).toMatchObject({ kind: 'Unavailable', ambiguous: true })
})

test('Retry-After is seconds or a date; without it there is a wait all the same', () => {
  expect(retryAfter({ 'retry-after': '7' })).toBe(7)
  const wait = retryAfter({ 'retry-after': new Date(Date.now() + 30_000).toUTCString() })!
  expect(wait).toBeGreaterThanOrEqual(28)
  expect(wait).toBeLessThanOrEqual(30)
  expect(retryAfter({ 'retry-after': 'soon' })).toBeUndefined()
  const bare = failureOf({ status: 429, headers: {}, body: undefined, facts, write: true })
  expect(bare).toMatchObject({ kind: 'Throttled', retryAfterSeconds: 10 })
})

test('a write that never left is not ambiguous, one that was cut is', () => {
  const error = (code: string) => Object.assign(new Error(code), { code })
  const failing = (code: string) => connectionFailure(error(code), facts, true)
  for (const code of ['ECONNREFUSED', 'ENOTFOUND', 'UND_ERR_CONNECT_TIMEOUT', 'SELF_SIGNED_CERT_IN_CHAIN']) {
    expect(failing(code), code).toMatchObject({ kind: 'Unavailable', ambiguous: false })
  }
  for (const code of ['ECONNRESET', 'UND_ERR_SOCKET', 'UND_ERR_HEADERS_TIMEOUT']) {
    expect(failing(code), code).toMatchObject({ kind: 'Unavailable', ambiguous: true })
  }
})
