import { type RefusalRow, row } from './refusal-row.ts'

/** Refusals of codes, refresh tokens and device codes, of redirects and endpoints, and faults that pass. */
export const flowRefusals = {
  28002: row(
    400,
    'invalid_request',
    "Provided value for the input parameter scope '{0}' is not valid when requesting an access token. Please specify a valid scope.",
  ),
  50011: row(
    400,
    'invalid_client',
    "The redirect URI '{0}' specified in the request does not match the redirect URIs configured for the application '{1}'.",
  ),
  50012: row(401, 'invalid_client', 'Authentication failed.'),
  50013: row(401, 'invalid_client', 'Assertion failed signature validation. {0}'),
  50148: row(
    400,
    'invalid_grant',
    'The code_verifier does not match the code_challenge supplied in the authorization request for PKCE.',
  ),
  50194: row(
    400,
    'invalid_request',
    "Application '{0}'({1}) is not configured as a multi-tenant application. Usage of the /common endpoint is not supported for such apps created after '10/15/2018'. Use a tenant-specific endpoint or configure the application to be multi-tenant.",
  ),
  50196: row(
    400,
    'invalid_grant',
    'The server terminated an operation because it encountered a client request loop. Please contact your app vendor.',
  ),
  50058: row(400, 'login_required', 'A silent sign-in request was sent but no user is signed in.'),
  54005: row(
    400,
    'invalid_grant',
    'OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.',
  ),
  70000: row(
    400,
    'invalid_grant',
    'Provided grant is invalid or malformed. The user may have to sign in again.',
  ),
  70001: row(
    400,
    'unauthorized_client',
    'The application named {0} was not found in the tenant named {1}, or is disabled. You might have sent your authentication request to the wrong tenant.',
  ),
  70002: row(401, 'invalid_client', 'Error validating credentials.'),
  70008: row(
    400,
    'invalid_grant',
    'The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.',
  ),
  70016: row(
    400,
    'authorization_pending',
    'OAuth 2.0 device flow error. Authorization is pending. Continue polling.',
  ),
  // Number and text are a guess: the documentation names only the error of a declined device code.
  70017: row(400, 'authorization_declined', 'The user declined the sign-in request of the device.'),
  70018: row(400, 'bad_verification_code', 'Invalid verification code.'),
  70019: row(400, 'expired_token', 'Verification code expired.'),
  70020: row(
    400,
    'expired_token',
    'The provided value for the input parameter device_code is not valid. This device code has expired.',
  ),
  70043: row(
    400,
    'invalid_grant',
    'The refresh token has expired or is invalid due to sign-in frequency checks by Conditional Access. The token was issued on {0} and the maximum allowed lifetime for this request is {1}.',
    'bad_token',
  ),
  90024: row(
    400,
    'temporarily_unavailable',
    'RequestBudgetExceededError: a transient error has occurred. Please try again.',
  ),
  90033: row(503, 'temporarily_unavailable', 'A transient error has occurred. Please try again.'),
  90055: row(
    429,
    'temporarily_unavailable',
    'Server terminated the request because there were too many requests.',
  ),
  501481: row(
    400,
    'invalid_grant',
    'The Code_Verifier does not match the code_challenge supplied in the authorization request.',
  ),
  650052: row(
    400,
    'invalid_grant',
    "The app is trying to access a service '{0}'({1}) that your organization '{2}' lacks a service principal for. Contact your IT Admin to review the configuration of your service subscriptions or consent to the application in order to create the required service principal.",
  ),
  650053: row(
    400,
    'invalid_client',
    "The application '{0}' asked for scope '{1}' that doesn't exist on the resource '{2}'. Contact the app vendor.",
  ),
  650057: row(
    400,
    'invalid_resource',
    'Invalid resource. The client has requested access to a resource which is not listed in the requested permissions in the client’s application registration.',
  ),
  700054: row(400, 'unsupported_response_type', "response_type '{0}' is not enabled for the application."),
  700082: row(
    400,
    'invalid_grant',
    'The refresh token has expired due to inactivity. The token was issued on {0} and was inactive for {1}.',
  ),
  700084: row(
    400,
    'invalid_grant',
    'The refresh token was issued to a single page app (SPA), and therefore has a fixed, limited lifetime of {1}, which cannot be extended. It is now expired and a new sign in request must be sent by the SPA to the sign in page.',
  ),
  9002326: row(
    400,
    'invalid_request',
    "Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type.",
  ),
  9002327: row(
    400,
    'invalid_request',
    "Tokens issued for the 'Single-Page Application' client-type may only be redeemed via cross-origin requests.",
  ),
  9002331: row(
    400,
    'invalid_request',
    "Application '{0}'({1}) is configured for use by Microsoft Account users only. Please use the /consumers endpoint to serve this request.",
  ),
} satisfies Record<number, RefusalRow>
