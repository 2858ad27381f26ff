import { Readable } from 'node:stream'
import { request } from 'undici'
import { z } from 'zod'
import { clearGarbage } from '../../lib/clear-garbage.ts'
import { type Failure, ProviderError, type ResponseFacts } from '../failures.ts'
import type { Outside } from '../provider.ts'
import type { LetterAttachment, Sent } from '../sender.ts'
import { connectionFailure, failureOf } from './errors.ts'
import type { GraphClient } from './http.ts'
import { refused } from './send-refusals.ts'

/** Bytes of a range: a multiple of 320 KiB, at most 4 MB (concepts/outlook-large-attachments). */
const rangeBytes = 12 * 320 * 1024
/** Failures in a row after which an upload is given up for now. */
const mostFailures = 5

/**
 * Uploads under way, by draft and file: one that was throttled goes on where it stood, since what was uploaded counts against the
 * mailbox's 150 MB in five minutes. In memory alone, because whoever has the address may write to the draft.
 */
const underWay = new Map<string, string>()
const mostUnderWay = 500

interface Target {
  /** Where sessions are made. */
  path: string
  outside: Outside
}

const session = z.object({ uploadUrl: z.url() })
/** The upload's own service writes names with capitals. */
const expected = z
  .object({ NextExpectedRanges: z.array(z.string()), nextExpectedRanges: z.array(z.string()) })
  .partial()

/** Uploads an attachment range by range; after a cut connection it goes on where the service says. */
export async function uploadAttachment(
  client: GraphClient,
  target: Target,
  file: LetterAttachment,
  progress: (bytes: number) => void,
): Promise<Sent> {
  const key = JSON.stringify([target.path, file.name, file.size, file.contentId])
  try {
    const known = underWay.get(key)
    const resumed = known === undefined ? undefined : await receivedSoFar(target.outside, known)
    const url = resumed === undefined ? await openSession(client, target, file) : known!
    remember(key, url)
    await sendRanges(target.outside, url, file, resumed ?? 0, progress)
    underWay.delete(key)
    return { ok: true }
  } catch (error) {
    const answer = refused(error)
    // Only a throttled one is worth going on with: its session is sound.
    if (answer.failure.kind !== 'Throttled') underWay.delete(key)
    return answer
  }
}

async function openSession(client: GraphClient, target: Target, file: LetterAttachment): Promise<string> {
  const AttachmentItem = {
    attachmentType: 'file',
    name: file.name,
    size: file.size,
    contentType: file.contentType,
    isInline: file.contentId !== null,
    ...(file.contentId !== null && { contentId: file.contentId }),
  }
  const { body, facts } = await client({ method: 'POST', path: target.path, body: { AttachmentItem } })
  const read = session.safeParse(body)
  if (read.success && isAllowed(read.data.uploadUrl, target.outside)) return read.data.uploadUrl
  const host = read.success ? new URL(read.data.uploadUrl).host : 'nowhere'
  const detail = `The service wants the file uploaded to ${host}, which is not among the hosts that are allowed (UPLOAD_HOSTS)`
  throw new ProviderError({ kind: 'Rejected', code: 'upload-host', detail, evidence: facts })
}

/** Never a stranger: the service itself, or a host that the settings name, over TLS. */
export function isAllowed(uploadUrl: string, outside: Pick<Outside, 'serviceUrl' | 'uploadHosts'>): boolean {
  const url = new URL(uploadUrl)
  if (url.origin === new URL(outside.serviceUrl).origin) return true
  if (url.protocol !== 'https:' || url.username !== '' || url.password !== '') return false
  return (outside.uploadHosts ?? []).includes(url.host)
}

