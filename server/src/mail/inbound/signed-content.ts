/** An element of BER (X.690), the code of CMS. */
interface Element {
  tag: number
  start: number
  end: number
  /** Where the next one begins. */
  next: number
}

/** The object identifier of signed data (RFC 5652, section 5), 1.2.840.113549.1.7.2 with its tag and length. */
export const signedData = Buffer.from('06092a864886f70d010702', 'hex')

const deepest = 20

/**
 * What is within opaque signed data (RFC 5652, section 5.2; `smime-type=signed-data`, which Outlook writes when it is told not to send
 * clear text with its signature): a part of a mail. The signature is not checked. Of what was
 * streamed @peculiar/asn1-cms 2.11.1 hands out the pieces still in their code, so that all of this would be needed beside it. `null` where there is none or it cannot be found.
 */
export function signedContent(bytes: Buffer): Buffer | null {
  const outer = elementAt(bytes, 0, 0)
  const [kind, wrapped] = outer ? within(bytes, outer) : []
  if (!kind || !wrapped || !bytes.subarray(kind.start - 2, kind.end).equals(signedData)) return null
  const [signed] = within(bytes, wrapped)
  const held = signed ? within(bytes, signed)[2] : undefined
  const explicit = held ? within(bytes, held)[1] : undefined
  const [octets] = explicit ? within(bytes, explicit) : []
  return octets ? octetsOf(bytes, octets, 0) : null
}

function elementAt(bytes: Buffer, at: number, depth: number): Element | null {
  if (at + 2 > bytes.length || depth > deepest) return null
  const tag = bytes[at]!
  const first = bytes[at + 1]!
  if (first < 0x80) return bounded(bytes, tag, at + 2, first)
  const size = first & 0x7f
  if (size > 4 || at + 2 + size > bytes.length) return null
  if (size > 0) return bounded(bytes, tag, at + 2 + size, bytes.readUIntBE(at + 2, size))
  // Of unknown length: up to two zeros in the place of an element.
  let end = at + 2
  while (end + 1 < bytes.length && (bytes[end] !== 0 || bytes[end + 1] !== 0)) {
    const inner = elementAt(bytes, end, depth + 1)
    if (!inner) return null
    end = inner.next
  }
  return { tag, start: at + 2, end, next: end + 2 }
}

/** A mail that was cut ends within an element. */
function bounded(bytes: Buffer, tag: number, start: number, length: number): Element {
  const end = Math.min(start + length, bytes.length)
  return { tag, start, end, next: end }
}

function within(bytes: Buffer, { start, end }: Element): Element[] {
  const found: Element[] = []
  for (let at = start; at < end; ) {
    const element = elementAt(bytes, at, 0)
    if (!element) break
    found.push(element)
    at = element.next
  }
  return found
}

/** An octet string, whole or in pieces (the constructed form). */
function octetsOf(bytes: Buffer, element: Element, depth: number): Buffer | null {
  if ((element.tag & 0x20) === 0) return bytes.subarray(element.start, element.end)
  if (depth > deepest) return null
  return Buffer.concat(
    within(bytes, element).map((piece) => octetsOf(bytes, piece, depth + 1) ?? Buffer.alloc(0)),
  )
}
