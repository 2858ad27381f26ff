import { setTimeout as wait } from 'node:timers/promises'
import type { DemoFile } from './demo.ts'

export interface ApiContact {
  id: string
  version: number
  displayName?: string | null
  mobilePhone?: string | null
  jobTitle?: string | null
  emailAddresses?: { address?: string | null; name?: string | null }[]
}

/** The API as a program uses it. */
export function apiOf(demo: Pick<DemoFile, 'url' | 'apiKey'>) {
  return async <T>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<T> => {
    const answer = await fetch(`${demo.url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${demo.apiKey}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`)
    return text === '' ? (undefined as T) : (JSON.parse(text) as T)
  }
}

/** Asks every 20 ms until there is an answer; returns it with the milliseconds it took. */
export async function within<T>(
  milliseconds: number,
  what: string,
  ask: () => Promise<T | undefined | false>,
): Promise<{ answer: T; milliseconds: number }> {
  const started = performance.now()
  for (;;) {
    const answer = await ask()
    const taken = performance.now() - started
    if (answer !== undefined && answer !== false) return { answer, milliseconds: taken }
    if (taken > milliseconds) throw new Error(`${what} did not happen within ${milliseconds} ms`)
    await wait(20)
  }
}

/** Signs an operator in at a server and makes a key there. */
export async function makeKey(url: string, operator: { email: string; password: string }): Promise<string> {
  const headers = { 'content-type': 'application/json', origin: url }
  const body = JSON.stringify(operator)
  const signIn = await fetch(`${url}/api/auth/sign-in/email`, { method: 'POST', headers, body })
  const cookie = signIn.headers.getSetCookie().map((one) => one.split(';')[0])
  const made = await fetch(`${url}/api/v1/api-keys`, {
    method: 'POST',
    headers: { ...headers, cookie: cookie.join('; ') },
    body: JSON.stringify({ name: 'e2e' }),
  })
  return ((await made.json()) as { key: string }).key
}
