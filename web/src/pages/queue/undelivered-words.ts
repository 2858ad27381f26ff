import type { Undelivered } from '../../shapes.ts'

/** By the beginning of the status (RFC 3463); the longest that fits counts. */
const causes: Record<string, string> = {
  '5.1': 'The address does not exist. Ask the customer another way for the right one, and answer again.',
  '5.1.8': 'Their mail server does not accept our address. Tell whoever looks after our mail.',
  '5.2': 'Their mailbox takes no mail at present. Try another way, or again tomorrow.',
  '5.2.2': 'Their mailbox is full. Try another way, or again tomorrow.',
  '5.2.3': 'The message is too large for their mailbox. Send it again with fewer or smaller files.',
  '5.3.4': 'The message is too large for their mail server. Send it again with fewer or smaller files.',
  '5.4': 'Their mail server could not be reached. Check the part of the address after the @.',
  '5.7':
    'Their mail server refuses mail like this from us. Try another way, and tell whoever looks after our mail.',
}

/** What became of an answer, as a headline and what to do. */
export function undeliveredText({ address, status, isFinal }: Undelivered): { title: string; text: string } {
  const to = address === '' ? '' : ` to ${address}`
  if (!isFinal)
    return {
      title: `Delayed${to}.`,
      text: 'The mail server is still trying. Nothing is to be done yet: it writes again if it gives up.',
    }
  return { title: `Not delivered${to}.`, text: causeOf(status) }
}

function causeOf(status: string): string {
  const [first, second] = status.split('.')
  return (
    causes[status] ??
    causes[`${first}.${second}`] ??
    'The mail server gave it back. Read its report in this conversation, and answer another way.'
  )
}
