import { newFolderId } from './item-ids.ts'
import type { MailFolder, MailState, WellKnownFolder } from './mail-types.ts'
import { wellKnownFolders } from './mail-types.ts'
import type { Mailbox } from './types.ts'

/** Outlook's own names. */
const names: Record<WellKnownFolder, string> = {
  inbox: 'Inbox',
  drafts: 'Drafts',
  sentitems: 'Sent Items',
  deleteditems: 'Deleted Items',
  archive: 'Archive',
  junkemail: 'Junk Email',
  outbox: 'Outbox',
}

/** Mail without its folders, which `addMailFolders` makes. */
export function noMail(): MailState {
  const wellKnown = Object.fromEntries(wellKnownFolders.map((name) => [name, ''])) as MailState['wellKnown']
  return { folders: new Map(), wellKnown, messages: new Map() }
}

/** Makes the well-known folders. */
export function addMailFolders(mailbox: Mailbox): void {
  for (const name of wellKnownFolders) {
    const folder = newMailFolder(mailbox, mailbox.rootFolderId, names[name])
    folder.wellKnownName = name
    mailbox.mail.wellKnown[name] = folder.id
  }
}

/** A folder, without telling anybody. */
export function newMailFolder(mailbox: Mailbox, parentFolderId: string, displayName: string): MailFolder {
  mailbox.changeNumber += 1
  const changed = mailbox.changeNumber
  const id = newFolderId(mailbox)
  const folder: MailFolder = {
    id,
    parentFolderId,
    displayName,
    total: 0,
    unread: 0,
    changed,
    created: changed,
    log: [],
    stale: 0,
  }
  mailbox.mail.folders.set(id, folder)
  return folder
}
