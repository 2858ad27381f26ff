import { setTimeout as wait } from 'node:timers/promises'
import { type Failure, ProviderError, type ResponseFacts } from '../../failures.ts'
import type { CheckContext } from '../../provider.ts'
import { type GraphAnswer, type GraphClient, type GraphRequest, graphClient } from '../http.ts'
import { letterFailure } from '../send-refusals.ts'
import type { GraphSettings } from '../settings.ts'
import { foundOf, type Right } from './rights.ts'

export type GraphContext = CheckContext<GraphSettings>

/** What a question to the service brought: its answer, or why not. */
export type Told = { ok: true; answer: GraphAnswer } | { ok: false; failure: Failure; code: string }

const throttledNote = 'throttled'
const clientNote = 'client'

/** Somebody waits for the report: a longer pause ends the check instead. */
const longestPause = 5

/**
 * Asks the service; the answer is evidence, also when it is a refusal. What never came (no network) is thrown. A short
 * throttle is waited out once, and remembered for the check of limits.
 */
export async function ask(context: GraphContext, request: GraphRequest): Promise<Told> {
  try {
    return await askOnce(context, request)
  } catch (error) {
    if (!(error instanceof ProviderError) || error.failure.kind !== 'Throttled') throw error
    const seconds = error.failure.retryAfterSeconds
    if (seconds > longestPause) throw error
    await wait(seconds * 1000)
    return askOnce(context, request)
  }
}

/** A `GET` of something in a mailbox. */
export function look(context: GraphContext, path: string): Promise<Told> {
  return ask(context, { method: 'GET', path })
}

/** Asks for one right in one mailbox. */
export async function tryRight(context: GraphContext, right: Right, mailbox: string) {
  const told = await ask(context, right.probe(mailbox))
  return { right, told, found: foundOf(told), at: context.now().toISOString() }
}

/** Throttles met so far in this verification, in seconds to wait. */
export function throttlesSeen(context: GraphContext): number[] {
  return (context.notes.get(throttledNote) as number[] | undefined) ?? []
}

/** Evidence of a request that was made outside the client. */
export function factsNow(request: string, more: Partial<ResponseFacts> = {}): ResponseFacts {
  return { request, at: new Date().toISOString(), ...more }
}

/** Permissions in the token: application permissions that were consented to; none are `[]`, an unreadable token is `undefined`. */
export async function rolesInToken(context: GraphContext): Promise<string[] | undefined> {
  const [, payload] = (await context.access.token()).split('.')
  try {
    const claims = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString('utf8')) as { roles?: unknown }
    return Array.isArray(claims.roles) ? claims.roles.map(String) : []
  } catch (error) {
    // Tokens for Graph are opaque by contract (access-tokens.md); then the mailbox checks alone decide.
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

async function askOnce(context: GraphContext, request: GraphRequest): Promise<Told> {
  try {
    const answer = await clientOf(context)(request)
    context.saw(answer.facts)
    return { ok: true, answer }
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    // The daily limit of mail looks like a throttle and is none: waiting for it is of no use.
    const failure = letterFailure(error.failure)
    if (failure.kind === 'Throttled') {
      context.notes.set(throttledNote, [...throttlesSeen(context), failure.retryAfterSeconds])
    }
    if (isPassing(failure)) throw error
    if (failure.evidence) context.saw(failure.evidence)
    return { ok: false, failure, code: failure.evidence?.code ?? failure.kind }
  }
}

/** One client for all checks of a verification: together they keep to the four places of a mailbox. */
export function clientOf(context: GraphContext): GraphClient {
  const known = context.notes.get(clientNote) as GraphClient | undefined
  const client = known ?? graphClient(context.access, context.outside)
  context.notes.set(clientNote, client)
  return client
}

function isPassing(failure: Failure): boolean {
  return ['Throttled', 'Unavailable', 'Unexpected', 'SignInRefused', 'AuthExpired'].includes(failure.kind)
}
