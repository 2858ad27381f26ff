import { contentIdOf } from './attachments.ts'
import { parseMail } from './parse-mail.ts'
import type { RawStore } from './raw-store.ts'

/** Bytes of a picture that is shown within the text; a larger one is an attachment. */
const largest = 5_000_000
/** Pictures that browsers show; SVG is none of them: it is a document. */
const shown = /^image\/(?:png|gif|jpe?g|webp|bmp|avif)$/i

/** Letters that pictures may still take: the same one may be shown any number of times. */
export interface Room {
  letters: number
}

/** HTML whose pictures are in the message itself: `cid:` addresses become the bytes, as far as there is room. `raw` is the message's name in the store. */
export async function withInlineParts(
  store: RawStore,
  raw: string,
  html: string,
  room: Room,
): Promise<string> {
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
    const part = parts.get(contentIdOf(id))
    if (part === undefined || part.length > room.letters) return whole
    room.letters -= part.length
    return `src="${part}"`
  })
}
