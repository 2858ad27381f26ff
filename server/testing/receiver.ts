import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'
import { afterAll } from 'vitest'

export interface ReceivedEvent {
  id: string
  headers: IncomingHttpHeaders
  body: string
  payload: { type: string; timestamp: string; data: Record<string, unknown> }
  path: string
}

export interface Receiver {
  url: string
  received: ReceivedEvent[]
  /** What it answers to the nth request (from 0); 204 unless set. */
  answer: (nth: number, event: ReceivedEvent) => number | ((response: ServerResponse) => void)
  /** Verifies as an integrator does, with the library of Standard Webhooks; throws. */
  verify(event: ReceivedEvent, secret: string): void
}

/** A program that takes webhooks on 127.0.0.1. */
export async function startReceiver(): Promise<Receiver> {
  const receiver: Receiver = {
    url: '',
    received: [],
    answer: () => 204,
    verify: ({ body, headers }, secret) => {
      new Webhook(secret).verify(body, headers as Record<string, string>)
    },
  }
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const body = Buffer.concat(parts).toString('utf8')
    const { headers, url = '' } = request
    const event = { id: String(headers['webhook-id']), headers, body, payload: JSON.parse(body), path: url }
    receiver.received.push(event)
    const answer = receiver.answer(receiver.received.length - 1, event)
    if (typeof answer === 'number') response.writeHead(answer).end()
    else answer(response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`
  return receiver
}
