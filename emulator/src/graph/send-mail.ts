import type { MailContent, Message } from '../tenant/mail-types.ts'
import { inConversation } from '../tenant/messages.ts'
import { submitMail } from '../tenant/post.ts'
import type { WireResponse } from '../wire.ts'
import { jsonBody, type MailboxCall, mailboxRoute, type Route } from './call.ts'
import { GraphError, refuse } from './errors.ts'
import { messageOf } from './mail-places.ts'
import { readMessage } from './message-body.ts'
import { completeMessage, isMime, readMimeBody } from './messages.ts'
import { sendMail as permissions } from './permissions.ts'
import { checkRecipients } from './recipients.ts'
import { admitMail } from './send-limits.ts'

/** Sending, at once and of drafts. */
export const sendRoutes: Route[] = [
  mailboxRoute('POST', 'users/{user}/sendMail', permissions, sendNew),
  ...['users/{user}/messages', 'users/{user}/mailFolders/{mailFolder}/messages'].map((path) =>
    mailboxRoute('POST', `${path}/{message}/send`, permissions, sendDraft),
  ),
]

/** What every sending ends with. */
export const accepted: WireResponse = { status: 202 }

async function sendNew(call: MailboxCall): Promise<WireResponse> {
  // With MIME there is no place for `saveToSentItems`.
  if (isMime(call)) return sendContent(call, await readMimeBody(call), true)
  const { message, saveToSentItems = true, ...rest } = lowerFirst(jsonBody(call.request))
  const unknown = Object.keys(rest).find((name) => !name.includes('@'))
  if (unknown !== undefined) {
    throw refuse.badRequest(`The parameter '${unknown}' in the request payload is not a valid parameter.`)
  }
  if (typeof message !== 'object' || message === null) {
    throw refuse.badRequest("The request is missing the required parameter 'Message'.")
  }
  const { content } = completeMessage(
    call,
    readMessage(call.world, message as Record<string, unknown>, 'new'),
  )
  // The published example sends the text "false".
  return sendContent(call, content, String(saveToSentItems).toLowerCase() !== 'false')
}

function sendDraft(call: MailboxCall): WireResponse {
  const draft = messageOf(call)
  // The code for what is no draft is not documented.
  if (!draft.isDraft) throw new GraphError(400, 'ErrorInvalidRequest', 'The message was sent already.')
  return sendContent(call, draft, true, draft)
}

/** Checks what the service checks before it takes a message, and hands it to the transport. */
export function sendContent(
  call: MailboxCall,
  content: MailContent,
  saveCopy: boolean,
  draft?: Message,
): WireResponse {
  const { world, tenant, user, mailbox, limits } = call
  const own = { name: user.displayName, address: user.mail }
  const from = content.from?.address ? content.from : own
  checkSender(call, from.address)
  const recipients = [...content.to, ...content.cc, ...content.bcc]
  checkRecipients(recipients)
  admitMail(call, content, recipients.length)
  const sent = { ...(draft ? content : inConversation(mailbox, content)), from, sender: own }
  submitMail(world, tenant, user, sent, { saveCopy, ...(draft && { draft }), delayMs: limits.outboxMs })
  return accepted
}

/** Another sender than the mailbox needs the right to send as that one (concepts/outlook-send-mail-from-other-user). */
function checkSender({ user }: MailboxCall, from: string): void {
  const wanted = from.toLowerCase()
  const own = [user.mail, user.userPrincipalName, ...(user.sendAs ?? [])]
  if (own.some((address) => address.toLowerCase() === wanted)) return
  throw new GraphError(
    403,
    'ErrorSendAsDenied',
    'The user account which was used to submit this request does not have the right to send mail on behalf of the specified sending account. Cannot submit message.',
  )
}

/** Parameters of actions are written `Message` and `message` alike. */
function lowerFirst(body: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(body).map(([name, value]) => [
    name.slice(0, 1).toLowerCase() + name.slice(1),
    value,
  ])
  return Object.fromEntries(entries)
}
