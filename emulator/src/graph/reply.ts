import { replyThread } from '../mime/conversation.ts'
import { escapeHtml, htmlOfText, wholeHtml } from '../mime/html-text.ts'
import type { MailContent, Message } from '../tenant/mail-types.ts'
import { createMessage } from '../tenant/messages.ts'
import { type MailAddress, newMessageId } from '../tenant/post.ts'
import type { WireResponse } from '../wire.ts'
import { readAttachments } from './attachment-body.ts'
import { jsonBody, type MailboxCall, mailboxRoute, type Route } from './call.ts'
import { refuse } from './errors.ts'
import { messageOf } from './mail-places.ts'
import { type MessageWrite, readMessage, readRecipients } from './message-body.ts'
import { messageAnswer } from './message-json.ts'
import { isMime, readMimeBody } from './messages.ts'
import { sendMail, writeMail } from './permissions.ts'
import { sendContent } from './send-mail.ts'

type Kind = 'reply' | 'replyAll' | 'forward'

/** Answers: sent at once, or as drafts. */
export const replyRoutes: Route[] = [
  'users/{user}/messages/{message}',
  'users/{user}/mailFolders/{mailFolder}/messages/{message}',
].flatMap((path) =>
  (['reply', 'replyAll', 'forward'] as const).flatMap((kind) => [
    mailboxRoute('POST', `${path}/${kind}`, sendMail, async (call) =>
      sendContent(call, (await compose(call, kind)).content, true),
    ),
    mailboxRoute('POST', `${path}/create${kind[0]?.toUpperCase()}${kind.slice(1)}`, writeMail, (call) =>
      createDraft(call, kind),
    ),
  ]),
)

async function createDraft(call: MailboxCall, kind: Kind): Promise<WireResponse> {
  const { world, tenant, user, mailbox, params } = call
  const { content, state } = await compose(call, kind)
  const { drafts } = mailbox.mail.wellKnown
  const draft = createMessage(world, tenant, user, drafts, content, { isRead: true, ...state, isDraft: true })
  // The draft is in Drafts, whatever folder the path went through.
  const { mailFolder: _, ...rest } = params
  return messageAnswer({ ...call, params: rest }, 201, draft)
}

interface Composed {
  content: MailContent
  state: MessageWrite['state']
}

async function compose(call: MailboxCall, kind: Kind): Promise<Composed> {
  const parent = messageOf(call)
  const content = frame(call, parent, kind)
  if (isMime(call)) {
    const { thread, threadIndex, references } = content
    const given = await readMimeBody(call)
    const kept = given.references.length > 0 ? given.references : references
    return {
      content: { inReplyTo: parent.internetMessageId, ...given, references: kept, thread, threadIndex },
      state: {},
    }
  }
  const { comment, write, toRecipients } = readParameters(call)
  const body = write.content.body ?? quoted(parent, comment)
  const attachments = [...content.attachments, ...readAttachments(call, write.attachments ?? [])]
  const to = toRecipients && { to: toRecipients }
  return { content: { ...content, ...to, ...write.content, body, attachments }, state: write.state }
}

/** Everything of an answer but its body: to whom, about what, in which conversation. */
function frame(call: MailboxCall, parent: Message, kind: Kind): MailContent {
  const { world, tenant, user } = call
  const now = world.clock.now()
  const own = { name: user.displayName, address: user.mail }
  const mark = kind === 'forward' ? 'FW: ' : 'RE: '
  const already = kind === 'forward' ? /^(fw|fwd):/i : /^re:/i
  return {
    subject: already.test(parent.subject) ? parent.subject : `${mark}${parent.subject}`,
    body: { contentType: 'html', content: '' },
    from: own,
    sender: own,
    ...addressees(parent, own, kind),
    bcc: [],
    replyTo: [],
    internetMessageId: newMessageId(world, tenant),
    inReplyTo: parent.internetMessageId,
    references: [...parent.references, parent.internetMessageId],
    ...replyThread(parent, now),
    sentAt: now,
    importance: 'normal',
    isReadReceiptRequested: false,
    isDeliveryReceiptRequested: false,
    headers: [],
    // What is attached goes on with a forward only.
    attachments:
      kind === 'forward' ? parent.attachments : parent.attachments.filter(({ isInline }) => isInline),
  }
}

