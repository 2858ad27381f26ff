import type { RefusalRow } from './refusal-row.ts'
import { applicationRefusals } from './refusals-application.ts'
import { flowRefusals } from './refusals-flow.ts'
import { personRefusals } from './refusals-person.ts'

/** Every code of the token endpoint that is known here (platform-facts 1.5). */
const catalogue = { ...applicationRefusals, ...personRefusals, ...flowRefusals }

export type SignInCode = keyof typeof catalogue

/** All codes, in the order of their numbers. */
export const signInCodes = Object.keys(catalogue).map(Number) as SignInCode[]

/** A refused sign-in: thrown by the grants, turned into the answer by the token endpoint. */
export class SignInRefused extends Error {
  readonly code: SignInCode
  readonly claims: string | undefined

  constructor(code: SignInCode, values: string[] = [], claims?: string) {
    super(describe(code, values))
    this.code = code
    this.claims = claims
  }
}

/** The body of a refusal, with the ids by which Microsoft's support would find it. */
export function refusalBody(
  refused: SignInRefused,
  trace: { now: number; traceId: string; correlationId: string; origin: string },
): { status: number; body: Record<string, unknown> } {
  const { status, error, suberror }: RefusalRow = catalogue[refused.code]
  const timestamp = `${new Date(trace.now).toISOString().slice(0, 19).replace('T', ' ')}Z`
  const { traceId, correlationId } = trace
  const ids = `Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`
  const body = {
    error,
    error_description: `AADSTS${refused.code}: ${refused.message} ${ids}`,
    error_codes: [refused.code],
    timestamp,
    trace_id: traceId,
    correlation_id: correlationId,
    error_uri: `${trace.origin}/error?code=${refused.code}`,
    ...(suberror !== undefined && { suberror }),
    ...(refused.claims !== undefined && { claims: refused.claims }),
  }
  return { status, body }
}

/** Whether the catalogue has this code. */
export function isSignInCode(code: number): code is SignInCode {
  return Object.hasOwn(catalogue, code)
}

/** What a code means, as the page behind `error_uri` says it; `undefined` for codes that are not in the catalogue. */
export function explainCode(code: string): string | undefined {
  return Object.hasOwn(catalogue, code) ? catalogue[Number(code) as SignInCode].text : undefined
}

function describe(code: SignInCode, values: string[]): string {
  return catalogue[code].text.replace(/\{(\d)\}/g, (_, at: string) => values[Number(at)] ?? '')
}
