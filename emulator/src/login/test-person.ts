import { expect } from 'vitest'
import type { Emulator } from '../main.ts'

/** Somebody at a browser: follows pages, fills in their forms, keeps cookies. */
export interface Person {
  open(url: string): Promise<Seen>
  /** Sends the form of the present page whose hidden `act` is this one (or the only form). */
  send(act: string, fields?: Record<string, string>): Promise<Seen>
}

/** What is in the browser now: a page, or the address it was sent to, outside of the emulator. */
export interface Seen {
  status: number
  text: string
  title: string
  /** Where a redirect led. */
  location: URL | undefined
}

/** A new browser. */
export function newPerson(emulator: Pick<Emulator, 'url'>): Person {
  const cookies = new Map<string, string>()
  let page = ''
  const visit = async (url: string, form?: Record<string, string>): Promise<Seen> => {
    const answer = await fetch(new URL(url, emulator.url), {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    })
    for (const given of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = given.split(';')[0]?.split('=') ?? []
      if (value === '') cookies.delete(name)
      else cookies.set(name, value)
    }
    page = await answer.text()
    const location = answer.headers.get('location')
    return {
      status: answer.status,
      text: page,
      title: /<h1>(.*?)<\/h1>/.exec(page)?.[1] ?? '',
      location: location === null ? undefined : new URL(location),
    }
  }
  return {
    open: (url) => visit(url),
    send: (act, fields = {}) => {
      const forms = [...page.matchAll(/<form method="post" action="([^"]*)"[^>]*>(.*?)<\/form>/gs)]
      const form = forms.find(([text]) => text.includes(`name="act" value="${act}"`)) ?? forms[0]
      expect(form, `a form for ${act} on: ${page}`).toBeDefined()
      const hidden = [...(form?.[2] ?? '').matchAll(/type="hidden" name="([^"]*)" value="([^"]*)"/g)]
      const given = Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, value]))
      return visit(form?.[1] ?? '', { ...given, ...fields })
    },
  }
}

/** Names the account and gives the password. */
export async function signIn(person: Person, login: string, passwd: string): Promise<Seen> {
  await person.send('account', { login })
  return person.send('password', { passwd })
}
