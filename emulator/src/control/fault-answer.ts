import { isSignInCode, refusalBody, SignInRefused } from '../login/errors.ts'
import { json, type Operation, type WireResponse } from '../wire.ts'
import type { FaultEffect } from './faults.ts'

/** The usual code and text of a status, where a fault names none. */
const usual: Record<number, [code: string, message: string]> = {
  400: ['BadRequest', 'The request is malformed or incorrect.'],
  401: ['InvalidAuthenticationToken', 'Access token validation failure.'],
  403: ['ErrorAccessDenied', 'Access is denied. Check credentials and try again.'],
  404: ['ErrorItemNotFound', 'The specified object was not found in the store.'],
  409: ['ErrorIrresolvableConflict', 'The send or update operation could not be performed.'],
  410: ['SyncStateNotFound', 'The sync state generation is not found.'],
  412: [
    'ErrorIrresolvableConflict',
    'The change key passed in the request does not match the current change key.',
  ],
  413: ['RequestEntityTooLarge', 'The request is too large.'],
  423: ['ErrorMailboxMoveInProgress', 'The mailbox is locked at the moment.'],
  424: ['FailedDependency', 'The request depends on another request which failed.'],
  429: ['ApplicationThrottled', 'Application is over its MailboxConcurrency limit.'],
  500: ['InternalServerError', 'The server was unable to process the request.'],
  501: ['NotImplemented', 'The requested feature is not implemented.'],
  502: ['BadGateway', 'An upstream server gave an invalid answer.'],
  503: ['ServiceUnavailable', 'The service is temporarily unavailable.'],
  504: ['GatewayTimeout', 'The server did not respond in time.'],
  507: ['ErrorQuotaExceeded', 'The mailbox has exceeded its storage quota.'],
  509: ['BandwidthLimitExceeded', 'The application exceeded the maximum bandwidth cap.'],
}

const signInOperations = ['token', 'keys', 'discovery', 'instanceDiscovery']

/** The answer that a fault puts in place of the work, in the shape of the service it strikes; none for a mere delay. */
export function faultAnswer(
  operation: Operation,
  effect: FaultEffect,
  now: number,
): WireResponse | undefined {
  if (effect.tokenExpired) {
    const message = 'Lifetime validation failed, the token is expired.'
    return errorAnswer(operation, 401, { ...effect, code: 'InvalidAuthenticationToken', message }, now)
  }
  if (effect.gone) {
    const { origin, path } = operation.request
    const location = `${origin}${path}`
    return errorAnswer(operation, 410, { ...effect, headers: { location, ...effect.headers } }, now)
  }
  const status = effect.status ?? fromCatalogue(operation, effect, now)?.status
  return status === undefined ? undefined : errorAnswer(operation, status, effect, now)
}

function errorAnswer(operation: Operation, status: number, effect: FaultEffect, now: number): WireResponse {
  const { retryAfter = status === 429 ? 1 : null } = effect
  const headers = {
    'request-id': operation.request.id,
    ...(retryAfter !== null && { 'retry-after': String(retryAfter) }),
    ...effect.headers,
  }
  if (typeof effect.body === 'string') return { status, headers, body: effect.body }
  if (effect.body !== undefined) return json(status, effect.body, headers)
  const catalogued = fromCatalogue(operation, effect, now)
  if (catalogued !== undefined) return json(status, catalogued.body, headers)
  const [code, message] = usual[status] ?? ['UnknownError', 'The request was not served.']
  const told = { code: effect.code ?? code, message: effect.message ?? message }
  const shape = signInOperations.includes(operation.name) ? signInError : graphError
  return json(status, shape(operation, told, now), headers)
}

function graphError(operation: Operation, told: { code: string; message: string }, now: number): unknown {
  const { id, headers } = operation.request
  const innerError = {
    date: new Date(now).toISOString().slice(0, 19),
    'request-id': id,
    'client-request-id': headers['client-request-id'] ?? id,
  }
  return { error: { ...told, innerError } }
}

/** A sign-in fault that names a code of the catalogue and no words of its own answers as the catalogue says. */
function fromCatalogue(operation: Operation, effect: FaultEffect, now: number) {
  const code = Number(effect.code)
  if (!signInOperations.includes(operation.name) || effect.message !== undefined || !isSignInCode(code))
    return undefined
  const { id, headers, origin } = operation.request
  const trace = { now, traceId: id, correlationId: headers['client-request-id'] ?? id, origin }
  return refusalBody(new SignInRefused(code), trace)
}

/** `code` may be an AADSTS number; 90033 is "a transient error has occurred". */
function signInError(operation: Operation, told: { code: string; message: string }, now: number): unknown {
  const number = /^\d+$/.test(told.code) ? Number(told.code) : 90033
  return {
    error: number === 90033 ? 'temporarily_unavailable' : 'invalid_request',
    error_description: `AADSTS${number}: ${told.message} Trace ID: ${operation.request.id}`,
    error_codes: [number],
    timestamp: `${new Date(now).toISOString().slice(0, 19).replace('T', ' ')}Z`,
    trace_id: operation.request.id,
    correlation_id: operation.request.headers['client-request-id'] ?? operation.request.id,
    error_uri: `${operation.request.origin}/error?code=${number}`,
  }
}
