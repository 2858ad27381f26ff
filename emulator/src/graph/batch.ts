import type { WireRequest, WireResponse } from '../wire.ts'
import { jsonBody } from './call.ts'
import { errorResponse, refuse } from './errors.ts'
import { relativeRequest } from './router.ts'

/** JSON batching (concepts/json-batching.md): at most twenty requests in one. */
const maxSteps = 20

/** Graph sends four independent requests at a time to a mailbox, and dependent ones one after the other. */
const atATime = 4

interface Step {
  id: string
  request: WireRequest
  dependsOn: string[]
}

/** Runs the requests of a batch with `serve` and answers with all their answers, in the order in which they ended. */
export async function runBatch(
  request: WireRequest,
  serve: (part: WireRequest) => Promise<WireResponse>,
  now: number,
): Promise<WireResponse> {
  const steps = readSteps(request)
  const answers = new Map<string, WireResponse>()
  let waiting = steps
  while (waiting.length > 0) {
    const ready = waiting.filter((step) => step.dependsOn.every((id) => answers.has(id)))
    if (ready.length === 0)
      throw refuse.badRequest('The requests of the batch depend on each other in a circle.')
    await runReady(ready, answers, serve, now)
    waiting = waiting.filter((step) => !ready.includes(step))
  }
  const responses = [...answers].map(([id, response]) => responseJson(id, response))
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: `{"responses":[${responses.join(',')}]}`,
  }
}

async function runReady(
  ready: Step[],
  answers: Map<string, WireResponse>,
  serve: (part: WireRequest) => Promise<WireResponse>,
  now: number,
): Promise<void> {
  const queues = new Map<string, Step[]>()
  for (const step of ready) {
    const mailbox = step.request.path.split('/').slice(0, 4).join('/').toLowerCase()
    queues.set(mailbox, [...(queues.get(mailbox) ?? []), step])
  }
  const lanes = [...queues.values()].flatMap((queue) => {
    const steps = queue.values()
    return Array.from({ length: atATime }, () => runLane(steps, answers, serve, now))
  })
  await Promise.all(lanes)
}

async function runLane(
  steps: Iterator<Step>,
  answers: Map<string, WireResponse>,
  serve: (part: WireRequest) => Promise<WireResponse>,
  now: number,
): Promise<void> {
  for (let next = steps.next(); !next.done; next = steps.next()) {
    const step = next.value
    const failed = step.dependsOn.some((id) => (answers.get(id)?.status ?? 0) >= 400)
    const response = failed
      ? errorResponse(refuse.failedDependency(), step.request.id, step.request.id, now)
      : await serve(step.request)
    answers.set(step.id, response)
  }
}

function readSteps(request: WireRequest): Step[] {
  const { requests } = jsonBody(request)
  if (!Array.isArray(requests) || requests.length === 0) {
    throw refuse.badRequest('Invalid batch payload format.')
  }
  if (requests.length > maxSteps) {
    throw refuse.badRequest(`Number of batch request steps exceeds the maximum value of ${maxSteps}.`)
  }
  const seen = new Set<string>()
  return requests.map((given: unknown) => {
    const step = readStep(request, given)
    if (seen.has(step.id.toLowerCase()))
      throw refuse.badRequest(`Batch request id '${step.id}' is not unique.`)
    const unknown = step.dependsOn.find((id) => !seen.has(id.toLowerCase()))
    if (unknown !== undefined) {
      throw refuse.badRequest(
        `The request '${step.id}' depends on '${unknown}', which does not come before it.`,
      )
    }
    seen.add(step.id.toLowerCase())
    return step
  })
}

function readStep(outer: WireRequest, given: unknown): Step {
  const { id, method, url, headers, body, dependsOn } = (given ?? {}) as Record<string, unknown>
  if (typeof id !== 'string' || typeof method !== 'string' || typeof url !== 'string') {
    throw refuse.badRequest('Invalid batch payload format.')
  }
  if (/^https?:/i.test(url)) throw refuse.badRequest(`The url of request '${id}' must be relative.`)
  const lower: Record<string, string> = {}
  for (const [name, value] of Object.entries((headers ?? {}) as Record<string, unknown>)) {
    lower[name.toLowerCase()] = String(value)
  }
  if (body !== undefined && lower['content-type'] === undefined) {
    throw refuse.badRequest(`Write request id : ${id} does not contain Content-Type header or body.`)
  }
  const part = relativeRequest(outer, url, {
    method: method.toUpperCase(),
    headers: lower,
    body: bodyBytes(body),
    id: outer.id,
  })
  return { id, request: part, dependsOn: Array.isArray(dependsOn) ? dependsOn.map(String) : [] }
}

/** Objects are JSON, texts are base64 of anything else. */
function bodyBytes(body: unknown): Buffer {
  if (body === undefined || body === null) return Buffer.alloc(0)
  return typeof body === 'string' ? Buffer.from(body, 'base64') : Buffer.from(JSON.stringify(body))
}

function responseJson(id: string, response: WireResponse): string {
  const headers = { 'cache-control': 'private', ...response.headers }
  const shown = Object.entries(headers).map(([name, value]) => [headerName(name), value])
  const head = `{"id":${JSON.stringify(id)},"status":${response.status},"headers":${JSON.stringify(Object.fromEntries(shown))}`
  if (response.body === undefined || response.body.length === 0) return `${head}}`
  const bytes = Buffer.from(response.body as string)
  const isJson = /json/.test(response.headers?.['content-type'] ?? '')
  const text = isJson ? bytes.toString('utf8') : JSON.stringify(bytes.toString('base64'))
  return `${head},"body":${text}}`
}

function headerName(name: string): string {
  return name.replace(/(^|-)([a-z])/g, (_, dash: string, letter: string) => `${dash}${letter.toUpperCase()}`)
}
