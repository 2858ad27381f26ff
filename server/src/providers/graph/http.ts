import { randomUUID } from 'node:crypto'
import { request } from 'undici'
import { ProviderError, type ResponseFacts } from '../failures.ts'
import type { Access, Outside } from '../provider.ts'
import { connectionFailure, failureOf } from './errors.ts'
import { createPlaces, mailboxPlaces } from './places.ts'

export interface GraphRequest {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Path and query from the version root on: `/v1.0/users/…`. */
  path: string
  body?: unknown
  headers?: Record<string, string>
  /** Further values of `Prefer`. */
  prefer?: string[]
  /** The answer's body as bytes, whatever they are. */
  bytes?: boolean
  /** A POST that changes nothing by itself, such as a batch of reads. */
  harmless?: boolean
  /** In a batch, requests of one chain are carried out one after the other, as far as none fails. */
  chain?: string
  /** Places that it takes of the mailbox's four; a batch takes them all. */
  places?: number
}

export interface GraphAnswer {
  status: number
  headers: Record<string, string | undefined>
  body: unknown
  facts: ResponseFacts
}

/** Sends one request; everything but a success is a `ProviderError`. */
export type GraphClient = (wanted: GraphRequest) => Promise<GraphAnswer>

/** Ids that survive a move between folders; must be asked for with every request (outlook-immutable-id). */
export const immutableIds = 'IdType="ImmutableId"'

/** A client for one mailbox (or the directory): never more than four requests at a time. */
export function graphClient(access: Access, outside: Outside): GraphClient {
  const places = createPlaces(mailboxPlaces)
  return (wanted) => places.run(wanted.places ?? 1, () => sendSigned(access, outside, wanted))
}

/** Sends with a token; a refused token is dropped and the request tried once more with a fresh one. */
async function sendSigned(access: Access, outside: Outside, wanted: GraphRequest): Promise<GraphAnswer> {
  const token = await access.token()
  const first = await send(outside, wanted, token)
  if (first.status !== 401) return orThrow(wanted, first)
  access.drop(token, challenge(first.headers['www-authenticate']))
  return orThrow(wanted, await send(outside, wanted, await access.token()))
}

function orThrow(wanted: GraphRequest, answer: GraphAnswer): GraphAnswer {
  if (answer.status >= 200 && answer.status < 300) return answer
  throw new ProviderError(failureOf({ ...answer, write: isWrite(wanted) }))
}

async function send(outside: Outside, wanted: GraphRequest, token: string): Promise<GraphAnswer> {
  const { origin } = new URL(outside.serviceUrl)
  const clientRequestId = randomUUID()
  const facts: ResponseFacts = {
    request: `${wanted.method} ${origin}${wanted.path.split('?')[0]}`,
    requestId: clientRequestId,
    at: new Date().toISOString(),
  }
  try {
    const answer = await request(`${origin}${wanted.path}`, {
      method: wanted.method,
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/json',
        prefer: [immutableIds, ...(wanted.prefer ?? [])].join(', '),
        'client-request-id': clientRequestId,
        'return-client-request-id': 'true',
        ...(wanted.body !== undefined && { 'content-type': 'application/json' }),
        ...wanted.headers,
      },
      body: wanted.body === undefined ? null : JSON.stringify(wanted.body),
      dispatcher: outside.dispatcher,
      signal: AbortSignal.timeout(outside.timeout),
    })
    const isBytes = wanted.bytes === true && answer.statusCode === 200
    const body = isBytes
      ? new Uint8Array(await answer.body.arrayBuffer())
      : readJson(await answer.body.text(), answer.statusCode, facts)
    const headers = lowerHeaders(answer.headers)
    const requestId = headers['request-id'] ?? clientRequestId
    return {
      status: answer.statusCode,
      headers,
      body,
      facts: { ...facts, status: answer.statusCode, requestId },
    }
  } catch (error) {
    if (error instanceof ProviderError) throw error
    throw new ProviderError(connectionFailure(error, facts, isWrite(wanted)), { cause: error })
  }
}

function isWrite(wanted: GraphRequest): boolean {
  return wanted.method !== 'GET' && !wanted.harmless
}

/** A body that is no JSON belongs to something in between (a proxy's page): nothing of it is kept. */
function readJson(text: string, status: number, facts: ResponseFacts): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch (error) {
    if (status >= 400) return undefined
    const detail = 'The service answered with something that is not JSON'
    throw new ProviderError({ kind: 'Unexpected', detail, evidence: { ...facts, status } }, { cause: error })
  }
}

function lowerHeaders(
  headers: Record<string, string | string[] | undefined>,
): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  )
}

/** The claims that a 401 asks for (continuous access evaluation): base64 JSON in `WWW-Authenticate`. */
function challenge(header: string | undefined): string | undefined {
  if (!header || !/error="insufficient_claims"/.test(header)) return undefined
  const encoded = /claims="([^"]+)"/.exec(header)?.[1]
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString('utf8')
}
