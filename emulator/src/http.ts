import { randomUUID } from 'node:crypto'
import {
  createServer as createPlainServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { json, type Room, type WireRequest, type WireResponse } from './wire.ts'

/** Graph takes 4 MB per request; a little more is read, so that the room itself can refuse with its own words. */
const bodyLimit = 5 * 1024 * 1024

/** The listening server; `close` ends open connections as well. */
export interface HttpServer {
  port: number
  close(): Promise<void>
}

/** What the server needs beside the rooms, which are asked in order. */
export interface HttpOptions {
  host: string
  port: number
  tls: { key: string; cert: string } | undefined
  /** What links begin with; default: the address that the client used. */
  publicUrl: string | undefined
  /** After each answer is made; true cuts the connection in its place. */
  finish(request: WireRequest, answer: WireResponse, milliseconds: number): boolean
}

/** Listens and answers with the first room that knows the path. No input makes it stop. */
export async function listen(rooms: Room[], options: HttpOptions): Promise<HttpServer> {
  const handle = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    serve(rooms, options, incoming, outgoing).catch((error: unknown) => {
      // The client went away in the middle of a request or an answer; nobody is left to be told.
      outgoing.destroy(error instanceof Error ? error : undefined)
    })
  }
  const server: Server = options.tls
    ? createSecureServer({ ...options.tls, ALPNProtocols: ['http/1.1'] }, handle)
    : createPlainServer(handle)
  // Longer than clients keep idle connections, or a request would now and then meet a closing one.
  server.keepAliveTimeout = 120_000
  server.on('clientError', (_, socket) => {
    if (socket.writable)
      socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n')
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  return { port: (server.address() as AddressInfo).port, close: () => close(server) }
}

async function serve(
  rooms: Room[],
  options: HttpOptions,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const started = performance.now()
  const body = await readBody(incoming)
  const request = wireRequest(incoming, body ?? Buffer.alloc(0), options)
  const answer = body === undefined ? tooLarge(request) : await ask(rooms, request)
  if (options.finish(request, answer, performance.now() - started)) {
    incoming.socket.destroy()
    return
  }
  send(incoming, outgoing, answer)
}

async function ask(rooms: Room[], request: WireRequest): Promise<WireResponse> {
  if (request.method === 'OPTIONS') {
    return { status: 204, headers: { allow: 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS' } }
  }
  try {
    for (const room of rooms) {
      const answer = await room(request)
      if (answer !== undefined) return answer
    }
    return failure(404, request, 'ResourceNotFound', 'No service of this emulator knows the path.')
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
    process.stderr.write(`${request.method} ${request.path}: ${message}\n`)
    return failure(500, request, 'InternalServerError', 'The emulator failed; its error output says why.')
  }
}

function wireRequest(incoming: IncomingMessage, body: Buffer, options: HttpOptions): WireRequest {
  const scheme = options.tls ? 'https' : 'http'
  const target = incoming.url ?? '/'
  const mark = target.indexOf('?')
  const method = incoming.method ?? 'GET'
  return {
    method: method === 'HEAD' ? 'GET' : method,
    path: mark < 0 ? target : target.slice(0, mark),
    query: new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1)),
    headers: incoming.headers as Record<string, string | undefined>,
    body,
    origin: options.publicUrl ?? `${scheme}://${incoming.headers.host ?? 'localhost'}`,
    id: randomUUID(),
  }
}

/** The whole body, or `undefined` (and the rest is thrown away) when it is too large. */
async function readBody(incoming: IncomingMessage): Promise<Buffer | undefined> {
  if (
    incoming.headers['content-length'] === undefined &&
    incoming.headers['transfer-encoding'] === undefined
  ) {
    return Buffer.alloc(0)
  }
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size <= bodyLimit) chunks.push(chunk)
  }
  return size > bodyLimit ? undefined : Buffer.concat(chunks)
}

function send(incoming: IncomingMessage, outgoing: ServerResponse, answer: WireResponse): void {
  const { body = '' } = answer
  const length = typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength
  const bodiless = answer.status === 204 || answer.status === 304
  outgoing.writeHead(answer.status, {
    ...answer.headers,
    ...(!bodiless && { 'content-length': length }),
  })
  if (bodiless || incoming.method === 'HEAD') outgoing.end()
  else outgoing.end(body)
}

function tooLarge(request: WireRequest): WireResponse {
  return failure(413, request, 'RequestEntityTooLarge', 'The request is larger than the service takes.')
}

function failure(status: number, request: WireRequest, code: string, message: string): WireResponse {
  const innerError = { date: new Date().toISOString().slice(0, 19), 'request-id': request.id }
  return json(status, { error: { code, message, innerError } }, { 'request-id': request.id })
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve())
  })
  server.closeAllConnections()
  await closed
}
