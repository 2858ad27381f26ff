import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Problem } from '@tandem/model/api/problem.ts'
import type { Config } from '../config.ts'
import { catalogue, type ErrorCode, TandemError } from '../errors.ts'

/** The API as commands use it: `T` is what the caller knows of the answer. */
export interface Client {
  url: string
  get<T>(path: string): Promise<T>
  send<T>(method: 'POST' | 'PATCH' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<T>
  /** What is no JSON, as it is. */
  text(path: string): Promise<string>
  /** Sends a text of another type than JSON. */
  sendText<T>(path: string, contentType: string, text: string): Promise<T>
  /** Sends a file as it is; it is read as it goes out. */
  upload<T>(path: string, file: Blob): Promise<T>
}

/** A client for the server of TANDEM_URL and TANDEM_API_KEY, or for the running demo. */
export async function connectClient(config: Config): Promise<Client> {
  const { url, apiKey } = await findServer(config)
  const call = async (method: string, path: string, body?: Body) =>
    await request(`${url}/api/v1${path}`, method, apiKey, body)
  return {
    url,
    get: async (path) => parsed(await call('GET', path)),
    send: async (method, path, body) => parsed(await call(method, path, jsonBody(body))),
    text: async (path) => await call('GET', path),
    sendText: async (path, type, content) => parsed(await call('POST', path, { type, content })),
    upload: async (path, content) =>
      parsed(await call('POST', path, { type: 'application/octet-stream', content })),
  }
}

async function findServer(config: Config): Promise<{ url: string; apiKey: string }> {
  const demo = await readDemo(join(config.TANDEM_DATA, 'demo.json'))
  const url = config.TANDEM_URL ?? demo?.url
  const apiKey = config.TANDEM_API_KEY ?? (config.TANDEM_URL === undefined ? demo?.apiKey : undefined)
  if (url !== undefined && apiKey !== undefined) return { url: url.replace(/\/$/, ''), apiKey }
  throw new TandemError(
    'invalid-input',
    'Say which server: set TANDEM_URL and TANDEM_API_KEY (make a key on the page, or with "tandem keys create"),\n' +
      `or start the demo with "npm start", which leaves both in ${join(config.TANDEM_DATA, 'demo.json')}.`,
  )
}

async function readDemo(file: string): Promise<{ url: string; apiKey: string } | undefined> {
  if (!existsSync(file)) return undefined
  return JSON.parse(await readFile(file, 'utf8')) as { url: string; apiKey: string }
}

interface Body {
  type: string
  content: string | Blob
}

function jsonBody(body: unknown): Body | undefined {
  return body == null ? undefined : { type: 'application/json', content: JSON.stringify(body) }
}

function parsed<T>(text: string): T {
  return (text === '' ? undefined : JSON.parse(text)) as T
}

async function request(url: string, method: string, apiKey: string, body: Body | undefined): Promise<string> {
  const headers: Record<string, string> = { authorization: `Bearer ${apiKey}` }
  if (body !== undefined) headers['content-type'] = body.type
  // The key lets a lost answer be asked for again without doing anything twice.
  if (method !== 'GET') headers['idempotency-key'] = crypto.randomUUID()
  const answer = await reach(url, { method, headers, body: body?.content })
  const text = await answer.text()
  if (!answer.ok) throw problemOf(answer.status, text)
  return text
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  const once = async () => await fetch(url, init)
  return await once()
    .catch(once)
    .catch((cause: Error) => {
      const reason = cause.cause instanceof Error ? cause.cause.message || cause.cause.name : cause.message
      throw new TandemError(
        'unavailable',
        `${new URL(url).origin} does not answer (${reason}). Is Tandem running?`,
      )
    })
}

function problemOf(status: number, text: string): TandemError {
  const problem = readProblem(text)
  if (problem === undefined)
    return new TandemError('unexpected', `The server answered ${status}: ${text.slice(0, 300)}`)
  const code: ErrorCode = problem.code in catalogue ? (problem.code as ErrorCode) : 'unexpected'
  const lines = [`${problem.title}.`, problem.detail, `(request ${problem.instance})`]
  return new TandemError(code, lines.join('\n'), problem.errors)
}

function readProblem(text: string): Problem | undefined {
  if (!text.startsWith('{')) return undefined
  const problem = JSON.parse(text) as Partial<Problem>
  return typeof problem.code === 'string' ? (problem as Problem) : undefined
}
