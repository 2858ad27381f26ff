import { ProviderError } from '../failures.ts'
import type { Inbox, InboxChange } from '../inbox.ts'
import type { Outcome } from '../provider.ts'
import { sendBatches } from './batch.ts'
import type { GraphClient, GraphRequest } from './http.ts'
import { type MailPaths, mailPaths } from './mail-paths.ts'
import { itemsOf, type Page, readPage, readPages } from './pages.ts'
import { query } from './paths.ts'

/** References on a page: each is a few hundred bytes. */
const pageSize = 500

interface GraphMessage {
  id: string
  receivedDateTime?: string
}

/** The Inbox of one mailbox: its delta tells of what comes in, `$value` gives the bytes (message resource, v1.0). */
export function graphInbox(client: GraphClient, mailbox: string): Inbox {
  const paths = mailPaths(mailbox)
  return {
    changes: (cursor, since) => readChanges(client, paths, cursor, since),
    list: (since) => listAll(client, paths, since),
    raw: (ref) => readRaw(client, paths.raw(ref)),
    markRead: async (refs) => {
      const answers = await sendBatches(
        client,
        refs.map(
          (ref): GraphRequest => ({ method: 'PATCH', path: paths.message(ref), body: { isRead: true } }),
        ),
      )
      return answers.map(
        (answer, place): Outcome => (answer.ok ? { ok: true, ref: refs[place]!, version: '' } : answer),
      )
    },
  }
}

async function* readChanges(
  client: GraphClient,
  paths: MailPaths,
  cursor: string | undefined,
  since: string | undefined,
): AsyncGenerator<InboxChange[]> {
  const start = `${paths.inFolder('inbox')}/delta${query({
    // What is read, moved or deleted there later changes nothing here.
    changeType: 'created',
    $select: 'receivedDateTime',
    ...(since !== undefined && { $filter: `receivedDateTime ge ${since}` }),
  })}`
  let page = await deltaPage(client, cursor, start)
  for (;;) {
    const next = page.next ?? page.delta
    if (next === undefined)
      throw new ProviderError({
        kind: 'Unexpected',
        detail: 'A delta page came without a link to go on from',
      })
    const messages = messagesOf(page, since).map((one): InboxChange => ({ kind: 'message', ...one }))
    yield [...messages, { kind: 'checkpoint', cursor: next, more: page.next !== undefined }]
    if (page.next === undefined) return
    page = await deltaPage(client, page.next, start)
  }
}

/** What is stored is known, so a listing that has to begin anew is no more than work. */
async function deltaPage(client: GraphClient, cursor: string | undefined, start: string): Promise<Page> {
  const read = (path: string) =>
    readPage(client, { method: 'GET', path, prefer: [`odata.maxpagesize=${pageSize}`] })
  if (!cursor?.startsWith('/v1.0/')) return await read(start)
  try {
    return await read(cursor)
  } catch (error) {
    if (!(error instanceof ProviderError) || error.failure.kind !== 'CursorExpired') throw error
    return await read(start)
  }
}

async function* listAll(client: GraphClient, paths: MailPaths, since: string | undefined) {
  const path = `${paths.inFolder('inbox')}${query({
    $select: 'receivedDateTime',
    $top: pageSize,
    ...(since !== undefined && { $filter: `receivedDateTime ge ${since}` }),
  })}`
  for await (const page of readPages(client, { method: 'GET', path })) yield messagesOf(page, since)
}

/** Also without a filter, or with one that the service has not kept to, what is older stays away. */
function messagesOf(page: Page, since: string | undefined): { ref: string; receivedAt: string }[] {
  const from = since === undefined ? Number.NEGATIVE_INFINITY : Math.floor(Date.parse(since) / 1000) * 1000
  return itemsOf<GraphMessage>(page)
    .filter((message) => !('@removed' in message))
    .map(({ id, receivedDateTime }) => ({
      ref: id,
      receivedAt: receivedDateTime ?? new Date().toISOString(),
    }))
    .filter(({ receivedAt }) => Date.parse(receivedAt) >= from)
}

async function readRaw(client: GraphClient, path: string): Promise<Uint8Array | undefined> {
  try {
    const answer = await client({ method: 'GET', path, bytes: true })
    if (answer.body instanceof Uint8Array) return answer.body
    throw new ProviderError({ kind: 'Unexpected', detail: 'A message came without its bytes' })
  } catch (error) {
    if (error instanceof ProviderError && error.failure.kind === 'NotFound') return undefined
    throw error
  }
}