async function sendRanges(
  outside: Outside,
  url: string,
  file: LetterAttachment,
  from: number,
  progress: (bytes: number) => void,
): Promise<void> {
  let [at, failures] = [from, 0]
  while (at < file.size) {
    const length = Math.min(rangeBytes, file.size - at)
    const failure = await putRange(outside, url, file, at, length)
    if (failure) {
      failures += 1
      // Cut in between: the service knows how far it came. The last range may have made the attachment: then it is gone.
      const canGoOn = failure.kind === 'Unavailable' && failures < mostFailures
      const received = canGoOn ? await receivedSoFar(outside, url) : undefined
      if (received === undefined) throw new ProviderError(failure)
      at = received
    } else {
      failures = 0
      at += length
      progress(at)
      clearGarbage()
    }
  }
}

async function putRange(
  outside: Outside,
  url: string,
  file: LetterAttachment,
  at: number,
  length: number,
): Promise<Failure | undefined> {
  const headers = {
    'content-type': 'application/octet-stream',
    'content-length': String(length),
    'content-range': `bytes ${at}-${at + length - 1}/${file.size}`,
  }
  const body = Readable.from(firstBytes(file.read(at), length), { objectMode: false })
  const answer = await ask(outside, url, { method: 'PUT', headers, body })
  return 'failure' in answer ? answer.failure : undefined
}

/** So many bytes and no more: the request goes out as they come from the database, none of it is held whole. */
async function* firstBytes(bytes: AsyncIterable<Uint8Array>, length: number): AsyncGenerator<Uint8Array> {
  let left = length
  for await (const piece of bytes) {
    yield piece.subarray(0, left)
    left -= piece.length
    if (left <= 0) return
  }
}

/** Bytes that the service has of an upload; undefined if it does not know it (any more). */
async function receivedSoFar(outside: Outside, url: string): Promise<number | undefined> {
  const answer = await ask(outside, url, { method: 'GET', headers: {}, body: null })
  if ('failure' in answer) {
    if (answer.failure.kind === 'Throttled') throw new ProviderError(answer.failure)
    return undefined
  }
  const read = expected.safeParse(answer.body)
  const [next] = (read.success && (read.data.NextExpectedRanges ?? read.data.nextExpectedRanges)) || []
  const start = Number.parseInt(next ?? '', 10)
  return Number.isNaN(start) ? undefined : start
}

/** The address is the permission: no token goes with it, and it stands in no log. */
async function ask(
  outside: Outside,
  url: string,
  wanted: { method: 'PUT' | 'GET'; headers: Record<string, string>; body: Readable | null },
): Promise<{ body: unknown } | { failure: Failure }> {
  const facts: ResponseFacts = {
    request: `${wanted.method} ${new URL(url).origin} (upload of an attachment)`,
    at: new Date().toISOString(),
  }
  const write = wanted.method === 'PUT'
  try {
    const answer = await request(url, {
      ...wanted,
      dispatcher: outside.dispatcher,
      signal: AbortSignal.timeout(outside.timeout),
    })
    const text = await answer.body.text()
    const body = parse(text)
    if (answer.statusCode >= 200 && answer.statusCode < 300) return { body }
    const retryAfter = answer.headers['retry-after']
    const headers = { 'retry-after': Array.isArray(retryAfter) ? retryAfter[0] : retryAfter }
    const failure = failureOf({ status: answer.statusCode, headers, body, facts, write })
    return { failure: ofUpload(failure) }
  } catch (error) {
    return { failure: connectionFailure(error, facts, write) }
  }
}

/** What an upload's address refuses says nothing of the mailbox: the upload is begun anew, after a look at the draft. */
function ofUpload(failure: Failure): Failure {
  if (['AuthExpired', 'Forbidden', 'CursorExpired'].includes(failure.kind))
    return { ...failure, kind: 'Unavailable', ambiguous: true }
  // A range that does not fit what the service has: one was taken whose answer was lost.
  if (failure.evidence?.status === 416) return { ...failure, kind: 'Unavailable', ambiguous: true }
  return failure
}

function remember(key: string, url: string): void {
  underWay.delete(key)
  underWay.set(key, url)
  const [oldest] = underWay.keys()
  if (underWay.size > mostUnderWay && oldest !== undefined) underWay.delete(oldest)
}

function parse(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
