import { rawOf } from '../../mime/write-mime.ts'
import { findMailFolder } from '../../tenant/mail-folders.ts'
import type { Attachment, MailFolder, Message } from '../../tenant/mail-types.ts'
import { deleteMessage, findMessage, moveMessage, updateMessage } from '../../tenant/messages.ts'
import type { Mailbox, Tenant, User } from '../../tenant/types.ts'
import type { WireResponse } from '../../wire.ts'
import { button, type Html, html, type Page, seeOther } from './html.ts'
import { attachmentList, bodyFrame, mailPath, mailTrail, messagePath, people, time } from './mail-parts.ts'
import { type PageCall, PageRefused, type PageRoute, pageMailbox } from './page-call.ts'

const base = '/~/{tenant}/mailbox/{user}/mail'
const perPage = 50

/** Pages on which a person reads mail: folders, messages, attachments. */
export const mailRoutes: PageRoute[] = [
  { method: 'GET', path: base, run: folderPage },
  { method: 'GET', path: `${base}/message/{message}`, run: (call) => messagePage(call, pageMessage(call)) },
  { method: 'GET', path: `${base}/message/{message}/raw`, run: rawPage },
  { method: 'GET', path: `${base}/message/{message}/attachment/{attachment}`, run: download },
  { method: 'POST', path: `${base}/message/{message}/read`, run: (call) => mark(call, true) },
  { method: 'POST', path: `${base}/message/{message}/unread`, run: (call) => mark(call, false) },
  { method: 'POST', path: `${base}/message/{message}/delete`, run: remove },
]

/** The message of the page. */
export function pageMessage(call: PageCall): Message {
  const message = findMessage(pageMailbox(call).mailbox, call.params.message ?? '')
  if (message === undefined) throw new PageRefused(404, 'This message is not there any more.')
  return message
}

function folderPage(call: PageCall): Page {
  const { tenant, user, mailbox } = pageMailbox(call)
  const folder = findMailFolder(mailbox, call.query.get('folder') || 'inbox')
  if (folder === undefined) throw new PageRefused(404, 'This folder is not there any more.')
  const found = [...mailbox.mail.messages.values()]
    .filter(({ folderId }) => folderId === folder.id)
    .sort((a, b) => b.receivedAt - a.receivedAt || b.changed - a.changed)
  const pages = Math.max(1, Math.ceil(found.length / perPage))
  const page = Math.min(pages, Math.max(1, Math.floor(Number(call.query.get('page'))) || 1))
  const path = mailPath(tenant, user)
  const rows = found
    .slice((page - 1) * perPage, page * perPage)
    .map((message) => messageRow(tenant, user, folder, message))
  const link = (to: number, text: string) =>
    html`<a href="${path}?${new URLSearchParams({ folder: folder.id, page: String(to) }).toString()}">${text}</a> `
  const isOut = ['sentitems', 'drafts', 'outbox'].includes(folder.wellKnownName ?? '')
  const body = html`<p>${user.userPrincipalName} · <a href="/~/${tenant.id}/mailbox/${user.id}">Contacts</a> ·
<a href="${path}/new">New message</a></p>
${folderList(path, mailbox, folder)}
<p>${folder.total} messages, ${folder.unread} not read</p>
<div class="wide"><table>
<thead><tr><th scope="col">${isOut ? 'To' : 'From'}</th><th scope="col">Subject</th><th scope="col">${isOut ? 'Sent' : 'Received'}</th></tr></thead>
<tbody>${rows}</tbody></table></div>
<p>Page ${page} of ${pages} ${page > 1 && link(page - 1, 'Previous')}${page < pages && link(page + 1, 'Next')}</p>`
  return {
    title: `${folder.displayName} – ${user.displayName}`,
    trail: [[`/~/${tenant.id}`, tenant.displayName]],
    body,
  }
}

function messageRow(tenant: Tenant, user: User, folder: MailFolder, message: Message): Html {
  const isOut = ['sentitems', 'drafts', 'outbox'].includes(folder.wellKnownName ?? '')
  const who = isOut ? message.to : message.from ? [message.from] : []
  const subject = html`<bdi>${message.subject || '(no subject)'}</bdi>`
  const files = message.attachments.some(({ isInline }) => !isInline)
  return html`<tr><td>${people(who)}</td>
<td><a href="${messagePath(tenant, user, message)}">${message.isRead ? subject : html`<strong>${subject}</strong>`}</a>${files && ' 📎'}</td>
<td>${time(isOut ? message.sentAt : message.receivedAt)}</td></tr>`
}

