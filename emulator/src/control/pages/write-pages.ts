import { newThread, replyThread } from '../../mime/conversation.ts'
import type { MailContent, Message } from '../../tenant/mail-types.ts'
import { createMessage, findMessage } from '../../tenant/messages.ts'
import { type MailAddress, newMessageId, submitMail } from '../../tenant/post.ts'
import type { WireResponse } from '../../wire.ts'
import { html, type Page, seeOther } from './html.ts'
import { pageMessage } from './mail-pages.ts'
import { mailPath, mailTrail, messagePath } from './mail-parts.ts'
import { field, type PageCall, PageRefused, type PageRoute, pageMailbox } from './page-call.ts'

const base = '/~/{tenant}/mailbox/{user}/mail'

/** Pages on which a person writes and sends. */
export const writeRoutes: PageRoute[] = [
  { method: 'GET', path: `${base}/new`, run: formPage },
  { method: 'POST', path: `${base}/new`, run: write },
  { method: 'POST', path: `${base}/message/{message}/send`, run: sendDraft },
]

function formPage(call: PageCall): Page {
  const { tenant, user } = pageMailbox(call)
  const parent = parentOf(call, call.query.get('reply') ?? '')
  const path = mailPath(tenant, user)
  const input = (name: string, label: string, value = '') =>
    html`<label class="full">${label}<input name="${name}" value="${value}" dir="auto"></label>`
  const back = parent && (parent.replyTo.length > 0 ? parent.replyTo : parent.from ? [parent.from] : [])
  const subject = parent && (/^re:/i.test(parent.subject) ? parent.subject : `RE: ${parent.subject}`)
  const body = html`<form method="post" action="${path}/new" class="grid">
<input type="hidden" name="reply" value="${parent?.immutableId ?? ''}">
${input('to', 'To (separate with commas)', back?.map(({ address }) => address).join(', '))}
${input('cc', 'Cc')}${input('bcc', 'Bcc')}${input('subject', 'Subject', subject)}
<label class="full">Message<textarea name="text" rows="12" dir="auto"></textarea></label>
<p class="full"><button class="primary" name="act" value="send">Send</button> <button name="act" value="save">Save as draft</button></p></form>`
  return { title: parent ? 'Reply' : 'New message', trail: mailTrail(tenant, user), body }
}

function write(call: PageCall): WireResponse {
  const { tenant, user, mailbox } = pageMailbox(call)
  const content = readForm(call)
  const path = mailPath(tenant, user)
  if (field(call, 'act') === 'save') {
    const { drafts } = mailbox.mail.wellKnown
    const draft = createMessage(call.world, tenant, user, drafts, content, { isDraft: true, isRead: true })
    return seeOther(messagePath(tenant, user, draft))
  }
  checkRecipients(content)
  submitMail(call.world, tenant, user, content)
  return seeOther(`${path}?folder=sentitems`)
}

function sendDraft(call: PageCall): WireResponse {
  const { tenant, user } = pageMailbox(call)
  const draft = pageMessage(call)
  if (!draft.isDraft) throw new PageRefused(400, 'This message was sent already.')
  checkRecipients(draft)
  const own = { name: user.displayName, address: user.mail }
  submitMail(call.world, tenant, user, { ...draft, from: draft.from ?? own, sender: own }, { draft })
  return seeOther(`${mailPath(tenant, user)}?folder=sentitems`)
}

function readForm(call: PageCall): MailContent {
  const { world } = call
  const { tenant, user } = pageMailbox(call)
  const parent = parentOf(call, field(call, 'reply'))
  const now = world.clock.now()
  const internetMessageId = newMessageId(world, tenant)
  const own = { name: user.displayName, address: user.mail }
  return {
    subject: field(call, 'subject'),
    body: { contentType: 'text', content: call.form.get('text') ?? '' },
    from: own,
    sender: own,
    to: addresses(field(call, 'to')),
    cc: addresses(field(call, 'cc')),
    bcc: addresses(field(call, 'bcc')),
    replyTo: [],
    internetMessageId,
    ...(parent && { inReplyTo: parent.internetMessageId }),
    references: parent ? [...parent.references, parent.internetMessageId] : [],
    ...(parent ? replyThread(parent, now) : newThread(internetMessageId, now)),
    sentAt: now,
    importance: 'normal',
    isReadReceiptRequested: false,
    isDeliveryReceiptRequested: false,
    headers: [],
    attachments: [],
  }
}

function parentOf(call: PageCall, id: string): Message | undefined {
  return id === '' ? undefined : findMessage(pageMailbox(call).mailbox, id)
}

function addresses(text: string): MailAddress[] {
  return text
    .split(/[,;]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((address) => ({ name: address, address }))
}

function checkRecipients({ to, cc, bcc }: MailContent): void {
  const all = [...to, ...cc, ...bcc]
  if (all.length === 0) throw new PageRefused(400, 'The message has no recipient.')
  const wrong = all.find(({ address }) => !/^[^\s@]+@[^\s@]+$/.test(address))
  if (wrong) throw new PageRefused(400, `“${wrong.address}” is no mail address.`)
}
