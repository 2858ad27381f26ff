import { typedAddressProblem } from '../../address-text.ts'
import type { NewMessage, SendingLimits } from '../../shapes.ts'
import type { Draft } from './draft-store.ts'
import { sentHtml } from './inline-images.ts'
import { unfilled } from './merge-fields.ts'
import { sizeText } from './size-text.ts'
import { undoSeconds } from './undo-time.ts'

/** A draft as the API takes it. */
export function messageOf(draft: Draft): NewMessage {
  const { to, cc, bcc, subject, importance, signature, inReplyTo, forwardOf, quote, fields } = draft
  const { html, files } = sentHtml(draft.html, draft.files)
  return {
    to,
    cc,
    bcc,
    subject,
    html: html === '' ? '<p></p>' : html,
    importance,
    fields,
    attachments: files.map(
      ({ id, contentId, inbound }) => inbound ?? (contentId === undefined ? { id } : { id, contentId }),
    ),
    ...(signature === undefined ? {} : { signature }),
    ...(inReplyTo === undefined ? {} : { inReplyTo }),
    ...(forwardOf === undefined ? {} : { forwardOf }),
    ...(quote ? { quote } : {}),
    ...(draft.sendAt === '' ? { undoSeconds } : { sendAt: new Date(draft.sendAt).toISOString() }),
  }
}

/** What keeps a draft from being sent; undefined: nothing. */
export function sendProblem(
  draft: Draft,
  limits: Pick<SendingLimits, 'recipientsPerMessage' | 'messageBytes'> | undefined,
  now: number,
): string | undefined {
  const people = [...draft.to, ...draft.cc, ...draft.bcc]
  if (people.length === 0) return 'Name at least one recipient.'
  for (const { address } of people) {
    const problem = typedAddressProblem(address)
    if (problem) return `“${address}” ${problem}.`
  }
  if (limits && people.length > limits.recipientsPerMessage)
    return `The mailbox sends to at most ${limits.recipientsPerMessage} recipients at once; these are ${people.length}.`
  const size = draft.files.reduce((sum, file) => sum + file.size, 0)
  if (limits && size > limits.messageBytes)
    return `The attachments are too large: ${sizeText(size)} of at most ${sizeText(limits.messageBytes)}.`
  const [open] = unfilled(`${draft.subject} ${draft.html}`)
  if (open !== undefined) return `${open} is not filled in yet: write what it stands for, or take it out.`
  if (draft.sendAt !== '' && Date.parse(draft.sendAt) <= now) return 'The time to send it is past.'
  return undefined
}
