import { Webhook } from 'standardwebhooks'
import { type Dispatcher, request } from 'undici'
import { AddressRefused, type InsideRule, outsideUrl } from '../../lib/outside-address.ts'
import { nextAttempt, readRetryAfter } from '../../lib/webhook-schedule.ts'
import type { Outcome, TakenDelivery } from '../../store/webhook-work.ts'

export interface DeliverDeps {
  /** Connects to nothing inside. */
  dispatcher: Dispatcher
  inside: InsideRule
  /** Opens a sealed secret: `whsec_…`. */
  open(sealed: string): Promise<string>
  /** Milliseconds after which an answer counts as lost. */
  timeout: number
}

interface Answer {
  status: number | null
  retryAfter: number
  problem: string | null
  answer: string
}

/** So many bytes of an answer are kept. */
const keptBytes = 1024

/** Makes one attempt: signs, sends, and says what is to become of the delivery. Never throws. */
export async function deliver(deps: DeliverDeps, delivery: TakenDelivery): Promise<Outcome> {
  const began = new Date()
  const { status, retryAfter, problem, answer } = await send(deps, delivery, began)
  const milliseconds = Date.now() - began.getTime()
  const attempt = { at: began.toISOString(), status, milliseconds, problem, answer }
  return { delivery, attempt, end: endOf(delivery, status, problem, retryAfter) }
}

function endOf(delivery: TakenDelivery, status: number | null, problem: string | null, retryAfter: number) {
  if (problem === null) return { kind: 'delivered' as const }
  if (delivery.type === 'test') return { kind: 'dead' as const }
  if (status === 410) return { kind: 'gone' as const }
  const seconds = nextAttempt(delivery.tries + 1, retryAfter)
  return seconds === undefined ? { kind: 'dead' as const } : { kind: 'retry' as const, seconds }
}

async function send(deps: DeliverDeps, delivery: TakenDelivery, at: Date): Promise<Answer> {
  try {
    const url = outsideUrl(delivery.url, deps.inside)
    const answer = await request(url, {
      method: 'POST',
      headers: await headersOf(deps, delivery, at),
      body: delivery.payload,
      dispatcher: deps.dispatcher,
      signal: AbortSignal.timeout(deps.timeout),
    })
    const status = answer.statusCode
    const retryAfter = readRetryAfter(answer.headers['retry-after']?.toString())
    return { status, retryAfter, problem: problemOf(status), answer: await beginning(answer.body) }
  } catch (error) {
    return { status: null, retryAfter: 0, problem: lostProblem(error, deps.timeout), answer: '' }
  }
}

/** Standard Webhooks: after a rotation both secrets sign, so that the receiver may change over in its own time. */
async function headersOf(
  deps: DeliverDeps,
  delivery: TakenDelivery,
  at: Date,
): Promise<Record<string, string>> {
  const id = `msg_${delivery.id}`
  const sealed = [delivery.secret, delivery.previousSecret].filter((secret) => secret !== null)
  const signatures = await Promise.all(
    sealed.map(async (secret) => new Webhook(await deps.open(secret)).sign(id, at, delivery.payload)),
  )
  return {
    'content-type': 'application/json',
    'user-agent': 'Tandem',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': signatures.join(' '),
  }
}

/** The first kilobyte; the rest is not even read. */
async function beginning(body: Dispatcher.ResponseData['body']): Promise<string> {
  const parts: Buffer[] = []
  let size = 0
  try {
    for await (const part of body) {
      parts.push(part as Buffer)
      size += (part as Buffer).length
      if (size >= keptBytes) break
    }
  } catch {
    // The status has been said; that its body broke off changes nothing.
    return textOf(parts)
  }
  return textOf(parts)
}

/** PostgreSQL keeps no U+0000. */
function textOf(parts: Buffer[]): string {
  return Buffer.concat(parts).subarray(0, keptBytes).toString('utf8').replaceAll('\u0000', '\ufffd')
}

function problemOf(status: number): string | null {
  if (status >= 200 && status < 300) return null
  if (status >= 300 && status < 400)
    return `The receiver answered ${status}: it sends us to another address. Enter that one; redirects are not followed.`
  if (status === 410) return 'The receiver answered 410 Gone: it wants no more requests.'
  if (status === 401 || status === 403)
    return `The receiver answered ${status}: it refused the request. Look whether it checks the signature with this webhook’s secret.`
  if (status === 404)
    return 'The receiver answered 404: there is nothing at this address. Correct the address.'
  if (status === 429)
    return 'The receiver answered 429: it is asked too often. It is asked again more slowly.'
  return `The receiver answered ${status}. Its own log says why.`
}

function lostProblem(error: unknown, timeout: number): string {
  if (error instanceof AddressRefused) return error.message
  const { name, code = '', message } = error as Error & { code?: string }
  if (name === 'TimeoutError' || code.endsWith('_TIMEOUT'))
    return `No answer within ${Math.round(timeout / 1000)} seconds. Answer first, then do the work.`
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'The host name is not known. Correct the address.'
  if (code === 'ECONNREFUSED')
    return 'Nobody listens at this address. Start the receiver, or correct the address.'
  if (/CERT|TLS|SSL|SELF_SIGNED|ALTNAME/i.test(code))
    return `The receiver’s certificate is not trusted (${code}). Give it one that is valid for its name.`
  return `The connection broke (${code || message}). Look whether the receiver runs.`
}
