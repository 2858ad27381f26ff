import { parseMail } from './parse-mail.ts'
import type { RawStore } from './raw-store.ts'

/** Bytes of a picture that is shown within the text; a larger one is an attachment. */
const largest = 5_000_000
/** Pictures that browsers show; SVG is none of them: it is a document. */
const shown = /^image\/(?:png|gif|jpe?g|webp|bmp|avif)$/i

/** HTML whose pictures are in the message itself: `cid:` addresses become the bytes. `raw` is the message's name in the store. */
export async function withInlineParts(store: RawStore, raw: string, html: string): Promise<string> {
  if (!/\bsrc="cid:/.test(html)) return html
  const bytes = await store.get(raw)
  if (!bytes) return html
  const { attachments } = await parseMail(bytes)
  const parts = new Map(
    attachments.flatMap(({ contentId, contentType, content }) =>
      contentId !== null && shown.test(contentType) && content.length <= largest
        ? [[contentId, `data:${contentType.toLowerCase()};base64,${Buffer.from(content).toString('base64')}`]]
        : [],
    ),
  )
  return html.replace(/\bsrc="cid:([^"]*)"/g, (whole, id: string) => {
    const part = parts.get(id) ?? parts.get(decoded(id))
    return part === undefined ? whole : `src="${part}"`
  })
}

/** A `cid:` address is a URL (RFC 2392): its id may be percent-encoded. */
function decoded(id: string): string {
  try {
    return decodeURIComponent(id)
  } catch {
    return id
  }
}
