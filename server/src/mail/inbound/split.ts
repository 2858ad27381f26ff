import { type Field, fieldOf, readHeader, type Structured, structured } from './header-fields.ts'

/** A part of a mail, or the mail itself. Texts are bytes as latin1. */
export interface Part {
  fields: Field[]
  type: Structured
  disposition: Structured
  /** Still in its transfer encoding; of a multipart what stands before its first part. */
  body: string
  children: Part[]
}

interface Open {
  part: Part
  boundary: string
  /** Takes the parts: the part itself, or the deepest that is kept. */
  holder: Part
}

/** Deeper parts hang on the deepest, so that nothing that walks the tree runs out of stack. */
const deepest = 50
const most = 10_000

/**
 * Cuts a mail, given as latin1, into its parts (RFC 2046, section 5.1). postal-mime does this too, but measured with version 4.0.0: it
 * needs 2 s for 200 KB of delimiters (here 20 ms), throws at 256 levels, gives nothing of a multipart without its boundary or of a mail
 * without an empty line, and hands out texts and names already decoded as their label says: of windows-1252 that is called UTF-8 the
 * letters are gone. It also does not tell the tree, by which signed and encrypted mail is known. Its address parser is used.
 */
export function splitMail(raw: string, problems: Set<string>): Part {
  const head = readHeader(raw, 0)
  const root = partOf(head.fields, 'text/plain')
  const open = new OpenParts()
  let part = root
  let start = head.end
  open.enter(root, raw, start)
  let count = 0
  for (let at = nextDashes(raw, start); at >= 0 && open.any; ) {
    const feed = raw.indexOf('\n', at)
    const lineEnd = feed < 0 ? raw.length : feed
    const found = open.find(raw.slice(at + 2, Math.min(lineEnd, at + 1000)).trimEnd())
    if (found && count >= most) {
      problems.add('The message has more parts than can be read; the last ones are left out.')
      part.body = raw.slice(start, beforeBreak(raw, start, at))
      return root
    }
    let next = lineEnd
    if (found) {
      part.body = raw.slice(start, beforeBreak(raw, start, at))
      if (found.closes) {
        open.closeTo(found.level)
        // What follows belongs to nothing.
        part = partOf([], 'text/plain')
        start = Math.min(lineEnd + 1, raw.length)
      } else {
        const { part: parent, holder } = open.closeTo(found.level + 1)!
        const inner = readHeader(raw, Math.min(lineEnd + 1, raw.length))
        part = partOf(
          inner.fields,
          parent.type.value === 'multipart/digest' ? 'message/rfc822' : 'text/plain',
        )
        holder.children.push(part)
        start = inner.end
        open.enter(part, raw, start)
        next = start
        count++
      }
    }
    at = nextDashes(raw, next)
  }
  part.body = raw.slice(start)
  return root
}

function partOf(fields: Field[], usual: string): Part {
  const type = structured(fieldOf(fields, 'content-type'))
  // A type that is none says as much as a missing one (RFC 2045, section 5.2); half of one says a little.
  if (type.value === 'multipart') type.value = 'multipart/mixed'
  else if (/^(application|image|audio|video)[^/]*\/?$/.test(type.value))
    type.value = 'application/octet-stream'
  else if (!/^[^/]+\/[^/]+$/.test(type.value)) type.value = usual
  return {
    fields,
    type,
    disposition: structured(fieldOf(fields, 'content-disposition')),
    body: '',
    children: [],
  }
}

/** The next line that begins with `--`; `from` is the beginning of a line or the break before it. */
function nextDashes(raw: string, from: number): number {
  if (raw.startsWith('--', from) && (from === 0 || raw[from - 1] === '\n')) return from
  const feed = raw.indexOf('\n--', from)
  return feed < 0 ? -1 : feed + 1
}

/** The line break before a delimiter belongs to the delimiter. */
function beforeBreak(raw: string, start: number, at: number): number {
  if (at <= start) return start
  return Math.max(raw[at - 2] === '\r' ? at - 2 : at - 1, start)
}

/** The multiparts around the place that is read, found by their boundary at once however many they are. */
class OpenParts {
  #open: Open[] = []
  #levels = new Map<string, number[]>()

  get any(): boolean {
    return this.#open.length > 0
  }

  enter(part: Part, raw: string, start: number): void {
    if (!part.type.value.startsWith('multipart/')) return
    const boundary = this.#boundaryOf(part, raw, start)
    if (!boundary) return
    const level = this.#open.length
    const holder = level < deepest ? part : this.#open[level - 1]!.holder
    this.#open.push({ part, boundary, holder })
    const levels = this.#levels.get(boundary)
    if (levels) levels.push(level)
    else this.#levels.set(boundary, [level])
  }

  find(line: string): { level: number; closes: boolean } | null {
    const level = this.#levels.get(line)?.at(-1)
    if (level !== undefined) return { level, closes: false }
    const closing = line.endsWith('--') ? this.#levels.get(line.slice(0, -2))?.at(-1) : undefined
    return closing === undefined ? null : { level: closing, closes: true }
  }

  closeTo(length: number): Open | undefined {
    while (this.#open.length > length) {
      const { boundary } = this.#open.pop()!
      const levels = this.#levels.get(boundary)!
      levels.pop()
      if (levels.length === 0) this.#levels.delete(boundary)
    }
    return this.#open.at(-1)
  }

  /** The boundary, or what looks like one where it is missing or is not that of the parts; deep inside nobody looks. */
  #boundaryOf(part: Part, raw: string, start: number): string | undefined {
    const declared = part.type.params.get('boundary')?.trimEnd() || undefined
    if (this.#open.length > 5) return declared
    if (declared && raw.includes(`\n--${declared}`, Math.max(start - 1, 0))) return declared
    const seen = /^--([^\r\n]{1,200})\r?\n(?=content-[a-z-]{1,40}:)/im
      .exec(raw.slice(start, start + 100_000))?.[1]
      ?.trimEnd()
    return seen && !this.find(seen) ? seen : declared
  }
}
