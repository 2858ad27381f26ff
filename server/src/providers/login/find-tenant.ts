import { request } from 'undici'
import { ProviderError } from '../failures.ts'
import type { FoundTenant, Outside } from '../provider.ts'
import { unreachable } from '../unreachable.ts'

/**
 * Whose a domain is, from the OpenID metadata that Entra gives to everybody: the issuer names the tenant, and for a
 * national cloud the token endpoint is on another host (learn.microsoft.com: authentication-national-cloud).
 */
export async function findTenant(domain: string, outside: Outside): Promise<FoundTenant> {
  const url = new URL(
    `/${encodeURIComponent(domain)}/v2.0/.well-known/openid-configuration`,
    outside.loginUrl,
  )
  const { status, body } = await ask(url, outside)
  if (status >= 400 && status < 500 && status !== 429) return { kind: 'unknown' }
  const { issuer, token_endpoint: endpoint, cloud_instance_name: cloud } = body
  const tenantId = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/i.exec(String(issuer))?.[0]
  if (status !== 200 || tenantId === undefined || !URL.canParse(String(endpoint)))
    throw new ProviderError({
      kind: 'Unavailable',
      ambiguous: false,
      detail: `${url.host} answered ${status}`,
    })
  const { host } = new URL(String(endpoint))
  if (host === url.host) return { kind: 'found', tenantId: tenantId.toLowerCase() }
  return { kind: 'elsewhere', cloud: typeof cloud === 'string' ? cloud : host }
}

async function ask(url: URL, outside: Outside): Promise<{ status: number; body: Record<string, unknown> }> {
  try {
    const answer = await request(url, {
      dispatcher: outside.dispatcher,
      // Somebody is typing: what takes longer is of no use to them.
      signal: AbortSignal.timeout(Math.min(outside.timeout, 5000)),
    })
    const text = await answer.body.text()
    return { status: answer.statusCode, body: answer.statusCode === 200 ? JSON.parse(text) : {} }
  } catch (error) {
    const detail = error instanceof SyntaxError ? `${url.host} answered something else` : unreachable(error)
    throw new ProviderError({ kind: 'Unavailable', ambiguous: false, detail })
  }
}
