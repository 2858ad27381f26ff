import { type RefusalRow, row } from './refusal-row.ts'

/**
 * Refusals of a person's sign-in (service accounts, delegated, device code): second factors, Conditional Access, consent.
 * 53011, 90008 and 90095 are known by number and meaning; status and `error` are those of their class.
 */
export const personRefusals = {
  50020: row(
    400,
    'invalid_grant',
    "User account '{0}' from identity provider '{1}' does not exist in tenant '{2}' and cannot access the application '{3}' in that tenant. The account needs to be added as an external user in the tenant first.",
  ),
  50072: row(
    400,
    'invalid_grant',
    "Due to a configuration change made by your administrator, or because you moved to a new location, you must enroll in multi-factor authentication to access '{0}' (interactive).",
    'basic_action',
  ),
  50074: row(
    400,
    'invalid_grant',
    'Strong Authentication is required and the user did not pass the MFA challenge.',
    'basic_action',
  ),
  50078: row(
    400,
    'invalid_grant',
    "Presented multi-factor authentication has expired due to policies configured by your administrator, you must refresh your multi-factor authentication to access '{0}'.",
    'basic_action',
  ),
  50105: row(
    400,
    'invalid_grant',
    "Your administrator has configured the application to block users unless they are specifically granted ('assigned') access to the application. The signed in user '{0}' is blocked because they are not a direct member of a group with access.",
  ),
  50132: row(
    400,
    'invalid_grant',
    'The session is not valid due to password expiration or recent password change.',
  ),
  50133: row(
    400,
    'invalid_grant',
    'Session is invalid due to expiration or recent password change.',
    'bad_token',
  ),
  50158: row(400, 'invalid_grant', 'External security challenge was not satisfied.', 'additional_action'),
  50173: row(
    400,
    'invalid_grant',
    "The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password. The grant was issued on '{0}' and the TokensValidFrom date for this user is '{1}'.",
    'bad_token',
  ),
  53000: row(
    400,
    'interaction_required',
    'Device is not in required device state: {0}. Conditional Access policy requires a compliant device, and the device is not compliant.',
    'message_only',
  ),
  53001: row(
    400,
    'interaction_required',
    'Device is not in required device state: {0}. Conditional Access policy requires a domain joined device, and the device is not domain joined.',
    'message_only',
  ),
  53002: row(
    400,
    'interaction_required',
    'The application used is not an approved application for Conditional Access.',
    'message_only',
  ),
  53011: row(400, 'access_denied', 'User blocked due to risk on home tenant.'),
  530032: row(400, 'access_denied', 'Blocked by Conditional Access on security policy.'),
  530035: row(
    400,
    'access_denied',
    'Access has been blocked by security defaults. This request is deemed unsafe by security defaults policies.',
  ),
  65004: row(400, 'access_denied', 'User declined to consent to access the app.'),
  90008: row(
    400,
    'consent_required',
    'The user or administrator has not consented to use the application. The application requires access to Windows Azure Active Directory by specifying the sign-in and read user profile permission.',
  ),
  90094: row(
    400,
    'consent_required',
    'An administrator of {0} has set a policy that prevents you from granting {1} the permissions it is requesting.',
  ),
  90095: row(
    400,
    'consent_required',
    'Admin consent is required for the permissions requested by this application. An admin consent request may be sent to the admin.',
  ),
} satisfies Record<number, RefusalRow>
