/** The published request/response pairs of the reference, and how an answer is compared with one. */
import { readReference } from './csdl-check.ts'

export interface Example {
  id: string
  request: {
    method: string
    path: string
    headers: Record<string, string>
    body_json: Record<string, unknown> | null
  }
  /** Some of the published ones name no status. */
  response: {
    status: number | null
    headers: Record<string, string>
    body_json: Record<string, unknown> | null
  }
}

/** Every example by the last part of its id, such as `contact-get#1`. */
export function publishedExamples(): Map<string, Example> {
  const lines = readReference('examples.jsonl').trim().split('\n')
  return new Map(
    lines.map((line) => {
      const example = JSON.parse(line) as Example
      return [example.id.split('/').at(-1) ?? '', example]
    }),
  )
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
