/**
 * Every error the product itself raises towards a caller, in one catalogue. The API turns them into problem
 * details (RFC 9457), the command line into one line. `detail` always says what to do.
 */
export const catalogue = {
  'invalid-input': { status: 400, title: 'The request holds something we cannot accept' },
  'not-signed-in': { status: 401, title: 'Sign in first' },
  'not-allowed': { status: 403, title: 'This is not yours to do' },
  'second-factor-needed': { status: 403, title: 'Set up your second factor first' },
  'support-not-approved': {
    status: 403,
    title: 'This organisation has not approved support access',
  },
  'not-found': { status: 404, title: 'There is nothing with this name' },
  'method-not-allowed': { status: 405, title: 'This address does not answer to this method' },
  'wrong-state': { status: 409, title: 'This cannot be done in the present state' },
  'attendees-would-be-mailed': {
    status: 409,
    title: 'The mailbox would mail people, and nobody said it may',
  },
  'already-exists': { status: 409, title: 'This exists already' },
  'idempotency-conflict': { status: 409, title: 'This Idempotency-Key was used for another request' },
  'in-progress': { status: 409, title: 'The same request is being carried out right now' },
  'stale-version': { status: 412, title: 'Somebody changed it meanwhile' },
  'version-needed': { status: 428, title: 'Say which version you edit' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  'too-large': { status: 413, title: 'The request is too large' },
  'unsupported-media-type': { status: 415, title: 'The body is not JSON' },
  unexpected: { status: 500, title: 'Tandem has a fault' },
  unavailable: { status: 503, title: 'Tandem cannot answer right now' },
} as const
export type ErrorCode = keyof typeof catalogue

/** What some problems carry beside their words. */
export interface ProblemFacts {
  /** With `attendees-would-be-mailed`: whom. */
  attendees?: string[]
}

/** An error with a code of the catalogue; `fields` names the inputs at fault as JSON pointers. */
export class TandemError extends Error {
  readonly code: ErrorCode
  readonly fields: { pointer: string; detail: string }[]
  readonly facts: ProblemFacts
  constructor(
    code: ErrorCode,
    detail: string,
    fields: { pointer: string; detail: string }[] = [],
    facts: ProblemFacts = {},
  ) {
    super(detail)
    this.name = 'TandemError'
    this.code = code
    this.fields = fields
    this.facts = facts
  }
}
