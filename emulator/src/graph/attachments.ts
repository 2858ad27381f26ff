import type { Attachment, Message } from '../tenant/mail-types.ts'
import { updateMessage } from '../tenant/messages.ts'
import type { WireResponse } from '../wire.ts'
import { readAttachment } from './attachment-body.ts'
import { attachmentJson } from './attachment-json.ts'
import { jsonBody, type MailboxCall, mailboxRoute, type Route } from './call.ts'
import { refuse } from './errors.ts'
import { messageOf, messagesContext } from './mail-places.ts'
import { checkNames, collection, entity, plainCount, readOptions } from './odata.ts'
import { readMail, writeMail } from './permissions.ts'
import { openSession } from './upload-sessions.ts'

const properties = [
  'id',
  'lastModifiedDateTime',
  'name',
  'contentType',
  'size',
  'isInline',
  'contentId',
  'contentLocation',
  'contentBytes',
]

/** Attachments of a message. */
export const attachmentRoutes: Route[] = [
  'users/{user}/messages/{message}/attachments',
  'users/{user}/mailFolders/{mailFolder}/messages/{message}/attachments',
].flatMap((path) => [
  mailboxRoute('GET', path, readMail, list),
  mailboxRoute('GET', `${path}/$count`, readMail, (call) => plainCount(messageOf(call).attachments.length)),
  mailboxRoute('POST', path, writeMail, create),
  mailboxRoute('POST', `${path}/createUploadSession`, writeMail, openSession),
  mailboxRoute('GET', `${path}/{attachment}`, readMail, get),
  mailboxRoute('GET', `${path}/{attachment}/$value`, readMail, download),
  mailboxRoute('DELETE', `${path}/{attachment}`, writeMail, remove),
])

function list(call: MailboxCall): WireResponse {
  const { select, top = 1000, skip = 0, count } = readOptions(call.request.query)
  checkNames(select, properties, 'attachment')
  const all = messageOf(call).attachments
  const items = all
    .slice(skip, skip + top)
    .map((one) => JSON.stringify(attachmentJson(call.world.contents, one, { select })))
  return collection(context(call), items, count ? { count: all.length } : {})
}

function get(call: MailboxCall): WireResponse {
  return answer(call, 200, attachmentOf(call, messageOf(call)))
}

function create(call: MailboxCall): WireResponse {
  const message = messageOf(call)
  const attachment = readAttachment(call, jsonBody(call.request))
  addAttachment(call, message, attachment)
  return answer(call, 201, attachment)
}

/** Adds an attachment, which makes another version of the message. */
function addAttachment(call: MailboxCall, message: Message, attachment: Attachment): void {
  const { world, tenant, user } = call
  updateMessage(world, tenant, user, message, { attachments: [...message.attachments, attachment] })
}

function remove(call: MailboxCall): WireResponse {
  const { world, tenant, user } = call
  const message = messageOf(call)
  const attachment = attachmentOf(call, message)
  const attachments = message.attachments.filter((one) => one !== attachment)
  updateMessage(world, tenant, user, message, { attachments })
  return { status: 204 }
}

function download(call: MailboxCall): WireResponse {
  const { contentType, content, kind } = attachmentOf(call, messageOf(call))
  const body = call.world.contents.get(content)
  // What an attached item looks like as MIME is known for mail only; here it is given as it was written.
  const type = kind === 'item' ? 'application/json' : (contentType ?? 'application/octet-stream')
  return { status: 200, headers: { 'content-type': type }, body }
}

function attachmentOf(call: MailboxCall, message: Message): Attachment {
  const id = (call.params.attachment ?? '').replace(/=+$/, '')
  const found = message.attachments.find((one) => one.id === id)
  if (found === undefined) throw refuse.itemNotFound()
  return found
}

function context(call: MailboxCall): string {
  return `${messagesContext(call)}('${encodeURIComponent(call.params.message ?? '')}')/attachments`
}

function answer(call: MailboxCall, status: number, attachment: Attachment): WireResponse {
  const { select, expand = '' } = readOptions(call.request.query)
  checkNames(select, properties, 'attachment')
  const item = /^microsoft\.graph\.itemattachment\/item/i.test(expand)
  const shown = attachmentJson(call.world.contents, attachment, { select, item })
  return entity(status, `${context(call)}/$entity`, JSON.stringify(shown))
}
