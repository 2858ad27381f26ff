/** Bodies of items: kept as they were written, shown as HTML unless the client prefers text. */
export interface ItemBody {
  contentType: string
  content: string
}

/** The body in the form that is asked for; HTML is always a whole document (published examples). */
export function shownBody(body: ItemBody | undefined, asText: boolean): ItemBody {
  const { contentType, content } = body ?? { contentType: 'html', content: '' }
  if (asText) return { contentType: 'text', content: contentType === 'text' ? content : plainText(content) }
  if (content === '') return { contentType: 'html', content: '' }
  if (contentType === 'html' && /<html[\s>]/i.test(content)) return { contentType, content }
  return { contentType: 'html', content: page(contentType === 'html' ? content : markup(content)) }
}

/** The first 255 characters of the text. */
export function previewOf(body: ItemBody | undefined): string {
  if (body === undefined) return ''
  const text = body.contentType === 'text' ? body.content : plainText(body.content)
  return text.trim().slice(0, 255)
}

function plainText(html: string): string {
  return html
    .replace(/<(head|style|script|title)[\s>][\s\S]*?<\/\1>/gi, '')
    .replace(/\r?\n/g, ' ')
    .replace(/<(br|\/p|\/div|\/tr|\/li|\/h\d)\b[^>]*>\s*/gi, '\r\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&(?:#(\d+)|(lt|gt|amp|quot|nbsp|apos));/g, (_, code, name) =>
      code ? String.fromCodePoint(Number(code)) : (named[name as keyof typeof named] ?? ''),
    )
    .replace(/[ \t]+/g, ' ')
    .trim()
}

const named = { lt: '<', gt: '>', amp: '&', quot: '"', nbsp: '\u00a0', apos: "'" }

function markup(text: string): string {
  return text
    .replace(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign] ?? sign)
    .replace(/\r?\n/g, '<br>\r\n')
}

function page(content: string): string {
  return `<html>\r\n<head>\r\n<meta http-equiv="Content-Type" content="text/html; charset=utf-8">\r\n</head>\r\n<body>\r\n${content}\r\n</body>\r\n</html>\r\n`
}
