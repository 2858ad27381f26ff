import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from '@azure/msal-node'
import { request } from 'undici'
import type { ResponseFacts } from '../failures.ts'
import type { Outside } from '../provider.ts'

/** The last thing the sign-in service did; MSAL's own errors hide it. */
export interface LastAnswer {
  status: number | undefined
  retryAfter: string | undefined
  body: unknown
  /** Set when there was no answer at all. */
  error: unknown
  facts: ResponseFacts
}

/** MSAL's way to the network: undici with our dispatcher and time limit; `heard` gets every answer, also the bad ones. */
export function msalNetwork(outside: Outside, heard: (answer: LastAnswer) => void): INetworkModule {
  const send = async <T>(
    method: 'GET' | 'POST',
    url: string,
    options: NetworkRequestOptions = {},
  ): Promise<NetworkResponse<T>> => {
    const facts: ResponseFacts = { request: `${method} ${url.split('?')[0]}`, at: new Date().toISOString() }
    try {
      const answer = await request(url, {
        method,
        headers: options.headers ?? {},
        body: options.body ?? null,
        dispatcher: outside.dispatcher,
        signal: AbortSignal.timeout(outside.timeout),
      })
      const text = await answer.body.text()
      const headers = Object.fromEntries(
        Object.entries(answer.headers).map(([name, value]) => [name, String(value)]),
      )
      const body = parse(text)
      const status = answer.statusCode
      heard({
        status,
        retryAfter: headers['retry-after'],
        body,
        error: undefined,
        facts: { ...facts, status },
      })
      // MSAL reads a body that is not JSON as an object without properties.
      return { headers, body: (body ?? {}) as T, status }
    } catch (error) {
      heard({ status: undefined, retryAfter: undefined, body: undefined, error, facts })
      throw error
    }
  }
  return {
    sendGetRequestAsync: (url, options) => send('GET', url, options),
    sendPostRequestAsync: (url, options) => send('POST', url, options),
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
