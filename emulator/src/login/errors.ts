import { interactiveRefusals } from './refusals-interactive.ts'

/** One row of the catalogue: what the token endpoint answers for a code. `{0}`, `{1}` … are filled in. */
interface Row {
  status: number
  error: string
  suberror?: string
  text: string
}

/**
 * The codes of the token endpoint (Entra's error reference; status, `error` and text as seen in answers of the
 * service). 50012, 50027, 700021 and 700023 are confirmed in text only; their status is a guess from their class.
 */
const catalogue = {
  ...interactiveRefusals,
  28003: row(
    400,
    'invalid_request',
    "Provided value for the input parameter 'scope' cannot be empty when requesting an access token using the provided authorization code. Please specify a valid scope.",
  ),
  50027: row(400, 'invalid_request', 'JWT token is invalid or malformed. {0}'),
  50034: row(
    400,
    'invalid_grant',
    'The user account {0} does not exist in the {1} directory. To sign into this application, the account must be added to the directory.',
  ),
  50049: row(400, 'invalid_instance', 'Unknown or invalid instance.'),
  50053: row(
    400,
    'invalid_grant',
    "The account is locked, you've tried to sign in too many times with an incorrect user ID or password.",
  ),
  50055: row(400, 'invalid_grant', 'The password is expired.', 'user_password_expired'),
  50056: row(
    400,
    'invalid_grant',
    'Invalid or null password: password does not exist in the directory for this user.',
  ),
  50057: row(400, 'invalid_grant', 'The user account is disabled.'),
  50059: row(
    400,
    'invalid_request',
    'No tenant-identifying information found in either the request or implied by any provided credentials.',
  ),
  50076: row(
    400,
    'invalid_grant',
    "Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access '{0}'.",
    'basic_action',
  ),
  50079: row(
    400,
    'invalid_grant',
    "Due to a configuration change made by your administrator, or because you moved to a new location, you must enroll in multi-factor authentication to access '{0}'.",
    'basic_action',
  ),
  50126: row(400, 'invalid_grant', 'Error validating credentials due to invalid username or password.'),
  53003: row(
    400,
    'invalid_grant',
    'Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.',
    'message_only',
  ),
  65001: row(
    400,
    'invalid_grant',
    "The user or administrator has not consented to use the application with ID '{0}' named '{1}'. Send an interactive authorization request for this user and resource.",
    'consent_required',
  ),
  70003: row(400, 'unsupported_grant_type', "The app requested an unsupported grant type '{0}'."),
  70011: row(
    400,
    'invalid_scope',
    "The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope {0} is not valid.",
  ),
  90002: row(
    400,
    'invalid_tenant',
    "Tenant '{0}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.",
  ),
  90014: row(
    400,
    'invalid_request',
    "The required field '{0}' is missing from the credential. Ensure that you have all the necessary parameters for the login request.",
  ),
  500011: row(
    400,
    'invalid_resource',
    'The resource principal named {0} was not found in the tenant named {1}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.',
  ),
  500014: row(
    400,
    'invalid_resource',
    "The service principal for resource '{0}' is disabled. This indicate that a subscription within the tenant has lapsed, or that the administrator for this tenant has disabled the application, preventing tokens from being issued for it.",
  ),
  700016: row(
    400,
    'unauthorized_client',
    "Application with identifier '{0}' was not found in the directory '{1}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.",
  ),
  700021: row(
    401,
    'invalid_client',
    "Client assertion application identifier doesn't match 'client_id' parameter. Review the documentation at https://learn.microsoft.com/entra/identity-platform/certificate-credentials .",
  ),
  700022: row(
    400,
    'invalid_request',
    'Provided value for the input parameter scope is not valid because it contains more than one resource. Scope {0} is not valid.',
  ),
  700023: row(
    401,
    'invalid_client',
    'Client assertion audience claim does not match Realm issuer. Review the documentation at https://learn.microsoft.com/entra/identity-platform/certificate-credentials .',
  ),
  700024: row(
    401,
    'invalid_client',
    'Client assertion is not within its valid time range. Current time: {0}, assertion valid from {1}, expiry time of assertion {2}. Review the documentation at https://learn.microsoft.com/entra/identity-platform/certificate-credentials .',
  ),
  700025: row(
    401,
    'invalid_client',
    "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
  ),
  700027: row(
    401,
    'invalid_client',
    "{0}, Thumbprint of key used by client: '{1}', Please visit the Azure Portal, Graph Explorer or directly use MS Graph to see configured keys for app Id '{2}'. Review the documentation at https://docs.microsoft.com/en-us/graph/deployments to determine the corresponding service endpoint and https://docs.microsoft.com/en-us/graph/api/application-get?view=graph-rest-1.0&tabs=http to build a query request URL, such as 'https://graph.microsoft.com/beta/applications/{2}'].",
  ),
  700038: row(400, 'unauthorized_client', '{0} is not a valid application identifier.'),
  900561: row(400, 'invalid_request', 'The endpoint only accepts POST requests. Received a {0} request.'),
  900023: row(
    400,
    'invalid_request',
    "Specified tenant identifier '{0}' is neither a valid DNS name, nor a valid external domain.",
  ),
  900144: row(400, 'invalid_request', "The request body must contain the following parameter: '{0}'."),
  1002012: row(
    400,
    'invalid_scope',
    'The provided value for scope {0} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).',
  ),
  7000112: row(400, 'unauthorized_client', "Application '{0}'({1}) is disabled."),
  7000215: row(
    401,
    'invalid_client',
    "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{0}'.",
  ),
  7000216: row(
    401,
    'invalid_client',
    "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.",
  ),
  7000218: row(
    401,
    'invalid_client',
    "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
  ),
  7000222: row(
    401,
    'invalid_client',
    "The provided client secret keys for app '{0}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.",
  ),
  9001023: row(
    400,
    'invalid_request',
    "The grant type '{0}' is not supported over the /common or /consumers endpoints. Please use the /organizations or tenant-specific endpoint.",
  ),
  9002313: row(400, 'invalid_request', 'Invalid request. Request is malformed or invalid.'),
} satisfies Record<number, Row>

