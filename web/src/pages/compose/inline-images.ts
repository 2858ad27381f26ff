import type { AttachedFile } from './draft-store.ts'

const picture = /(<img\b[^>]*?)\bsrc="data:[^"]*"([^>]*>)/gi
const name = /\bdata-content-id="([^"]*)"/i

/**
 * The HTML as it is sent: pictures that the page shows from itself (`data:`) are named by the attachments that carry
 * them (`cid:`, RFC 2392); and which of the files are attached, without pictures that were taken out of the text again.
 */
export function sentHtml(html: string, files: AttachedFile[]): { html: string; files: AttachedFile[] } {
  const used = new Set<string>()
  const sent = html.replace(picture, (whole, before: string, after: string) => {
    const contentId = name.exec(whole)?.[1]
    if (!contentId || !files.some((file) => file.contentId === contentId)) return whole
    used.add(contentId)
    return `${before}src="cid:${contentId}"${after}`.replace(name, '').replace(/\s+>/, '>')
  })
  return {
    html: sent,
    files: files.filter(({ contentId }) => contentId === undefined || used.has(contentId)),
  }
}

/** A name for a picture within a text that no other has: as RFC 2392 wants it, of the form of an address. */
export function newContentId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8))
  return `${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}@tandem`
}
