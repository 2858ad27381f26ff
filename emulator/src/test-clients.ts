import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import type { Emulator } from './main.ts'

/** An answer, with its body as JSON where it is JSON. */
export interface Answer {
  status: number
  headers: Record<string, string>
  body: Record<string, unknown>
  text: string
}

/** A client that trusts the emulator's CA; `path` is below its address. */
export interface Client {
  send(
    method: string,
    path: string,
    given?: { headers?: Record<string, string>; body?: string },
  ): Promise<Answer>
  /** Posts a form. */
  form(path: string, form: Record<string, string>, headers?: Record<string, string>): Promise<Answer>
  /** Calls the control interface. */
  control(method: string, path: string, body?: unknown): Promise<Answer>
  /** A token of the first tenant's application for Graph. */
  token(): Promise<string>
}

/** Makes everything in this process trust the emulator's CA: `fetch`, and libraries that cannot be given one. */
export function trust(emulator: { ca: string }): void {
  setDefaultCACertificates([...new Set([...getCACertificates('default'), emulator.ca])])
}

/** A plain HTTPS client for tests; it follows no redirects. */
export function createClient(emulator: Emulator): Client {
  trust(emulator)
  const send: Client['send'] = async (method, path, { headers = {}, body } = {}) => {
    const answer = await fetch(`${emulator.url}${path}`, {
      method,
      redirect: 'manual',
      headers,
      ...(body !== undefined && { body }),
    })
    const text = await answer.text()
    const given = Object.fromEntries(answer.headers)
    const isJson = given['content-type']?.includes('json')
    return { status: answer.status, headers: given, body: isJson ? JSON.parse(text) : {}, text }
  }
  const form: Client['form'] = (path, values, headers = {}) =>
    send('POST', path, {
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: new URLSearchParams(values).toString(),
    })
  return {
    send,
    form,
    control: (method, path, body) =>
      send(method, `/_control${path}`, {
        headers: { authorization: `Bearer ${emulator.controlToken}`, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    token: async () => {
      const [tenant] = emulator.tenants
      const answer = await form(`/${tenant?.id}/oauth2/v2.0/token`, {
        grant_type: 'client_credentials',
        client_id: tenant?.clientId ?? '',
        client_secret: tenant?.clientSecret ?? '',
        scope: 'https://graph.microsoft.com/.default',
      })
      return String(answer.body.access_token)
    },
  }
}
