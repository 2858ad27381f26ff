import { Agent, request } from 'undici'
import type { createEmulator } from '../../emulator/src/main.ts'

/** Asks an emulated tenant as its application does, past all code of ours. */
export async function graphCalls(emulator: Awaited<ReturnType<typeof createEmulator>>) {
  const { id, clientId, clientSecret } = emulator.tenants[0]!
  const dispatcher = new Agent({ connect: { ca: emulator.ca } })
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId!,
    client_secret: clientSecret!,
    scope: 'https://graph.microsoft.com/.default',
  })
  const answer = await request(`${emulator.url}/${id}/oauth2/v2.0/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: form.toString(),
    dispatcher,
  })
  const { access_token: token } = (await answer.body.json()) as { access_token: string }

  /** One request; throws for anything but success. */
  async function call<T>(
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    path: string,
    body?: object,
  ): Promise<T> {
    const url = path.startsWith('http') ? path : `${emulator.url}/v1.0${path}`
    const { statusCode, body: text } = await request(url, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        prefer: 'IdType="ImmutableId"',
        ...(body && { 'content-type': 'application/json' }),
      },
      body: body ? JSON.stringify(body) : null,
      dispatcher,
    })
    const read = await text.text()
    if (statusCode >= 300) throw new Error(`${method} ${path} → ${statusCode} ${read}`)
    return (read === '' ? undefined : JSON.parse(read)) as T
  }

  /** All pages of a listing. */
  async function list<T>(path: string): Promise<T[]> {
    const items: T[] = []
    for (let next: string | undefined = path; next !== undefined; ) {
      const page: { value: T[]; '@odata.nextLink'?: string } = await call('GET', next)
      items.push(...page.value)
      next = page['@odata.nextLink']
    }
    return items
  }
  return { call, list, close: () => dispatcher.close() }
}
