/** Finding what a path names inside a mailbox, with the service's refusals. */

import { idKind } from '../tenant/item-ids.ts'
import { findContact, findContactFolder } from '../tenant/mailbox.ts'
import type { Contact, ContactFolder } from '../tenant/types.ts'
import { type MailboxCall, versionRoot } from './call.ts'
import { refuse } from './errors.ts'

/** The folder of the path (`{folder}`), or the default one when the path names none. */
export function folderOf(call: MailboxCall): ContactFolder {
  return folderById(call, call.params.folder ?? 'contacts')
}

/** A folder by id or by the well-known name `contacts`. */
export function folderById(call: MailboxCall, id: string): ContactFolder {
  if (id.toLowerCase() !== 'contacts' && idKind(id) === undefined) throw refuse.idMalformed()
  const folder = findContactFolder(call.mailbox, id.replace(/=$/, ''))
  if (folder === undefined) throw refuse.itemNotFound()
  return folder
}

/**
 * The contact of the path. `users/{user}/contacts/{contact}` finds it in any folder, a path with a folder in that folder only. Both kinds of
 * id are understood with or without the header, which rules the ids in answers.
 */
export function contactOf(call: MailboxCall): Contact {
  const id = call.params.contact ?? ''
  const kind = idKind(id)
  if (kind === undefined) throw refuse.idMalformed()
  const contact = kind === 'folder' ? undefined : findContact(call.mailbox, id)
  if (contact === undefined) throw refuse.itemNotFound()
  if (call.params.folder !== undefined && contact.folderId !== folderOf(call).id) throw refuse.itemNotFound()
  return contact
}

/** `@odata.context` of things in the mailbox, e.g. `contactFolders('id')/contacts`. */
export function mailboxContext(call: MailboxCall, path: string): string {
  return `${versionRoot(call.request)}/$metadata#users('${encodeURIComponent(call.params.user ?? '')}')/${path}`
}

/** The part of the context that says which contacts. */
export function contactsContext(call: MailboxCall): string {
  const { folder } = call.params
  return mailboxContext(call, folder === undefined ? 'contacts' : `contactFolders('${folder}')/contacts`)
}
