import { json, type WireResponse } from '../wire.ts'

/** A refusal as the service words it; handlers throw it, the room turns it into an answer. */
export class GraphError extends Error {
  readonly status: number
  readonly code: string
  readonly headers: Record<string, string>

  constructor(status: number, code: string, message: string, headers: Record<string, string> = {}) {
    super(message)
    this.status = status
    this.code = code
    this.headers = headers
  }
}

/** Every refusal the Graph room knows, by what is wrong (platform-facts 2.9; texts seen in public issues unless noted). */
export const refuse = {
  badRequest: (message: string) => new GraphError(400, 'BadRequest', message),
  unknownSegment: (segment: string) =>
    new GraphError(400, 'BadRequest', `Resource not found for the segment '${segment}'.`),
  /** Code and text for a method that a resource lacks are not documented. */
  method: () =>
    new GraphError(405, 'BadRequest', 'Specified HTTP method is not allowed for the request target.'),
  meWithoutUser: () =>
    new GraphError(400, 'BadRequest', '/me request is only valid with delegated authentication flow.'),
  body: () =>
    new GraphError(
      400,
      'BadRequest',
      'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
    ),
  bodyShape: (message: string) => new GraphError(400, 'RequestBodyRead', message),
  tooLarge: () => new GraphError(413, 'RequestEntityTooLarge', 'The request is too large.'),
  idMalformed: () => new GraphError(400, 'ErrorInvalidIdMalformed', 'Id is malformed.'),
  property: (message: string) => new GraphError(400, 'ErrorInvalidProperty', message),
  urlQuery: (message: string) => new GraphError(400, 'ErrorInvalidUrlQuery', message),
  argument: (message: string) => new GraphError(400, 'ErrorInvalidArgument', message),
  /** `code` is one of the texts of platform-facts 2.9. */
  token: (message: string) =>
    new GraphError(401, 'InvalidAuthenticationToken', message, {
      'www-authenticate': `Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", client_id="00000003-0000-0000-c000-000000000000"`,
    }),
  accessDenied: () =>
    new GraphError(403, 'ErrorAccessDenied', 'Access is denied. Check credentials and try again.'),
  accessPolicy: () =>
    new GraphError(
      403,
      'ErrorAccessDenied',
      'Access to OData is disabled: [RAOP] : Blocked by tenant configured AppOnly AccessPolicy settings.',
    ),
  directoryDenied: () =>
    new GraphError(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.'),
  invalidUser: (user: string) =>
    new GraphError(404, 'ErrorInvalidUser', `The requested user '${user}' is invalid.`),
  noMailbox: () =>
    new GraphError(
      404,
      'MailboxNotEnabledForRESTAPI',
      'The mailbox is either inactive, soft-deleted, or is hosted on-premise.',
    ),
  itemNotFound: () =>
    new GraphError(404, 'ErrorItemNotFound', 'The specified object was not found in the store.'),
  /** Directory objects are refused with this code (applications, groups, assignments). */
  directoryRequest: (message: string) => new GraphError(400, 'Request_BadRequest', message),
  directoryQuery: (message: string) => new GraphError(400, 'Request_UnsupportedQuery', message),
  /** Code and text as seen in public issues of provisioning tools. */
  principalExists: (appId: string) =>
    new GraphError(
      409,
      'Request_MultipleObjectsWithSameKeyValue',
      `The service principal cannot be created, updated, or restored because the service principal name ${appId} is already in use.`,
    ),
  directoryNotFound: (key: string) =>
    new GraphError(
      404,
      'Request_ResourceNotFound',
      `Resource '${key}' does not exist or one of its queried reference-property objects are not present.`,
    ),
  notFound: (message: string) => new GraphError(404, 'ResourceNotFound', message),
  folderNotFound: () =>
    new GraphError(404, 'ErrorFolderNotFound', 'The specified folder could not be found in the store.'),
  noPhoto: () => new GraphError(404, 'ErrorItemNotFound', "The photo wasn't found."),
  folderExists: () =>
    new GraphError(409, 'ErrorFolderExists', 'A folder with the specified name already exists.'),
  /** The status of this refusal is not documented. */
  wellKnownFolder: () =>
    new GraphError(400, 'ErrorDeleteDistinguishedFolder', 'Distinguished folders cannot be deleted.'),
  syncState: (code: 'SyncStateInvalid') => new GraphError(400, code, 'The sync state is invalid.'),
  syncStateGone: (generation: number, location: string) =>
    new GraphError(
      410,
      'SyncStateNotFound',
      `The sync state generation is not found; generation=${generation};[highest=${generation + 8}].`,
      { location },
    ),
  conflict: () =>
    new GraphError(
      412,
      'ErrorIrresolvableConflict',
      'The send or update operation could not be performed because the change key passed in the request does not match the current change key for the item.',
    ),
  /** `message` without its usual beginning. */
  invalidRequest: (message: string) =>
    new GraphError(400, 'ErrorInvalidRequest', `Your request can't be completed. ${message}`),
  /** What the service says of wrong times, zones and recurrences; it never names the property (seen in public issues). */
  propertyFailed: () =>
    new GraphError(400, 'ErrorPropertyValidationFailure', 'At least one property failed validation.'),
  timeZone: (name: string) =>
    new GraphError(
      400,
      'TimeZoneNotSupportedException',
      `A valid TimeZone value must be specified. The following TimeZone value is not supported: '${name}'.`,
    ),
  parameter: (message: string) => new GraphError(400, 'ErrorInvalidParameter', message),
  recipients: () => new GraphError(400, 'ErrorInvalidRecipients', "At least one recipient isn't valid."),
  /** The reference (event-update) has code and text. */
  crossingOccurrence: () =>
    new GraphError(
      400,
      'ErrorOccurrenceCrossingBoundary',
      'Modified occurrence is crossing or overlapping adjacent occurrence.',
    ),
  occurrenceTooLong: () =>
    new GraphError(
      400,
      'ErrorOccurrenceTimeSpanTooBig',
      'The duration of an occurrence is longer than the time between two occurrences.',
    ),
  /** Neither status nor text of a repeated `transactionId` is documented or seen in public; that no second event appears is. */
  duplicateTransaction: () =>
    new GraphError(
      409,
      'ErrorDuplicateTransactionId',
      'An event with the same transactionId has been created already.',
    ),
  failedDependency: () =>
    new GraphError(424, 'FailedDependency', 'The request depends on another request which failed.'),
  throttled: (limit: string, seconds: number) =>
    new GraphError(429, 'ApplicationThrottled', `Application is over its ${limit} limit.`, {
      'retry-after': String(seconds),
    }),
  validation: (message: string) => new GraphError(400, 'ValidationError', message),
} as const

/** The answer that carries a refusal; `clientRequestId` is echoed. */
export function errorResponse(
  error: GraphError,
  requestId: string,
  clientRequestId: string,
  now: number,
): WireResponse {
  const innerError = {
    date: new Date(now).toISOString().slice(0, 19),
    'request-id': requestId,
    'client-request-id': clientRequestId,
  }
  return json(
    error.status,
    { error: { code: error.code, message: error.message, innerError } },
    error.headers,
  )
}
