type Fetch = (request: Request) => Promise<Response>

/** Longer than this nobody waits inside a call: the problem is thrown, with what the server said. */
const longestWait = 60_000

/**
 * Sends a request again when its answer was lost, or the server says when to come back (429, 503, and 409 while the same
 * request is still at work, each with Retry-After). Safe for writes, which carry an Idempotency-Key.
 */
export function withRetries(fetch: Fetch, retries: number): Fetch {
  return async (request) => {
    for (let attempt = 0; ; attempt += 1) {
      const last = attempt >= retries
      try {
        const response = await fetch(last ? request : request.clone())
        const wait = last ? undefined : waitOf(response)
        if (wait === undefined) return response
        await response.body?.cancel()
        await pause(wait, request.signal)
      } catch (error) {
        if (last || request.signal.aborted || !(error instanceof TypeError)) throw error
        await pause(200 * 2 ** attempt * (0.5 + Math.random()), request.signal)
      }
    }
  }
}

/** Milliseconds that the server asks to wait (RFC 9110, section 10.2.3: seconds or a date). */
function waitOf({ status, headers }: Response): number | undefined {
  const given = headers.get('retry-after')
  if (given === null || ![409, 429, 503].includes(status)) return undefined
  const wait = /^\d+$/.test(given) ? Number(given) * 1000 : Date.parse(given) - Date.now()
  return wait <= longestWait ? Math.max(0, wait) : undefined
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done, fail) => {
    const stop = () => {
      clearTimeout(timer)
      fail(signal.reason as Error)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      done()
    }, ms)
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
}
