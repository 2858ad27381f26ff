import { type Dispatcher, request } from 'undici'
import { TandemError } from '../errors.ts'
import { type InsideRule, outsideUrl } from '../lib/outside-address.ts'

/** What loading pictures of other servers needs. */
export interface PictureDeps {
  /** Connects to nothing inside. */
  dispatcher: Dispatcher
  inside: InsideRule
}

export interface Picture {
  contentType: string
  bytes: Uint8Array
}

const mostBytes = 5_000_000
const mostRedirects = 3
const milliseconds = 10_000
/** What browsers show as a picture and that cannot act; SVG can. */
const pictureType = /^image\/(png|jpeg|gif|webp|avif|bmp|x-icon|vnd\.microsoft\.icon)$/

/**
 * Loads a picture that a mail names, for a reader who asked for it: the sender's server sees Tandem's address and neither the reader's
 * nor a cookie. Every way of failing is one sentence for the reader.
 */
export async function loadPicture(deps: PictureDeps, address: string): Promise<Picture> {
  try {
    const signal = AbortSignal.timeout(milliseconds)
    let url = targetOf(address, deps.inside)
    for (let hop = 0; hop <= mostRedirects; hop += 1) {
      const answer = await request(url, {
        dispatcher: deps.dispatcher,
        signal,
        headers: { accept: 'image/*' },
      })
      const location = answer.headers.location
      if (answer.statusCode >= 300 && answer.statusCode < 400 && typeof location === 'string') {
        await answer.body.dump()
        url = targetOf(new URL(location, url).href, deps.inside)
        continue
      }
      const contentType = String(answer.headers['content-type'] ?? '')
        .split(';')[0]!
        .trim()
        .toLowerCase()
      if (answer.statusCode !== 200 || !pictureType.test(contentType)) {
        await answer.body.dump()
        break
      }
      return { contentType, bytes: await limited(answer.body) }
    }
  } catch (cause) {
    throw gone(cause)
  }
  throw gone()
}

/** Senders still write http; the same picture is nearly always there over TLS, and nobody on the way reads along. */
function targetOf(address: string, inside: InsideRule): URL {
  try {
    return outsideUrl(address, inside)
  } catch (refusal) {
    if (!/^http:/i.test(address)) throw refusal
    return outsideUrl(address.replace(/^http:/i, 'https:'), inside)
  }
}

async function limited(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of body) {
    length += part.length
    if (length > mostBytes) throw new Error('The picture is too large')
    parts.push(part)
  }
  return Buffer.concat(parts)
}

function gone(cause?: unknown): TandemError {
  const error = new TandemError(
    'not-found',
    'The picture could not be loaded: its server is not there, gives none, or lies inside the network.',
  )
  error.cause = cause
  return error
}
