/** Pieces of the mail pages. */
import type { Attachment, MailContent, MailFolder, Message } from '../../tenant/mail-types.ts'
import type { MailAddress } from '../../tenant/post.ts'
import type { Tenant, User } from '../../tenant/types.ts'
import { type Html, html } from './html.ts'

/** Where the mail of a mailbox is. */
export function mailPath(tenant: Tenant, user: User): string {
  return `/~/${tenant.id}/mailbox/${user.id}/mail`
}

/** Where a message is, by the id that it keeps. */
export function messagePath(tenant: Tenant, user: User, { immutableId }: Message): string {
  return `${mailPath(tenant, user)}/message/${immutableId}`
}

/** The way back to a folder. */
export function mailTrail(tenant: Tenant, user: User, folder?: MailFolder): [string, string][] {
  const path = mailPath(tenant, user)
  const trail: [string, string][] = [
    [`/~/${tenant.id}`, tenant.displayName],
    [path, `Mail of ${user.displayName}`],
  ]
  if (folder) trail.push([`${path}?folder=${encodeURIComponent(folder.id)}`, folder.displayName])
  return trail
}

/** Names with addresses. */
export function people(all: MailAddress[]): Html[] {
  return all.map(
    ({ name, address }, at) =>
      html`${at > 0 && ', '}<bdi>${name === '' || name === address ? address : `${name} <${address}>`}</bdi>`,
  )
}

/** A time as people read it, in UTC. */
export function time(at: number): Html {
  const iso = new Date(at).toISOString()
  return html`<time datetime="${iso}">${iso.slice(0, 16).replace('T', ' ')}</time>`
}

/** HTML that others wrote is shown in a frame that may do nothing: no scripts, no forms, no way out, and nothing is fetched. */
export function bodyFrame({ body, subject }: MailContent): Html {
  if (body.contentType === 'text') return html`<pre dir="auto">${body.content}</pre>`
  return html`<iframe class="mail" sandbox="" title="Message: ${subject}" srcdoc="${body.content}"></iframe>`
}

/** Files of a message, each with its address. */
export function attachmentList(
  { attachments }: MailContent,
  pathOf: (attachment: Attachment) => string,
): Html | false {
  if (attachments.length === 0) return false
  const items = attachments.map(
    (one) =>
      html`<li><a href="${pathOf(one)}" download><bdi>${one.name}</bdi></a> (${one.content.size} bytes${one.isInline && ', inside the message'})</li>`,
  )
  return html`<h2>Attachments</h2><ul>${items}</ul>`
}