/** All folders of the mailbox; those below another are named with it. */
function folderList(path: string, mailbox: Mailbox, current: MailFolder): Html {
  const { folders } = mailbox.mail
  const nameOf = (folder: MailFolder): string => {
    const parent = folders.get(folder.parentFolderId)
    return parent ? `${nameOf(parent)} / ${folder.displayName}` : folder.displayName
  }
  const items = [...folders.values()]
    .filter(({ deleted }) => !deleted)
    .map((folder) => {
      const href = `${path}?folder=${encodeURIComponent(folder.wellKnownName ?? folder.id)}`
      const mark = folder === current && html` aria-current="page"`
      const unread = folder.unread > 0 && ` (${folder.unread})`
      return html`<li><a href="${href}"${mark}><bdi>${nameOf(folder)}</bdi>${unread}</a></li>`
    })
  return html`<nav aria-label="Mail folders"><ol>${items}</ol></nav>`
}

function messagePage(call: PageCall, message: Message): Page {
  const { tenant, user, mailbox } = pageMailbox(call)
  const path = messagePath(tenant, user, message)
  const folder = mailbox.mail.folders.get(message.folderId)
  const line = (label: string, all: Message['to']) =>
    all.length > 0 && html`<dt>${label}</dt><dd>${people(all)}</dd>`
  const body = html`<dl>
${line('From', message.from ? [message.from] : [])}${line('To', message.to)}${line('Cc', message.cc)}${line('Bcc', message.bcc)}
<dt>${message.isDraft ? 'Draft of' : 'Sent'}</dt><dd>${time(message.sentAt)}</dd>
${message.meeting && html`<dt>Meeting</dt><dd>${message.meeting.type}</dd>`}
</dl>
${bodyFrame(message)}
${attachmentList(message, (one) => `${path}/attachment/${encodeURIComponent(one.id)}`)}
<p>${
    message.isDraft
      ? button(`${path}/send`, 'Send this draft')
      : html`<a href="${mailPath(tenant, user)}/new?reply=${message.immutableId}">Reply</a>`
  }
${message.isRead ? button(`${path}/unread`, 'Mark as unread') : button(`${path}/read`, 'Mark as read')}
${button(`${path}/delete`, 'Delete', true)}</p>
<h2>For engineers</h2>
<dl>
<dt>Message-ID</dt><dd class="value">${message.internetMessageId}</dd>
<dt>Id</dt><dd class="value">${message.id}</dd>
<dt>Immutable id</dt><dd class="value">${message.immutableId}</dd>
<dt>Change key</dt><dd class="value">${message.changeKey}</dd>
</dl>
<p><a href="${path}/raw">The message as RFC 5322</a></p>`
  const title = message.subject || '(no subject)'
  return { title, trail: mailTrail(tenant, user, folder), body }
}

async function rawPage(call: PageCall): Promise<Page> {
  const { tenant, user } = pageMailbox(call)
  const message = pageMessage(call)
  const raw = await rawOf(call.world.contents, message, { bcc: true })
  const trail: [string, string][] = [
    ...mailTrail(tenant, user),
    [messagePath(tenant, user, message), message.subject || '(no subject)'],
  ]
  // A page of megabytes of base64 helps nobody.
  const text = raw.subarray(0, 200_000).toString('utf8')
  return { title: 'The message as RFC 5322', trail, body: html`<pre class="wide">${text}</pre>` }
}

/** Always as a file to keep: what somebody sent is not shown inside a page of this address. */
function download(call: PageCall): WireResponse {
  const message = pageMessage(call)
  const attachment = message.attachments.find(({ id }) => id === call.params.attachment)
  if (attachment === undefined) throw new PageRefused(404, 'This attachment is not there any more.')
  return fileAnswer(call, attachment)
}

function fileAnswer({ world }: PageCall, { name, content }: Attachment): WireResponse {
  const headers = {
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name).replaceAll("'", '%27')}`,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  }
  return { status: 200, headers, body: world.contents.get(content) }
}

function mark(call: PageCall, isRead: boolean): WireResponse {
  const { tenant, user } = pageMailbox(call)
  const message = pageMessage(call)
  updateMessage(call.world, tenant, user, message, { isRead })
  return seeOther(messagePath(tenant, user, message))
}

function remove(call: PageCall): WireResponse {
  const { tenant, user, mailbox } = pageMailbox(call)
  const message = pageMessage(call)
  const { folderId } = message
  const bin = mailbox.mail.wellKnown.deleteditems
  if (folderId === bin) deleteMessage(call.world, tenant, user, message)
  else moveMessage(call.world, tenant, user, message, bin)
  return seeOther(`${mailPath(tenant, user)}?folder=${encodeURIComponent(folderId)}`)
}
