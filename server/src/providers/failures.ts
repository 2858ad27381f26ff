/**
 * Everything that can go wrong at the outside edge: a closed set with data (architecture rule 9).
 * `sync/retry.ts` says what happens next for each.
 */
export type Failure =
  /** The token was refused; a fresh one may help once. */
  | { kind: 'AuthExpired'; detail: string; evidence?: ResponseFacts }
  /** The sign-in itself was refused: secret, certificate, consent, tenant. `code` is the service's own. */
  | { kind: 'SignInRefused'; code: string; detail: string; evidence?: ResponseFacts }
  | { kind: 'Forbidden'; detail: string; evidence?: ResponseFacts }
  /** The item or the folder is gone. A mailbox that is gone or switched off is `Forbidden`: its items are not deleted. */
  | { kind: 'NotFound'; detail: string; evidence?: ResponseFacts }
  /** The version sent is not the current one. */
  | { kind: 'Conflict'; detail: string; evidence?: ResponseFacts }
  | { kind: 'Throttled'; retryAfterSeconds: number; detail: string; evidence?: ResponseFacts }
  /** Time-out, connection cut, 5xx. `ambiguous`: the request may have been carried out. */
  | { kind: 'Unavailable'; ambiguous: boolean; detail: string; evidence?: ResponseFacts }
  /** The service will never take this input as it is. */
  | { kind: 'Rejected'; code: string; detail: string; evidence?: ResponseFacts }
  | { kind: 'CursorExpired'; detail: string; evidence?: ResponseFacts }
  | { kind: 'Unexpected'; detail: string; evidence?: ResponseFacts }

/** What the outside answered; never a token or a secret. */
export interface ResponseFacts {
  /** `GET https://host/path`, without query values that could be secret. */
  request: string
  status?: number
  code?: string
  requestId?: string
  at: string
  text?: string
}

export type FailureKind = Failure['kind']

/** The one error that leaves a provider. */
export class ProviderError extends Error {
  readonly failure: Failure
  constructor(failure: Failure, options?: { cause?: unknown }) {
    super(`${failure.kind}: ${failure.detail}`, options)
    this.name = 'ProviderError'
    this.failure = failure
  }
}
