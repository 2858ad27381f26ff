import { mentions, type PersonAddresses, withoutAddresses } from '../../lib/person-addresses.ts'
import { differs, type ErasableInbound } from '../../store/erased-rows.ts'
import type { InboundContent } from '../../store/inbound-messages.ts'
import { quotedFrom } from './quoted.ts'
import { searchedText } from './read-mail.ts'

type Erased = ErasableInbound & { search: string; forgetId: boolean }

/** What stands in the place of a message: that it was erased, and when. */
export function tombstone(message: ErasableInbound, at: Date): Erased {
  const content: InboundContent = {
    protection: null,
    references: [],
    from: { name: '', address: '' },
    replyTo: [],
    to: [],
    cc: [],
    subject: '',
    sentAt: null,
    html: null,
    text: `Erased on ${dayOf(at)}.`,
    quotedFrom: null,
    attachments: [],
    problems: [],
  }
  return { ...message, content, search: '', forgetId: true }
}

/** A message of somebody else without the addresses; `undefined` if there are none. Its original and its files are gone: nobody can take an address out of those. */
export function cleaned(message: ErasableInbound, person: PersonAddresses, at: Date): Erased | undefined {
  const content = withoutAddresses(person, message.content)
  const forgetId = message.messageId !== null && mentions(person, message.messageId)
  if (!forgetId && !differs(content, message.content)) return undefined
  const told = `An address was erased from this message on ${dayOf(at)}, and with it the original and its files.`
  const { text, problems } = content
  const left = { ...content, quotedFrom: quotedFrom(text), attachments: [], problems: [...problems, told] }
  return { ...message, content: left, search: searchedText(left), forgetId }
}

function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10)
}
