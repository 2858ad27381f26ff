import type { Schema } from './types.ts'

/** An answer that is not a success: the problem details (RFC 9457) of the API as an error. */
export class TandemProblem extends Error {
  readonly status: number
  /** Of the catalogue in the reference: `stale-version`. */
  readonly code: string
  readonly title: string
  /** What to do, in words for people. */
  readonly detail: string
  /** The inputs at fault, as JSON pointers into the body, or `query/…`, `params/…`. */
  readonly fields: { pointer: string; detail: string }[]
  /** With `stale-version`: what is current now. */
  readonly currentVersion: number | undefined
  /** With `attendees-would-be-mailed`: the addresses. */
  readonly attendees: string[]
  /** Id of the request, for the people who run Tandem. */
  readonly instance: string

  constructor(status: number, body: unknown) {
    const problem: Partial<Schema<'Problem'>> = isObject(body) ? body : {}
    const title = problem.title ?? `The server answered ${status}`
    super(problem.detail ?? title)
    this.name = 'TandemProblem'
    this.status = status
    this.code = problem.code ?? ''
    this.title = title
    this.detail = problem.detail ?? ''
    this.fields = problem.errors ?? []
    this.currentVersion = problem.currentVersion
    this.attendees = problem.attendees ?? []
    this.instance = problem.instance ?? ''
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
