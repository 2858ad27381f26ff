import { z } from 'zod'
import type { Failure, ResponseFacts } from '../failures.ts'
import { unreachable } from '../unreachable.ts'
import type { LastAnswer } from './network.ts'

/** The error body of the token endpoint (Entra documentation, "Error response"). */
const errorBody = z.object({
  error: z.string(),
  error_description: z.string().default(''),
  error_codes: z.array(z.number()).default([]),
  trace_id: z.string().optional(),
  correlation_id: z.string().optional(),
})

/** Codes that pass by themselves: "a transient error has occurred", and their like. */
const transient = new Set([90033, 90055, 90024, 50196])

/** What a sign-in that gave no token means; `secret` is taken out of everything that is kept. */
export function signInFailure(last: LastAnswer | undefined, error: unknown, secret: string): Failure {
  if (last === undefined) return unusable(error, secret)
  if (last.status === undefined) {
    return { kind: 'Unavailable', ambiguous: false, detail: unreachable(last.error), evidence: last.facts }
  }
  const read = errorBody.safeParse(last.body)
  if (!read.success) {
    if (last.status === 429 || last.status >= 500) return passing(last, last.facts)
    if (last.status < 400) return unusable(error, secret)
    return { kind: 'Unexpected', detail: `The sign-in service answered ${last.status}`, evidence: last.facts }
  }
  const { error: name, error_description, error_codes, trace_id, correlation_id } = read.data
  const number = error_codes[0] ?? Number(/AADSTS(\d+)/.exec(error_description)?.[1])
  const code = Number.isNaN(number) ? name : `AADSTS${number}`
  const text = hide(error_description.split(/\s*Trace ID:/)[0]!.trim(), secret)
  const requestId = correlation_id ?? trace_id
  const evidence: ResponseFacts = { ...last.facts, code, text, ...(requestId && { requestId }) }
  const isPassing = last.status === 429 || last.status >= 500
  if (isPassing || name === 'temporarily_unavailable' || transient.has(number)) return passing(last, evidence)
  return { kind: 'SignInRefused', code, detail: text || name, evidence }
}

function passing(last: LastAnswer, evidence: ResponseFacts): Failure {
  const seconds = Number(last.retryAfter)
  if (last.status === 429 || seconds > 0) {
    const retryAfterSeconds = seconds > 0 ? seconds : 30
    return { kind: 'Throttled', retryAfterSeconds, detail: 'The sign-in service asks us to wait', evidence }
  }
  const detail = `The sign-in service has a passing fault (${last.status})`
  return { kind: 'Unavailable', ambiguous: false, detail, evidence }
}

/** The sign-in service was not asked, or not understood: the credential itself cannot be used. */
function unusable(error: unknown, secret: string): Failure {
  const words = error instanceof Error ? error.message : String(error)
  return { kind: 'SignInRefused', code: 'credential-unusable', detail: hide(words, secret) }
}

function hide(text: string, secret: string): string {
  return secret === '' ? text : text.replaceAll(secret, '…')
}
