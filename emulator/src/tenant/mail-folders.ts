import { newMailFolder } from './mail-state.ts'
import type { MailFolder, WellKnownFolder } from './mail-types.ts'
import { mailboxOf } from './mailbox.ts'
import { copyMessage, deleteMessage } from './messages.ts'
import type { Mailbox, Tenant, User } from './types.ts'
import type { ChangeType, World } from './world.ts'

/** A living mail folder by its id or well-known name. */
export function findMailFolder(mailbox: Mailbox, key: string): MailFolder | undefined {
  const { folders, wellKnown } = mailbox.mail
  const folder = folders.get(wellKnown[key.toLowerCase() as WellKnownFolder] ?? key)
  return folder?.deleted ? undefined : folder
}

/** The living folders below another (or below the root). */
export function childFolders(mailbox: Mailbox, parentFolderId: string): MailFolder[] {
  return [...mailbox.mail.folders.values()].filter(
    (folder) => folder.parentFolderId === parentFolderId && !folder.deleted,
  )
}

/** Adds a folder below another. */
export function createMailFolder(
  world: World,
  tenant: Tenant,
  user: User,
  given: { displayName: string; parentFolderId?: string; isHidden?: boolean },
): MailFolder {
  const mailbox = mailboxOf(user)
  const folder = newMailFolder(mailbox, given.parentFolderId ?? mailbox.rootFolderId, given.displayName)
  if (given.isHidden) folder.isHidden = true
  tell(world, tenant, user, 'created', folder)
  return folder
}

/** Renames a folder, or hangs it below another. */
export function changeMailFolder(
  world: World,
  tenant: Tenant,
  user: User,
  folder: MailFolder,
  change: { displayName?: string; parentFolderId?: string },
): MailFolder {
  Object.assign(folder, change)
  const mailbox = mailboxOf(user)
  mailbox.changeNumber += 1
  folder.changed = mailbox.changeNumber
  tell(world, tenant, user, 'updated', folder)
  return folder
}

/** Removes a folder for good, with the folders and messages in it. */
export function deleteMailFolder(world: World, tenant: Tenant, user: User, folder: MailFolder): void {
  const mailbox = mailboxOf(user)
  for (const child of childFolders(mailbox, folder.id)) deleteMailFolder(world, tenant, user, child)
  for (const message of [...mailbox.mail.messages.values()]) {
    if (message.folderId === folder.id) deleteMessage(world, tenant, user, message)
  }
  folder.deleted = true
  mailbox.changeNumber += 1
  folder.changed = mailbox.changeNumber
  tell(world, tenant, user, 'deleted', folder)
}

/** Copies a folder with all that is in it below another. */
export function copyMailFolder(
  world: World,
  tenant: Tenant,
  user: User,
  folder: MailFolder,
  parentFolderId: string,
): MailFolder {
  const mailbox = mailboxOf(user)
  // Looked up first: a copy below itself would have no end.
  const children = childFolders(mailbox, folder.id)
  const messages = [...mailbox.mail.messages.values()].filter(({ folderId }) => folderId === folder.id)
  const copy = createMailFolder(world, tenant, user, { displayName: folder.displayName, parentFolderId })
  for (const message of messages) copyMessage(world, tenant, user, message, copy.id)
  for (const child of children) copyMailFolder(world, tenant, user, child, copy.id)
  return copy
}

/** Whether a folder is another or lies below it. */
export function isWithin(mailbox: Mailbox, folder: MailFolder, ancestorId: string): boolean {
  for (let at: MailFolder | undefined = folder; at; at = mailbox.mail.folders.get(at.parentFolderId)) {
    if (at.id === ancestorId) return true
  }
  return false
}

function tell(world: World, tenant: Tenant, user: User, changeType: ChangeType, folder: MailFolder): void {
  world.emit({ kind: 'mailFolder', tenantId: tenant.id, userId: user.id, changeType, folderId: folder.id })
}
