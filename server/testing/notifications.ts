import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One notification as it was posted. */
export interface Posted {
  query: Record<string, string | undefined>
  headers: Record<string, string | undefined>
  body: unknown
}

/** A listener for notifications: answers handshakes, keeps the rest by path. */
export interface NotificationListener {
  /** Address for one watcher; its posts come out of `next`. */
  place(): { url: string; next(): Promise<Posted> }
  close(): Promise<void>
}

/** Listens on a free port of the loopback; `answer` makes the body and status of each answer. */
export async function listenForNotifications(
  answer: (posted: Posted) => { status: number; contentType?: string; body?: string },
): Promise<NotificationListener> {
  const kept = new Map<string, Posted[]>()
  const waiting = new Map<string, ((posted: Posted) => void)[]>()
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const text = Buffer.concat(chunks).toString('utf8')
    const posted: Posted = {
      query: Object.fromEntries(url.searchParams),
      headers: Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      ),
      body: text.startsWith('{') ? JSON.parse(text) : undefined,
    }
    const { status, contentType, body } = answer(posted)
    response.writeHead(status, contentType === undefined ? {} : { 'content-type': contentType }).end(body)
    if (url.searchParams.size > 0) return
    const first = waiting.get(url.pathname)?.shift()
    if (first) first(posted)
    else kept.set(url.pathname, [...(kept.get(url.pathname) ?? []), posted])
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  let places = 0
  return {
    place: () => {
      const path = `/hooks/${++places}`
      return {
        url: `http://127.0.0.1:${port}${path}`,
        next: () => {
          const posted = kept.get(path)?.shift()
          if (posted) return Promise.resolve(posted)
          return new Promise((resolve) => waiting.set(path, [...(waiting.get(path) ?? []), resolve]))
        },
      }
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
