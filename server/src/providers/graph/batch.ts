import { z } from 'zod'
import { type Failure, ProviderError } from '../failures.ts'
import { failureOf } from './errors.ts'
import { type GraphAnswer, type GraphClient, type GraphRequest, immutableIds } from './http.ts'
import { mailboxPlaces } from './places.ts'

export type BatchAnswer = { ok: true; body: unknown } | { ok: false; failure: Failure }

/** Most requests in one `$batch` (concepts/json-batching.md). */
const batchSize = 20
/** Bytes of bodies in one batch: Graph takes about 4 MB, and twenty contacts with long notes can be more. */
const batchBytes = 3_000_000

const batchBody = z.object({
  responses: z.array(
    z.object({
      id: z.string(),
      status: z.number(),
      headers: z.record(z.string(), z.string()).default({}),
      body: z.unknown().optional(),
    }),
  ),
})

/**
 * Sends requests in batches of 20 and answers in the order of asking; never throws a `ProviderError`, a batch that fails is
 * the answer of each of its requests. One batch at a time: Graph itself works on four of its requests side by side, which
 * is all that a mailbox allows. After a throttle or an outage the rest is not sent.
 */
export async function sendBatches(client: GraphClient, wanted: GraphRequest[]): Promise<BatchAnswer[]> {
  const answers: BatchAnswer[] = []
  let stop: Failure | undefined
  for (const chunk of chunks(wanted)) {
    if (stop) {
      const failure = stop
      answers.push(...chunk.map((): BatchAnswer => ({ ok: false, failure })))
      continue
    }
    const answered = await sendBatch(client, chunk)
    answers.push(...answered)
    stop = reasonToStop(answered)
  }
  return answers
}

/** As many requests together as a batch takes; one that is too large by itself goes alone. */
function* chunks(wanted: GraphRequest[]): Generator<GraphRequest[]> {
  let chunk: GraphRequest[] = []
  let bytes = 0
  for (const one of wanted) {
    const size = one.body === undefined ? 0 : Buffer.byteLength(JSON.stringify(one.body))
    if (chunk.length === batchSize || (chunk.length > 0 && bytes + size > batchBytes)) {
      yield chunk
      chunk = []
      bytes = 0
    }
    chunk.push(one)
    bytes += size
  }
  if (chunk.length > 0) yield chunk
}

async function sendBatch(client: GraphClient, chunk: GraphRequest[]): Promise<BatchAnswer[]> {
  try {
    const answer = await client({
      method: 'POST',
      path: '/v1.0/$batch',
      places: mailboxPlaces,
      harmless: chunk.every((one) => one.method === 'GET'),
      body: { requests: chunk.map((wanted, place) => step(wanted, place, before(chunk, place))) },
    })
    return pickAnswers(chunk, answer)
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    const { failure } = error
    return chunk.map(() => ({ ok: false, failure }))
  }
}

/** The request of the same chain that stands before this one in the batch. */
function before(chunk: GraphRequest[], place: number): number | undefined {
  const { chain } = chunk[place]!
  if (chain === undefined) return undefined
  const found = chunk.slice(0, place).findLastIndex((one) => one.chain === chain)
  return found === -1 ? undefined : found
}

/** The outer headers do not reach the inner requests: each says by itself what it prefers. */
function step(wanted: GraphRequest, place: number, after: number | undefined) {
  return {
    id: String(place),
    ...(after !== undefined && { dependsOn: [String(after)] }),
    method: wanted.method,
    url: wanted.path.replace(/^\/v1\.0/, ''),
    headers: {
      Prefer: [immutableIds, ...(wanted.prefer ?? [])].join(', '),
      ...(wanted.body !== undefined && { 'Content-Type': 'application/json' }),
      ...wanted.headers,
    },
    ...(wanted.body !== undefined && { body: wanted.body }),
  }
}

/** What a batched request brought; a failure is thrown. */
export function bodyOf(answer: BatchAnswer): unknown {
  if (answer.ok) return answer.body
  throw new ProviderError(answer.failure)
}

/** Answers come in any order; one that is missing may have been carried out. */
function pickAnswers(chunk: GraphRequest[], answer: GraphAnswer): BatchAnswer[] {
  const read = batchBody.safeParse(answer.body)
  const byId = new Map(read.success ? read.data.responses.map((one) => [one.id, one]) : [])
  return chunk.map((wanted, place): BatchAnswer => {
    const one = byId.get(String(place))
    const write = wanted.method !== 'GET'
    const facts = { ...answer.facts, request: `${wanted.method} ${wanted.path.split('?')[0]} in $batch` }
    if (!one) {
      const detail = 'The batch was answered without this request'
      return { ok: false, failure: { kind: 'Unavailable', ambiguous: write, detail, evidence: facts } }
    }
    if (one.status >= 200 && one.status < 300) return { ok: true, body: one.body }
    const headers = Object.fromEntries(
      Object.entries(one.headers).map(([name, value]) => [name.toLowerCase(), value]),
    )
    return { ok: false, failure: failureOf({ status: one.status, headers, body: one.body, facts, write }) }
  })
}

/** What the rest of the batches would meet as well; they are not sent, so nothing about them is ambiguous. */
function reasonToStop(answers: BatchAnswer[]): Failure | undefined {
  for (const answer of answers) {
    if (answer.ok) continue
    const { failure } = answer
    if (failure.kind === 'Unavailable') return { ...failure, ambiguous: false }
    if (failure.kind === 'Throttled' || failure.kind === 'AuthExpired' || failure.kind === 'SignInRefused')
      return failure
  }
  return undefined
}
