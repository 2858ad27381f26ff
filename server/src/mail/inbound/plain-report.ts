import type { MailAddress } from '@tandem/model/api/queues.ts'
import { fieldOf } from './header-fields.ts'
import type { ParsedMail } from './parsed-mail.ts'
import { codesOf, leavesOf, mostRecipients, originalId, originalTypes, recipientsOf } from './report.ts'
import type { Part } from './split.ts'

type Bounce = NonNullable<ParsedMail['bounce']>

/** What is known of a mail when its kind is looked for. */
export interface Seen {
  root: Part
  from: MailAddress
  to: MailAddress[]
  subject: string
  text: string
}

const undelivered =
  /undeliver|not delivered|returned mail|delivery (status|fail|has failed|problem|error)|failure (notice|report)|mail (delivery|failure|failed|system error)|(failed|failure) delivery|error sending your mail|delayed mail|returning message|unzustellbar|nicht zugestellt|non remis|non distribu|no se (pudo|ha podido) entregar|mancata consegna|onbestelbaar|niet bezorgd|não entregue|olevererbart|nie dostarczono|не доставлено|配信不能/i

/**
 * A report of a server that does not follow RFC 3464 (qmail, old Exim, many gateways): its sender is a mail system, which the caller has
 * looked at, and it has the message that came back as a part, names its recipients in the header, or says what it is. `null`: it is none.
 */
export function plainReport(seen: Seen): Bounce | null {
  const { root, subject } = seen
  const text = seen.text.slice(0, 50_000)
  const parts = [...leavesOf(root)]
  const failedTo = fieldOf(root.fields, 'x-failed-recipients')
  const isReport =
    failedTo !== null ||
    parts.some(({ type }) => originalTypes.has(type.value)) ||
    undelivered.test(subject) ||
    (undelivered.test(text.slice(0, 1000)) && codesOf(text).status !== '')
  if (!isReport) return null
  const recipients = failedTo === null ? recipientsIn(text, seen) : withCodes(failedTo.split(','), text)
  return { messageId: originalId(root, parts), recipients }
}

/** Who did not get it by the words of the report alone: fields as in RFC 3464, or addresses above the copy of the message. */
export function recipientsIn(text: string, { from, to }: Pick<Seen, 'from' | 'to'>): Bounce['recipients'] {
  const told = recipientsOf(text)
  if (told.length > 0) return told.map(({ address, status, reason }) => ({ address, status, reason }))
  const copy =
    /^[> \t]{0,10}(?:-{2,}.{0,80}(?:copy|original|returned|header|message follows).{0,80}|(?:Return-Path|Received|Message-ID|From):.*)$/im.exec(
      text,
    )
  const letter = text.slice(0, copy?.index ?? 10_000)
  const others = new Set([from, ...to].map(({ address }) => address.toLowerCase()))
  const found = letter.match(/[^\s<>()[\]"',;:@]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/g) ?? []
  const strange = found.filter(
    (address) => !others.has(address.toLowerCase()) && !/^(postmaster|mailer-daemon)@/i.test(address),
  )
  return withCodes(strange, letter)
}

/** Recipients with what a text says below the address of each; of a single one with what it says anywhere. */
function withCodes(named: string[], text: string): Bounce['recipients'] {
  const addresses = named.map((one) => one.replace(/[<>\s]/g, '')).filter((one) => one.includes('@'))
  const all = [...new Set(addresses)].slice(0, mostRecipients)
  return all.map((address) => {
    const at = text.indexOf(address)
    const below = at < 0 ? '' : text.slice(at + address.length, at + address.length + 2000)
    const codes = codesOf(below)
    return { address, ...(codes.status === '' && all.length === 1 ? codesOf(text) : codes) }
  })
}