/** An answer goes where the message asks for; one to an own message goes to its recipients again. */
function addressees(parent: Message, own: MailAddress, kind: Kind): Pick<MailContent, 'to' | 'cc'> {
  if (kind === 'forward') return { to: [], cc: [] }
  const isOwn = ({ address }: MailAddress) => address.toLowerCase() === own.address.toLowerCase()
  const sentByMe = parent.from !== undefined && isOwn(parent.from)
  const back = parent.replyTo.length > 0 ? parent.replyTo : parent.from ? [parent.from] : []
  const to = sentByMe ? parent.to : back
  if (kind === 'reply') return { to, cc: [] }
  const seen = new Set<string>()
  const others = (all: MailAddress[]) =>
    all.filter((one) => {
      const key = one.address.toLowerCase()
      if (seen.has(key) || (isOwn(one) && !sentByMe)) return false
      seen.add(key)
      return true
    })
  return { to: others([...to, ...(sentByMe ? [] : parent.to)]), cc: others(parent.cc) }
}

function readParameters(call: MailboxCall): {
  comment: string
  write: MessageWrite
  toRecipients?: MailAddress[]
} {
  const { request, world } = call
  const body = request.body.length === 0 ? {} : jsonBody(request)
  const named = Object.fromEntries(
    Object.entries(body).map(([name, value]) => [name.slice(0, 1).toLowerCase() + name.slice(1), value]),
  )
  const { comment, message = {}, toRecipients, ...rest } = named
  const unknown = Object.keys(rest).find((name) => !name.includes('@'))
  if (unknown !== undefined) {
    throw refuse.badRequest(`The parameter '${unknown}' in the request payload is not a valid parameter.`)
  }
  if (comment !== undefined && comment !== null && typeof comment !== 'string') {
    throw refuse.bodyShape("Cannot convert 'comment' to the expected type 'Edm.String'.")
  }
  const write = readMessage(world, (message ?? {}) as Record<string, unknown>, 'new')
  // message-createreply in the reference: "Specifying both returns an HTTP 400 Bad Request error"; the text is not documented.
  if (comment && write.content.body !== undefined) {
    throw refuse.badRequest("Specify either the 'comment' or the 'body' property of the 'message' parameter.")
  }
  return {
    comment: comment ?? '',
    write,
    ...(toRecipients !== undefined && {
      toRecipients: readRecipients(world, 'toRecipients', toRecipients),
    }),
  }
}

/** The comment above what is answered, as Outlook quotes it. */
function quoted(parent: Message, comment: string): MailContent['body'] {
  const people = (all: MailAddress[]) =>
    all.map(({ name, address }) => escapeHtml(name === address ? address : `${name} <${address}>`)).join('; ')
  const lines = [
    ['From', people(parent.from ? [parent.from] : [])],
    ['Sent', new Date(parent.sentAt).toUTCString()],
    ['To', people(parent.to)],
    ...(parent.cc.length > 0 ? [['Cc', people(parent.cc)]] : []),
    ['Subject', escapeHtml(parent.subject)],
  ].map(([label, value]) => `<b>${label}:</b> ${value}<br>`)
  const original = parent.body.contentType === 'html' ? parent.body.content : htmlOfText(parent.body.content)
  const inner = /<body[^>]*>([\s\S]*)<\/body>/i.exec(original)?.[1] ?? original
  const said = escapeHtml(comment).replace(/\r?\n/g, '<br>\r\n')
  const head = `<hr tabindex="-1"><div id="divRplyFwdMsg" dir="ltr">${lines.join('\r\n')}</div><div>&nbsp;</div>`
  return { contentType: 'html', content: wholeHtml(`${said}\r\n${head}\r\n${inner}`) }
}
