import { newThread } from '../mime/conversation.ts'
import { readMime } from '../mime/read-mime.ts'
import { rawOf } from '../mime/write-mime.ts'
import type { MailContent, Message } from '../tenant/mail-types.ts'
import {
  copyMessage,
  createMessage,
  deleteMessage,
  inConversation,
  moveMessage,
  updateMessage,
} from '../tenant/messages.ts'
import { newMessageId } from '../tenant/post.ts'
import type { WireResponse } from '../wire.ts'
import { readAttachments } from './attachment-body.ts'
import { checkIfMatch, jsonBody, type MailboxCall, mailboxRoute, type Route } from './call.ts'
import { GraphError, refuse } from './errors.ts'
import { mailFolderById, mailFolderOf, messageOf } from './mail-places.ts'
import { type MessageWrite, readMessage } from './message-body.ts'
import { messageAnswer } from './message-json.ts'
import { countMessages, listMessages } from './message-query.ts'
import { readBasicMail, readMail, writeMail } from './permissions.ts'

/** `messages` across the mailbox and of a folder. */
export const messageRoutes: Route[] = [
  'users/{user}/messages',
  'users/{user}/mailFolders/{mailFolder}/messages',
].flatMap((path) => [
  mailboxRoute('GET', path, readBasicMail, listMessages),
  mailboxRoute('POST', path, writeMail, create),
  mailboxRoute('GET', `${path}/$count`, readBasicMail, countMessages),
  mailboxRoute('GET', `${path}/{message}`, readBasicMail, (call) =>
    messageAnswer(call, 200, messageOf(call)),
  ),
  mailboxRoute('PATCH', `${path}/{message}`, writeMail, update),
  mailboxRoute('DELETE', `${path}/{message}`, writeMail, remove),
  mailboxRoute('GET', `${path}/{message}/$value`, readMail, download),
  mailboxRoute('POST', `${path}/{message}/move`, writeMail, move),
  mailboxRoute('POST', `${path}/{message}/copy`, writeMail, copy),
  mailboxRoute('POST', `${path}/{message}/permanentDelete`, writeMail, removeForGood),
])

/** A draft in Drafts, or wherever the path says; JSON, or MIME in base64. */
async function create(call: MailboxCall): Promise<WireResponse> {
  const { world, tenant, user, mailbox } = call
  const folderId = mailFolderOf(call)?.id ?? mailbox.mail.wellKnown.drafts
  const { content, state } = await readNew(call)
  const message = createMessage(world, tenant, user, folderId, inConversation(mailbox, content), {
    isRead: true,
    ...state,
    isDraft: true,
  })
  const at = `${call.request.origin}/v1.0/users/${user.id}/messages/${message.id}`
  return messageAnswer(call, 201, message, { location: at })
}

/** The message in the body: JSON, or MIME in base64 as `text/plain`. */
async function readNew(call: MailboxCall): Promise<{ content: MailContent; state: MessageWrite['state'] }> {
  if (isMime(call)) return { content: await readMimeBody(call), state: {} }
  return completeMessage(call, readMessage(call.world, jsonBody(call.request), 'new'))
}

/** What a client wrote, completed to a whole message. */
export function completeMessage(
  call: MailboxCall,
  write: MessageWrite,
): { content: MailContent; state: MessageWrite['state'] } {
  const { world, tenant } = call
  const now = world.clock.now()
  const internetMessageId = write.content.internetMessageId ?? newMessageId(world, tenant)
  const content: MailContent = {
    subject: '',
    body: { contentType: 'text', content: '' },
    to: [],
    cc: [],
    bcc: [],
    replyTo: [],
    references: [],
    ...newThread(write.content.references?.[0] ?? internetMessageId, now),
    sentAt: now,
    importance: 'normal',
    isReadReceiptRequested: false,
    isDeliveryReceiptRequested: false,
    headers: [],
    ...write.content,
    internetMessageId,
    attachments: readAttachments(call, write.attachments ?? []),
  }
  return { content, state: write.state }
}

/** `Content-Type: text/plain` says that the body is MIME in base64 (concepts/outlook-send-mime-message). */
export function isMime(call: MailboxCall): boolean {
  return /^text\/plain\b/i.test(call.request.headers['content-type'] ?? '')
}

/** The message behind base64 MIME, or a 400. */
export async function readMimeBody(call: MailboxCall): Promise<MailContent> {
  const text = call.request.body.toString('latin1').replace(/\s+/g, '')
  if (text === '' || !/^[A-Za-z0-9+/]+={0,2}$/.test(text) || text.length % 4 !== 0) {
    throw new GraphError(
      400,
      'ErrorMimeContentInvalidBase64String',
      'Invalid base64 string for MIME content.',
    )
  }
  const { world, tenant } = call
  const raw = Buffer.from(text, 'base64')
  return readMime(world.contents, raw, world.clock.now(), () => newMessageId(world, tenant))
}

function update(call: MailboxCall): Promise<WireResponse> {
  const { world, tenant, user } = call
  const message = messageOf(call)
  checkIfMatch(call.request, message.changeKey)
  const stage = message.isDraft ? 'draft' : 'sent'
  const { content, state } = readMessage(world, jsonBody(call.request), stage)
  const extended = { ...message.extended, ...state.extended }
  updateMessage(world, tenant, user, message, { ...content, ...state, extended })
  return messageAnswer(call, 200, message)
}

/** To Deleted Items; what lies there already goes for good (it would be in Recoverable Items, which is not kept here). */
function remove(call: MailboxCall): WireResponse {
  const { world, tenant, user, mailbox } = call
  const message = messageOf(call)
  checkIfMatch(call.request, message.changeKey)
  const bin = mailbox.mail.wellKnown.deleteditems
  if (message.folderId === bin) deleteMessage(world, tenant, user, message)
  else moveMessage(world, tenant, user, message, bin)
  return { status: 204 }
}

function removeForGood(call: MailboxCall): WireResponse {
  deleteMessage(call.world, call.tenant, call.user, messageOf(call))
  return { status: 204 }
}

async function download(call: MailboxCall): Promise<WireResponse> {
  const body = await rawOf(call.world.contents, messageOf(call), { bcc: true })
  return { status: 200, headers: { 'content-type': 'text/plain' }, body }
}

function move(call: MailboxCall): Promise<WireResponse> {
  const { world, tenant, user } = call
  const message = messageOf(call)
  const target = destinationOf(call)
  return moved(call, moveMessage(world, tenant, user, message, target))
}

function copy(call: MailboxCall): Promise<WireResponse> {
  const { world, tenant, user } = call
  return moved(call, copyMessage(world, tenant, user, messageOf(call), destinationOf(call)))
}

/** The answer speaks of the message where it is now, not of the folder in the path. */
function moved(call: MailboxCall, message: Message): Promise<WireResponse> {
  const { mailFolder: _, ...params } = call.params
  return messageAnswer({ ...call, params }, 201, message, {}, true)
}

function destinationOf(call: MailboxCall): string {
  const { destinationId } = jsonBody(call.request)
  if (typeof destinationId !== 'string') throw refuse.argument("The property 'DestinationId' is required.")
  return mailFolderById(call, destinationId).id
}
