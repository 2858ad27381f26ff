/** Finding what a path names in the mail of a mailbox, with the service's refusals. */
import { idKind } from '../tenant/item-ids.ts'
import { findMailFolder } from '../tenant/mail-folders.ts'
import { type MailFolder, type Message, wellKnownFolders } from '../tenant/mail-types.ts'
import { findMessage } from '../tenant/messages.ts'
import { authoriseMailbox } from './authorise.ts'
import type { MailboxCall } from './call.ts'
import { GraphError, refuse } from './errors.ts'
import { readMail } from './permissions.ts'
import { mailboxContext } from './places.ts'

/** The folder of the path (`{mailFolder}`); `undefined`: the path names none. */
export function mailFolderOf(call: MailboxCall): MailFolder | undefined {
  const key = call.params.mailFolder
  return key === undefined ? undefined : mailFolderById(call, key)
}

/** The folder that the path must name. */
export function neededMailFolder(call: MailboxCall): MailFolder {
  return mailFolderById(call, call.params.mailFolder ?? '')
}

/** A folder by id or well-known name. */
export function mailFolderById(call: MailboxCall, key: string): MailFolder {
  const isName = wellKnownFolders.some((name) => name === key.toLowerCase())
  if (!isName && idKind(key) === undefined) throw refuse.idMalformed()
  const folder = findMailFolder(call.mailbox, key.replace(/=$/, ''))
  if (folder === undefined) throw refuse.itemNotFound()
  return folder
}

/** The id of a parent: a folder's, or the root's by id or name. */
export function parentId(call: MailboxCall, key: string): string {
  const { rootFolderId } = call.mailbox
  const isRoot = key === rootFolderId || key.toLowerCase() === 'msgfolderroot'
  return isRoot ? rootFolderId : mailFolderById(call, key).id
}

/**
 * The message of the path. `users/{user}/messages/{message}` finds it in any folder, a path with a folder in that folder only. Both kinds of
 * id are understood with or without the header, which rules the ids in answers.
 */
export function messageOf(call: MailboxCall): Message {
  const id = call.params.message ?? ''
  const kind = idKind(id)
  if (kind === undefined) throw refuse.idMalformed()
  const message = kind === 'folder' ? undefined : findMessage(call.mailbox, id)
  if (message === undefined) throw refuse.itemNotFound()
  const folder = mailFolderOf(call)
  if (folder !== undefined && message.folderId !== folder.id) throw refuse.itemNotFound()
  return message
}

/** The part of the context that says which messages. */
export function messagesContext(call: MailboxCall): string {
  const { mailFolder } = call.params
  const path = mailFolder === undefined ? 'messages' : `mailFolders('${mailFolder}')/messages`
  return mailboxContext(call, path)
}

/** Whether the caller sees bodies and attachments, or with `Mail.ReadBasic` only the rest. */
export function readsBodies(call: MailboxCall): boolean {
  try {
    authoriseMailbox(call, call.user.id, readMail)
    return true
  } catch (error) {
    if (error instanceof GraphError) return false
    throw error
  }
}