export type SignInCode = keyof typeof catalogue

/** A refused sign-in: thrown by the grants, turned into the answer by the token endpoint. */
export class SignInRefused extends Error {
  readonly code: SignInCode
  readonly claims: string | undefined

  constructor(code: SignInCode, values: string[] = [], claims?: string) {
    super(describe(code, values))
    this.code = code
    this.claims = claims
  }
}

/** The body of a refusal, with the ids by which Microsoft's support would find it. */
export function refusalBody(
  refused: SignInRefused,
  trace: { now: number; traceId: string; correlationId: string; origin: string },
): { status: number; body: Record<string, unknown> } {
  const { status, error, suberror }: Row = catalogue[refused.code]
  const timestamp = `${new Date(trace.now).toISOString().slice(0, 19).replace('T', ' ')}Z`
  const { traceId, correlationId } = trace
  const ids = `Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`
  const body = {
    error,
    error_description: `AADSTS${refused.code}: ${refused.message} ${ids}`,
    error_codes: [refused.code],
    timestamp,
    trace_id: traceId,
    correlation_id: correlationId,
    error_uri: `${trace.origin}/error?code=${refused.code}`,
    ...(suberror !== undefined && { suberror }),
    ...(refused.claims !== undefined && { claims: refused.claims }),
  }
  return { status, body }
}

/** What a code means, as the page behind `error_uri` says it; `undefined` for codes that are not in the catalogue. */
export function explainCode(code: string): string | undefined {
  return Object.hasOwn(catalogue, code) ? catalogue[Number(code) as SignInCode].text : undefined
}

function describe(code: SignInCode, values: string[]): string {
  return catalogue[code].text.replace(/\{(\d)\}/g, (_, at: string) => values[Number(at)] ?? '')
}

function row(status: number, error: string, text: string, suberror?: string): Row {
  return { status, error, text, ...(suberror !== undefined && { suberror }) }
}
