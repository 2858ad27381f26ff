/** What the tests that replay published examples share. */

/** A request and its answer as the reference publishes them. */
export interface Example {
  id: string
  request: {
    method: string
    path: string
    headers: Record<string, string>
    body_json: Record<string, unknown> | null
  }
  response: {
    status: number | null
    headers: Record<string, string>
    body_json: Record<string, unknown> | null
  }
}

/** Shown properties that the answer lacks or has with another JSON type; a null on either side says nothing of the type. */
export function missing(shown: unknown, given: unknown, at: string): string[] {
  if (shown === null || given === null) return given === undefined ? [`${at} is missing`] : []
  if (Array.isArray(shown)) {
    if (!Array.isArray(given)) return [`${at} is no array`]
    return shown.length > 0 && given.length > 0 ? missing(shown[0], given[0], `${at}[0]`) : []
  }
  if (typeof shown !== typeof given) return [`${at} is ${typeof given}, not ${typeof shown}`]
  if (typeof shown !== 'object') return []
  return Object.entries(shown as object).flatMap(([name, value]) =>
    missing(value, (given as Record<string, unknown>)[name], `${at}.${name}`),
  )
}
