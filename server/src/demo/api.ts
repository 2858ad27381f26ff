/** The API as any program uses it: JSON over HTTP with a key. `T` is what the caller knows of the answer. */
export type DemoApi = <T>(method: string, path: string, body?: unknown) => Promise<T>

/** A client for `url` with an operator's key; a refusal is an error with the problem's own words. */
export function demoApi(url: string, apiKey: string): DemoApi {
  return async (method, path, body) => {
    const answer = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${apiKey}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`)
    return text === '' ? undefined : JSON.parse(text)
  }
}

/** Asks again every `every` milliseconds until the answer is `enough`; gives up after `seconds`. */
export async function askUntil<T>(
  ask: () => Promise<T>,
  enough: (answer: T) => boolean,
  options: { seconds: number; every: number; waitingFor: string },
): Promise<T> {
  const end = Date.now() + options.seconds * 1000
  for (;;) {
    const answer = await ask()
    if (enough(answer)) return answer
    if (Date.now() > end)
      throw new Error(
        `Waited ${options.seconds} s for ${options.waitingFor}; last seen: ${JSON.stringify(answer)}`,
      )
    await new Promise((done) => setTimeout(done, options.every))
  }
}
