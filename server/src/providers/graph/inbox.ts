import { ProviderError } from '../failures.ts'
import type { Inbox, InboxChange, MailReference } from '../inbox.ts'
import type { GraphClient } from './http.ts'
import { mailFolders } from './mail-folders.ts'
import { markMessages } from './mail-marks.ts'
import { mailPaths } from './mail-paths.ts'
import { itemsOf, type Page, readPage, readPages } from './pages.ts'
import { query } from './paths.ts'

/** References on a page: each is a few hundred bytes. */
const pageSize = 500
const $select = 'receivedDateTime,conversationId'

interface GraphMessage {
  id: string
  receivedDateTime?: string
  conversationId?: string
}

/** The mail of one mailbox: the delta of a folder tells of what comes in, `$value` gives the bytes (message resource, v1.0). */
export function graphInbox(client: GraphClient, mailbox: string): Inbox {
  const paths = mailPaths(mailbox)
  return {
    folders: () => mailFolders(client, paths),
    changes: (folder, cursor, since) => readChanges(client, paths.inFolder(folder), cursor, since),
    list: (folder, since) => listAll(client, paths.inFolder(folder), since),
    raw: (ref) => readRaw(client, paths.raw(ref)),
    mark: (refs, mark) => markMessages(client, paths, refs, mark),
  }
}

async function* readChanges(
  client: GraphClient,
  messages: string,
  cursor: string | undefined,
  since: string | undefined,
): AsyncGenerator<InboxChange[]> {
  const start = `${messages}/delta${query({
    // What is read, moved or deleted there later changes nothing here.
    changeType: 'created',
    $select,
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
    const found = messagesOf(page, since).map((one): InboxChange => ({ kind: 'message', ...one }))
    yield [...found, { kind: 'checkpoint', cursor: next, more: page.next !== undefined }]
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

async function* listAll(client: GraphClient, messages: string, since: string | undefined) {
  const path = `${messages}${query({
    $select,
    $top: pageSize,
    ...(since !== undefined && { $filter: `receivedDateTime ge ${since}` }),
  })}`
  for await (const page of readPages(client, { method: 'GET', path })) yield messagesOf(page, since)
}

/** Also without a filter, or with one that the service has not kept to, what is older stays away. */
function messagesOf(page: Page, since: string | undefined): MailReference[] {
  const from = since === undefined ? Number.NEGATIVE_INFINITY : Math.floor(Date.parse(since) / 1000) * 1000
  return itemsOf<GraphMessage>(page)
    .filter((message) => !('@removed' in message))
    .map(({ id, receivedDateTime, conversationId }) => ({
      ref: id,
      receivedAt: receivedDateTime ?? new Date().toISOString(),
      thread: conversationId,
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
