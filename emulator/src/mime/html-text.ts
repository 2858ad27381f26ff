/** Plain text and HTML of a body, each made of the other in the plain way that previews and text twins need. */

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }

/** What a reader without HTML sees. */
export function textOfHtml(html: string): string {
  return html
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/<(head|style|script|title)\b[\s\S]*?<\/\1\s*>/gi, '')
    .replace(/\s+/g, ' ')
    .replace(/<br\s*\/?>\s?/gi, '\r\n')
    .replace(/<hr\b[^>]*>\s?/gi, `\r\n${'_'.repeat(32)}\r\n`)
    .replace(/<\/(p|div|h[1-6]|li|tr|table|blockquote)\s*>\s?/gi, '\r\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&(#x?[0-9a-f]+|\w+);/gi, (whole, name: string) => entity(name) ?? whole)
    .replace(/^[ \t]+|[ \t]+$/gm, '')
    .replace(/(\r\n){3,}/g, '\r\n\r\n')
    .trim()
}

/** Text as HTML that shows it as it is. */
export function htmlOfText(text: string): string {
  const escaped = escapeHtml(text).replace(/\r\n|\r|\n/g, '<br>\r\n')
  return wholeHtml(`<div class="PlainText">${escaped}</div>`)
}

/** Text for a place inside HTML. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)
}

/** A fragment becomes a document, as in the published examples (user-post-messages); documents stay as they are. */
export function wholeHtml(html: string): string {
  if (/<html[\s>]/i.test(html)) return html
  return `<html>\r\n<head>\r\n<meta http-equiv="Content-Type" content="text/html; charset=utf-8">\r\n</head>\r\n<body>\r\n${html}\r\n</body>\r\n</html>\r\n`
}

/** The first 255 characters of the text. */
export function previewOf(body: { contentType: 'text' | 'html'; content: string }): string {
  // A preview needs the beginning only; HTML is mostly marks.
  const beginning = body.content.slice(0, 20_000)
  const text = body.contentType === 'html' ? textOfHtml(beginning) : beginning
  return [...text.slice(0, 600)].slice(0, 255).join('')
}

function entity(name: string): string | undefined {
  if (!name.startsWith('#')) return entities[name.toLowerCase()]
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
  return Number.isInteger(code) && code > 0 && code < 0x110000 ? String.fromCodePoint(code) : undefined
}
