import type { Emulator } from '../../server/src/demo/emulator.ts'
import { createDispatcher } from '../../server/src/lib/outside.ts'
import type { Tenant } from './bare.ts'

/** One answered request, as the emulator logged it. */
export interface Logged {
  time: number
  milliseconds: number
  operation: string
  mailbox?: string
  batch?: { operation: string; status: number }[]
}

/** Signs in to the emulated tenant, for the bare pipeline and for asking what was requested. */
export async function openTenant(emulator: Emulator): Promise<
  Tenant & {
    /** Requests to mailboxes since the last call; sign-ins and subscriptions left out. */
    takeRequests(): Promise<Logged[]>
    close(): Promise<void>
  }
> {
  const dispatcher = await createDispatcher({ caFile: emulator.ca, timeout: 30_000 })
  const tenant = emulator.tenants[0]
  if (tenant?.clientId === undefined || tenant.clientSecret === undefined)
    throw new Error('The seed has no application')
  const send = async (
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    headers: Record<string, string>,
    body?: string,
  ) => {
    const answer = await dispatcher.request({ origin: emulator.url, path, method, headers, body })
    if (answer.statusCode >= 300) throw new Error(`${path} answered ${answer.statusCode}`)
    const text = await answer.body.text()
    return text === '' ? undefined : JSON.parse(text)
  }
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: tenant.clientId,
    client_secret: tenant.clientSecret,
    scope: 'https://graph.microsoft.com/.default',
  })
  const signedIn = await send(
    'POST',
    `/${tenant.id}/oauth2/v2.0/token`,
    { 'content-type': 'application/x-www-form-urlencoded' },
    form.toString(),
  )
  const control = { authorization: `Bearer ${emulator.controlToken}` }
  return {
    url: emulator.url,
    dispatcher,
    token: signedIn.access_token,
    mailboxes: tenant.users.map((user) => user.address),
    takeRequests: async () => {
      const { requests } = (await send('GET', '/_control/requests?limit=200000', control)) as {
        requests: Logged[]
      }
      await send('DELETE', '/_control/requests', control)
      return requests.filter(
        ({ operation }) => /contact|event|calendar/i.test(operation) || operation === '$batch',
      )
    },
    close: () => dispatcher.close(),
  }
}
