import { type Field, fieldOf, readHeader } from './header-fields.ts'
import type { ParsedMail } from './parsed-mail.ts'
import type { Part } from './split.ts'
import { idsOf, threadKeys } from './thread-keys.ts'
import { bodyBytes } from './transfer.ts'

type Bounce = NonNullable<ParsedMail['bounce']>
type Recipient = Bounce['recipients'][number]

const statusTypes = new Set(['message/delivery-status', 'message/global-delivery-status'])
/** What holds the message that came back, or its header. */
export const originalTypes = new Set([
  'message/rfc822',
  'message/global',
  'text/rfc822-headers',
  'message/global-headers',
  'message/rfc822-headers',
])

export const mostRecipients = 1000
const longestReason = 1000

/** A report by RFC 3464; `delivered: true` if it tells only of what went well. `null`: it is none. */
export function parsedReport(root: Part): { delivered: boolean; bounce: Bounce } | null {
  const parts = [...leavesOf(root)]
  // Some servers put their letter in a part of this type too, before the true one.
  const status = parts.filter(({ type }) => statusTypes.has(type.value))
  const type = root.type.params.get('report-type')?.toLowerCase()
  // A report that somebody forwards is within a message of its own; one in a plain mail is not looked at.
  if (root.type.value !== 'multipart/report' || (type !== 'delivery-status' && status.length === 0))
    return null
  const all = status.flatMap((part) => recipientsOf(bodyBytes(part).toString('utf8')))
  const failed = all.filter(({ action }) => !/^(delivered|relayed|expanded)$/.test(action))
  return {
    delivered: all.length > 0 && failed.length === 0,
    bounce: {
      messageId: originalId(root, parts),
      recipients: failed
        .slice(0, mostRecipients)
        .map(({ address, status: code, reason }) => ({ address, status: code, reason })),
    },
  }
}

/** The parts of a mail that hold something. */
export function* leavesOf(part: Part): Generator<Part> {
  if (part.children.length === 0) yield part
  for (const child of part.children) yield* leavesOf(child)
}

/** Per-recipient fields (RFC 3464, section 2.3): groups of fields, each about one recipient; the first is about the report. */
export function recipientsOf(text: string): (Recipient & { action: string })[] {
  const groups = text
    .replace(/\r\n?/g, '\n')
    .split(/\n[ \t]*\n/)
    .slice(0, mostRecipients * 2)
  return groups.flatMap((group) => {
    // A line of a long reason often lacks the blank before it.
    const folded = group.trim().replace(/^(?![\w-]+[ \t]*:|[ \t])/gm, ' ')
    const { fields } = readHeader(folded, 0)
    // The address its sender wrote, if an alias led on from it.
    const address = typed(fieldOf(fields, 'original-recipient')) || typed(fieldOf(fields, 'final-recipient'))
    if (address === '') return []
    const reason = typed(fieldOf(fields, 'diagnostic-code'))
    const status =
      /[245]\.\d{1,3}\.\d{1,3}/.exec(fieldOf(fields, 'status') ?? '')?.[0] ?? codesOf(reason).status
    return [{ address, status, reason: shortened(reason), action: actionOf(fields) }]
  })
}

function actionOf(fields: Field[]): string {
  return /[a-z]+/.exec((fieldOf(fields, 'action') ?? '').toLowerCase())?.[0] ?? ''
}

/** `rfc822; someone@example.com`, `smtp; 550 5.1.1 …`: what stands after the type. */
function typed(value: string | null): string {
  const text = (value ?? '').replace(/^\s*[\w-]{1,40}\s*;/, '').trim()
  return text.replace(/^<([^<>]*)>$/, '$1')
}

function shortened(reason: string): string {
  return reason.replace(/\s+/g, ' ').trim().slice(0, longestReason).toWellFormed().replaceAll('\0', '')
}

/** The first status of RFC 3463 in a text, or a reply of SMTP, with its line. */
export function codesOf(text: string): { status: string; reason: string } {
  const line =
    /^.*?(?:\b[45]\d\d[ -]|(?<![\w.])[45]\.\d{1,3}\.\d{1,3}(?![\w.]*\w)).*$/m.exec(
      text.slice(0, 20_000),
    )?.[0] ?? ''
  const status = /(?<![\w.])[45]\.\d{1,3}\.\d{1,3}(?![\w.]*\w)/.exec(line)?.[0]
  const reply = /\b([45])\d\d[ -]/.exec(line)
  return {
    status: status ?? (reply ? `${reply[1]}.0.0` : ''),
    reason: shortened(line.replace(/^[>\s]+/, '')),
  }
}

/** The Message-ID of what bounced: of the original that is attached, of its header in the text, or that of which the report is an answer. */
export function originalId(root: Part, parts: Part[]): string | null {
  for (const part of parts.filter(({ type }) => originalTypes.has(type.value))) {
    const id = threadKeys(readHeader(bodyBytes(part).toString('latin1').trimStart(), 0).fields).messageId
    if (id) return id
  }
  for (const part of parts.filter(({ type }) => type.value === 'text/plain')) {
    const line = /^[ \t>]{0,20}Message-ID:[ \t]*(?:\r?\n[ \t]+)?(<[^<>\s]{1,998}>)/im.exec(
      bodyBytes(part).toString('latin1'),
    )
    if (line) return idsOf(line[1]!)[0] ?? null
  }
  const { inReplyTo, references } = threadKeys(root.fields)
  return inReplyTo.at(-1) ?? references.at(-1) ?? null
}
