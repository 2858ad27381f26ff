/** A subscriber on this machine that records what it is told and answers as a test wants. */
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Told {
  path: string
  value: Record<string, unknown>[]
}

export interface Listener {
  url: string
  /** Posts with notifications, in the order in which they came. */
  told: Told[]
  /** Status for the next posts; 200 when empty. */
  statuses: number[]
  /** How a handshake is answered: `echo`, or a status with some text. */
  handshake: 'echo' | { status: number; text: string; type?: string } | 'silence'
  /** Resolves when so many notifications have come. */
  got(count: number): Promise<Record<string, unknown>[]>
  close(): Promise<void>
}

/** Listens on a free port. */
export async function listen(): Promise<Listener> {
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://listener.test')
    const token = url.searchParams.get('validationToken')
    const text = await bodyOf(request)
    if (token === null) {
      listener.told.push({ path: url.pathname, value: JSON.parse(text).value })
      response.writeHead(listener.statuses.shift() ?? 202).end()
      for (const wake of waiting.splice(0)) wake()
    } else if (listener.handshake === 'echo') {
      response.writeHead(200, { 'content-type': 'text/plain' }).end(token)
    } else if (listener.handshake !== 'silence') {
      const { status, text: answer, type = 'text/plain' } = listener.handshake
      response.writeHead(status, { 'content-type': type }).end(answer)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const waiting: (() => void)[] = []
  const listener: Listener = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?key=1`,
    told: [],
    statuses: [],
    handshake: 'echo',
    got: async (count) => {
      const all = () => listener.told.flatMap((post) => post.value)
      while (all().length < count) await new Promise<void>((resolve) => waiting.push(resolve))
      return all()
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return listener
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) text += chunk
  return text
}
