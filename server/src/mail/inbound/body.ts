import { htmlToText } from '../../lib/html-to-text.ts'
import { decodeText } from './charset.ts'
import { paramText } from './header-fields.ts'
import { isOpaque } from './protection.ts'
import { signedContent } from './signed-content.ts'
import { type Part, splitMail } from './split.ts'
import { bodyBytes } from './transfer.ts'

/** A piece of what is to be read, in one or both shapes. */
interface Piece {
  text: string | null
  html: string | null
}

export interface Body {
  html: string | null
  text: string
  /** What is no text to be read: the attachments. */
  rest: Part[]
}

/** Letters of HTML of which text is made: a megabyte takes about a second, during which the worker does nothing else. */
const mostHtml = 1_000_000

/** Other shapes of the same text for programs that read them; every one of these mails has HTML too. */
const shadows = new Set(['text/x-amp-html', 'text/watch-html'])

/** Text and HTML of a mail, and the parts that are neither: of alternatives the best, of parts one after the other all (RFC 2046, section 5.1). */
export function bodyOf(root: Part, problems: Set<string>): Body {
  const rest: Part[] = []
  const pieces = piecesOf(root, { rest, problems, first: true, signed: 0 })
  const html = pieces.some((piece) => piece.html !== null)
    ? pieces.map((piece) => piece.html ?? asHtml(piece.text ?? '')).join('\n')
    : null
  const left = { letters: mostHtml }
  const text = pieces
    .map((piece) =>
      piece.text?.trim() || piece.html === null ? (piece.text ?? '') : textOf(piece.html, left, problems),
    )
    .filter((one) => one.trim() !== '')
    .join('\n\n')
  return { html, text: text.replace(/^(?:[ \t]*\n)+/, '').trimEnd(), rest }
}

interface Walk {
  rest: Part[]
  problems: Set<string>
  /** No text was found yet. */
  first: boolean
  /** Signatures that were opened. */
  signed: number
}

function piecesOf(part: Part, walk: Walk): Piece[] {
  const type = part.type.value
  if (part.children.length > 0) {
    const kids = part.children.map((child) => ({ child, pieces: piecesOf(child, walk) }))
    return type === 'multipart/alternative'
      ? alternative(kids.map(({ pieces }) => pieces))
      : kids.flatMap(({ pieces }) => pieces)
  }
  if (type.startsWith('multipart/')) {
    // Nothing shows where its parts begin, or it has none.
    if (part.body.trim() === '') return []
    walk.problems.add('A part of the message does not show where its pieces begin; it is shown as it came.')
    return [{ text: plainText(part, walk.problems), html: null }]
  }
  if (shadows.has(type)) return []
  if (!isBody(part, walk)) {
    const pieces = isOpaque(part) ? signedPieces(part, walk) : []
    walk.rest.push(part)
    return pieces
  }
  walk.first = false
  const text = plainText(part, walk.problems)
  return [type === 'text/html' ? { text: null, html: text } : { text, html: null }]
}

/** The text within a signature, which stays an attachment for programs that check it. */
function signedPieces(part: Part, walk: Walk): Piece[] {
  const content = walk.signed < 3 ? signedContent(bodyBytes(part)) : null
  if (content) {
    walk.signed++
    return piecesOf(splitMail(content.toString('latin1'), walk.problems), walk)
  }
  walk.problems.add('The text of the message is within its signature and could not be taken out.')
  return []
}

/** A text with a name is a file, unless it is the first: some programs name the body. */
function isBody(part: Part, walk: Walk): boolean {
  if (!/^text\/(plain|html)$/.test(part.type.value) || part.disposition.value === 'attachment') return false
  const named = paramText(part.disposition, 'filename', '') ?? paramText(part.type, 'name', '')
  return named === null || (walk.first && part.disposition.value === '')
}

/** Of the shapes of one text the last HTML and the first plain one; a shape may itself have several pieces. */
function alternative(shapes: Piece[][]): Piece[] {
  const rich = shapes.findLast((pieces) => pieces.some(({ html }) => html !== null))
  const plain = shapes.find((pieces) => pieces.length > 0 && pieces.every(({ html }) => html === null))
  if (!rich) return plain ?? []
  const html = rich.map((piece) => piece.html ?? asHtml(piece.text ?? '')).join('\n')
  return [{ html, text: plain?.map(({ text }) => text).join('\n\n') ?? null }]
}

function asHtml(text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return `<div style="white-space: pre-wrap">${escaped}</div>`
}

function textOf(html: string, left: { letters: number }, problems: Set<string>): string {
  const begun = html.slice(0, left.letters)
  left.letters -= begun.length
  if (begun.length < html.length)
    problems.add('The message is so long that only the beginning of its HTML was made into text.')
  try {
    return htmlToText(begun)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    problems.add('The text of the message could not be taken from its HTML.')
    return ''
  }
}

/** The text of a part, its lines ended by `\n`. */
export function plainText(part: Part, problems: Set<string>): string {
  const charset =
    (part.type.value === 'text/html' && !part.type.params.has('charset') ? metaCharset(part.body) : null) ??
    part.type.params.get('charset')
  const { text, wrong } = decodeText(bodyBytes(part), charset ?? '')
  if (wrong && charset && text.includes('\ufffd'))
    problems.add(
      `A text says it is written in "${charset.slice(0, 40)}", but not all of it could be read so.`,
    )
  const lines = text.toWellFormed().replace(/\r\n?/g, '\n').replaceAll('\0', '')
  if (part.type.params.get('format')?.toLowerCase() !== 'flowed') return lines
  return unflowed(lines, part.type.params.get('delsp')?.toLowerCase() === 'yes')
}

/** HTML without a charset in its header often has one in itself. */
function metaCharset(body: string): string | null {
  return /<meta\s[^>]{0,200}?charset=["']?([\w-]{2,40})/i.exec(body.slice(0, 2000))?.[1] ?? null
}

/** A line that ends with a blank goes on in the next of the same depth of quotation (RFC 3676, section 4). */
function unflowed(text: string, dropsBlank: boolean): string {
  const out: string[] = []
  let paragraph: string[] = []
  let depth = 0
  const close = () => {
    if (paragraph.length > 0) out.push(`${'>'.repeat(depth)}${depth > 0 ? ' ' : ''}${paragraph.join('')}`)
    paragraph = []
  }
  for (const line of text.split('\n')) {
    const marks = /^>*/.exec(line)![0].length
    const said = line.slice(marks).replace(/^ /, '')
    if (marks !== depth || said === '-- ') close()
    depth = marks
    const goesOn = said.endsWith(' ') && said !== '-- '
    paragraph.push(goesOn && dropsBlank ? said.slice(0, -1) : said)
    if (!goesOn) close()
  }
  close()
  return out.join('\n')
}
