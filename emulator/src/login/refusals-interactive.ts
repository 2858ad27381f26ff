interface Row {
  status: number
  error: string
  text: string
}

/**
 * Refusals that only people at a browser, and the grants that follow, meet. Texts as seen in answers of the service; the number and the text of a
 * declined device code (70017) are a guess: the documentation names only the `error`.
 */
export const interactiveRefusals = {
  50011: row(
    'invalid_client',
    "The redirect URI '{0}' specified in the request does not match the redirect URIs configured for the application '{1}'. Make sure the redirect URI sent in the request matches one added to your application in the Azure portal.",
  ),
  50020: row(
    'invalid_grant',
    "User account '{0}' from identity provider does not exist in tenant '{1}' and cannot access the application in that tenant.",
  ),
  50058: row('login_required', 'A silent sign-in request was sent but no user is signed in.'),
  50173: row(
    'invalid_grant',
    'The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password.',
  ),
  54005: row(
    'invalid_grant',
    'OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.',
  ),
  65004: row('access_denied', 'User declined to consent to access the app.'),
  70000: row('invalid_grant', 'Provided grant is invalid or malformed.'),
  70008: row(
    'invalid_grant',
    'The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.',
  ),
  70016: row(
    'authorization_pending',
    'OAuth 2.0 device flow error. Authorization is pending. Continue polling.',
  ),
  70017: row('authorization_declined', 'The user declined the sign-in request of the device.'),
  70018: row('bad_verification_code', 'Invalid verification code.'),
  70019: row('expired_token', 'Verification code expired.'),
  70020: row(
    'expired_token',
    'The provided value for the input parameter device_code is not valid. This device code has expired.',
  ),
  90094: row(
    'consent_required',
    'An administrator of {0} has set a policy that prevents you from granting {1} the permissions it is requesting.',
  ),
  501481: row(
    'invalid_grant',
    'The Code_Verifier does not match the code_challenge supplied in the authorization request.',
  ),
  650053: row(
    'invalid_client',
    "The application '{0}' asked for scope '{1}' that doesn't exist on the resource '{2}'. Contact the app vendor.",
  ),
  700054: row('unsupported_response_type', "response_type '{0}' is not enabled for the application."),
  700082: row(
    'invalid_grant',
    'The refresh token has expired due to inactivity. The token was issued on {0} and was inactive for {1}.',
  ),
} satisfies Record<number, Row>

function row(error: string, text: string): Row {
  return { status: 400, error, text }
}
