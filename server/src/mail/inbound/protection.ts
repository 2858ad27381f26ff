import type { ParsedMail } from './parsed-mail.ts'
import { signedData } from './signed-content.ts'
import type { Part } from './split.ts'
import { bodyBytes } from './transfer.ts'

/**
 * How a mail is protected: S/MIME (RFC 8551), OpenPGP as MIME (RFC 3156) or in its text. Encrypted counts before signed. Looked for at the
 * top and, as mailing lists and virus filters wrap a mail, within plain multiparts; never within an attached message.
 */
export function protectionOf(root: Part, text: string): ParsedMail['protection'] {
  const found = new Set<NonNullable<ParsedMail['protection']>>()
  look(root, found)
  const armour = /^\s*-----BEGIN PGP (SIGNED )?MESSAGE-----/.exec(text.slice(0, 10_000))
  if (armour) found.add(armour[1] ? 'pgp-signed' : 'pgp-encrypted')
  return (
    (['smime-encrypted', 'pgp-encrypted', 'smime-signed', 'pgp-signed'] as const).find((one) =>
      found.has(one),
    ) ?? null
  )
}

function look(part: Part, found: Set<NonNullable<ParsedMail['protection']>>): void {
  const { value, params } = part.type
  const protocol = params.get('protocol')?.toLowerCase() ?? ''
  const kids = part.children.map(({ type }) => type.value)
  if (isPkcs7(part)) {
    // Certificates alone, and what is only compressed, protect nothing.
    if (!/^(certs-only|compressed-data)$/i.test(params.get('smime-type') ?? ''))
      found.add(isOpaque(part) ? 'smime-signed' : 'smime-encrypted')
  } else if (value === 'multipart/encrypted')
    found.add(protocol.includes('pkcs7') ? 'smime-encrypted' : 'pgp-encrypted')
  else if (value === 'multipart/signed') {
    if (`${protocol} ${kids.join(' ')}`.includes('pkcs7')) found.add('smime-signed')
    else if (`${protocol} ${kids.join(' ')}`.includes('pgp-')) found.add('pgp-signed')
  } else if (kids.includes('application/pgp-encrypted')) {
    // Exchange servers make multipart/mixed of it.
    found.add('pgp-encrypted')
  }
  if (value.startsWith('multipart/')) for (const child of part.children) look(child, found)
}

const isPkcs7 = ({ type }: Part) => /^application\/(x-)?pkcs7-mime$/.test(type.value)

/** Whether a part is signed in such a way that its text is within the signature; by its name, or by its first bytes. */
export function isOpaque(part: Part): boolean {
  if (!isPkcs7(part)) return false
  const kind = part.type.params.get('smime-type')?.toLowerCase()
  if (kind) return /^signed-?(data|receipt)$/.test(kind)
  const start = bodyBytes({ ...part, body: part.body.slice(0, 400) })
  return start.subarray(0, 64).includes(signedData)
}
