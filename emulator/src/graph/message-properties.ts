/** The properties of `message` as the service's own model (CSDL v1.0, August 2026) has them, in the order in which the service writes them. */
import { previewOf } from '../mime/html-text.ts'
import { conversationId } from '../tenant/item-ids.ts'
import type { Message } from '../tenant/mail-types.ts'
import type { MailAddress } from '../tenant/post.ts'
import type { Mailbox } from '../tenant/types.ts'
import { dateTime } from './contact-json.ts'

/** Shown without `$select`. */
export const messageProperties = [
  'id',
  'createdDateTime',
  'lastModifiedDateTime',
  'changeKey',
  'categories',
  'receivedDateTime',
  'sentDateTime',
  'hasAttachments',
  'internetMessageId',
  'subject',
  'bodyPreview',
  'importance',
  'parentFolderId',
  'conversationId',
  'conversationIndex',
  'isDeliveryReceiptRequested',
  'isReadReceiptRequested',
  'isRead',
  'isDraft',
  'webLink',
  'inferenceClassification',
  'body',
  'sender',
  'from',
  'toRecipients',
  'ccRecipients',
  'bccRecipients',
  'replyTo',
  'flag',
] as const

/** Only shown when `$select` names them. */
export const selectedOnly = ['internetMessageHeaders', 'uniqueBody', 'meetingMessageType'] as const

export const allMessageProperties: readonly string[] = [...messageProperties, ...selectedOnly]

/** What a caller with `Mail.ReadBasic` does not see (permissions reference). */
export const withheldFromBasic: readonly string[] = ['body', 'bodyPreview', 'uniqueBody']

/** How a message is shown. */
export interface MessageView {
  mailbox: Mailbox
  immutableIds: boolean
}

/** A property's value as the service shows it. */
export function messageProperty(message: Message, name: string, view: MessageView): unknown {
  switch (name) {
    case 'id':
      return view.immutableIds ? message.immutableId : message.id
    case 'createdDateTime':
      return dateTime(message.createdAt)
    case 'lastModifiedDateTime':
      return dateTime(message.modifiedAt)
    case 'receivedDateTime':
      return dateTime(message.receivedAt)
    case 'sentDateTime':
      return dateTime(message.sentAt)
    // Pictures inside the body do not count (message resource).
    case 'hasAttachments':
      return message.attachments.some(({ isInline }) => !isInline)
    case 'bodyPreview':
      return previewOf(message.body)
    case 'parentFolderId':
      return message.folderId
    case 'conversationId':
      return conversationId(view.mailbox, message.thread)
    case 'conversationIndex':
      return message.threadIndex
    case 'webLink':
      return `https://outlook.office365.com/owa/?ItemID=${encodeURIComponent(message.id)}&exvsurl=1&viewmodel=ReadMessageItem`
    case 'sender':
    case 'from':
      return message[name] ? recipient(message[name]) : undefined
    case 'toRecipients':
      return message.to.map(recipient)
    case 'ccRecipients':
      return message.cc.map(recipient)
    case 'bccRecipients':
      return message.bcc.map(recipient)
    case 'replyTo':
      return message.replyTo.map(recipient)
    case 'meetingMessageType':
      return message.meeting?.type
    case 'internetMessageHeaders':
      return message.headers
    default:
      return (message as unknown as Record<string, unknown>)[name]
  }
}

/** The derived type of a meeting's message. */
export function messageType({ meeting }: Message): string | undefined {
  if (meeting === undefined) return undefined
  if (meeting.type === 'meetingRequest') return 'eventMessageRequest'
  return meeting.type === 'meetingCancelled' ? 'eventMessage' : 'eventMessageResponse'
}

function recipient({ name, address }: MailAddress): unknown {
  return { emailAddress: { name, address } }
}
