import type { WireRequest, WireResponse } from '../wire.ts'
import { json } from '../wire.ts'
import { SignInRefused } from './errors.ts'
import type { TenantPath } from './tenant-path.ts'

/** Hosts of the public cloud; our own is added to the aliases, so that clients accept it without special settings. */
const publicHosts = [
  'login.microsoftonline.com',
  'login.windows.net',
  'login.microsoft.com',
  'sts.windows.net',
]

/** The OpenID Connect metadata of a tenant, or of `common` with `{tenantid}` in the issuer as the service has it. */
export function openIdConfiguration(origin: string, path: TenantPath, version: 1 | 2): WireResponse {
  const segment = path.kind === 'tenant' ? path.tenant.id : path.name
  const base = `${origin}/${segment}`
  const v2 = version === 2
  const oauth = v2 ? `${base}/oauth2/v2.0` : `${base}/oauth2`
  return json(200, {
    token_endpoint: `${oauth}/token`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
    jwks_uri: v2 ? `${base}/discovery/v2.0/keys` : `${base}/discovery/keys`,
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    issuer: issuerOf(origin, path, version),
    request_uri_parameter_supported: false,
    userinfo_endpoint: `${origin}/oidc/userinfo`,
    authorization_endpoint: `${oauth}/authorize`,
    device_authorization_endpoint: `${oauth}/devicecode`,
    http_logout_supported: true,
    frontchannel_logout_supported: true,
    end_session_endpoint: `${oauth}/logout`,
    claims_supported: [
      'sub',
      'iss',
      'aud',
      'exp',
      'iat',
      'auth_time',
      'nonce',
      'preferred_username',
      'name',
      'tid',
      'ver',
      'email',
    ],
    tenant_region_scope: path.kind === 'tenant' ? 'EU' : null,
    cloud_instance_name: 'microsoftonline.com',
    cloud_graph_host_name: 'graph.windows.net',
    msgraph_host: new URL(origin).host,
    rbac_url: 'https://pas.windows.net',
  })
}

/** `…/{tid}/v2.0`; for `common` literally `{tenantid}` stands in place of the id. */
export function issuerOf(origin: string, path: TenantPath, version: 1 | 2): string {
  const segment = path.kind === 'tenant' ? path.tenant.id : '{tenantid}'
  return version === 2 ? `${origin}/${segment}/v2.0` : `https://sts.windows.net/${segment}/`
}

/** `/common/discovery/instance`: which hosts are one cloud. Unknown authorities are refused (50049). */
export function instanceDiscovery(request: WireRequest): WireResponse {
  const endpoint = request.query.get('authorization_endpoint')
  if (endpoint === null) throw new SignInRefused(900144, ['authorization_endpoint'])
  const own = new URL(request.origin).host
  const asked = URL.canParse(endpoint) ? new URL(endpoint) : undefined
  if (asked === undefined || ![...publicHosts, own].includes(asked.host)) throw new SignInRefused(50049)
  const segment = asked.pathname.split('/')[1] || 'common'
  const host = asked.host === own ? own : 'login.microsoftonline.com'
  const network = { preferred_network: host, preferred_cache: host === own ? own : 'login.windows.net' }
  return json(200, {
    tenant_discovery_endpoint: `${request.origin}/${segment}/v2.0/.well-known/openid-configuration`,
    'api-version': '1.1',
    metadata: [{ ...network, aliases: host === own ? [own] : publicHosts }],
  })
}
