import { readFile } from 'node:fs/promises'
import { Client } from '@microsoft/microsoft-graph-client'
import { Agent, fetch as undiciFetch } from 'undici'
import type { DemoFile } from './demo.ts'

/** @microsoft/microsoft-graph-client with a token of the demo's application, trusting the emulator's authority. */
export async function microsoftClient({ emulator }: Pick<DemoFile, 'emulator'>): Promise<Client> {
  const dispatcher = await trusting(emulator.caFile)
  const tenant = emulator.tenants[0]!
  const answer = await undiciFetch(`${emulator.url}/${tenant.id}/oauth2/v2.0/token`, {
    method: 'POST',
    dispatcher,
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: tenant.clientId,
      client_secret: tenant.clientSecret,
      scope: 'https://graph.microsoft.com/.default',
    }),
  })
  const { access_token: token } = (await answer.json()) as { access_token: string }
  return Client.init({
    baseUrl: emulator.url,
    customHosts: new Set([new URL(emulator.url).hostname]),
    authProvider: (done) => done(null, token),
    fetchOptions: { dispatcher } as RequestInit,
  })
}

/** The emulator's control interface. */
export async function controlOf({ emulator }: Pick<DemoFile, 'emulator'>) {
  const dispatcher = await trusting(emulator.caFile)
  return async <T>(method: string, path: string, body?: object): Promise<T> => {
    const answer = await undiciFetch(`${emulator.url}/_control${path}`, {
      method,
      dispatcher,
      headers: {
        authorization: `Bearer ${emulator.controlToken}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`)
    return (await answer.json()) as T
  }
}

async function trusting(caFile: string): Promise<Agent> {
  return new Agent({ connect: { ca: await readFile(caFile, 'utf8') } })
}
