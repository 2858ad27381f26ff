import { logItem } from './change-log.ts'
import { addMailFolders, noMail } from './mail-state.ts'
import type { MailFolder, MailState, Message } from './mail-types.ts'
import type { OutsideMail } from './outside.ts'
import type { LogEntry, Mailbox } from './types.ts'
import type { World } from './world.ts'

/** The mail of a mailbox as plain JSON; bytes are named, not held. */
export interface MailDump {
  wellKnown: MailState['wellKnown']
  folders: (Omit<MailFolder, 'log' | 'stale'> & { left: Left[] })[]
  messages: Message[]
}

type Left = Extract<LogEntry<Message>, { left: unknown }>

/** The world outside as plain JSON. */
export interface OutsideDump {
  mails: OutsideMail[]
  bouncing: string[]
}

/** Copies the mail of a mailbox into plain JSON. */
export function dumpMail({ wellKnown, folders, messages }: MailState): MailDump {
  return {
    wellKnown,
    folders: [...folders.values()].map(({ log, stale: _, ...folder }) => ({
      ...folder,
      left: log.filter((entry) => 'left' in entry),
    })),
    messages: [...messages.values()],
  }
}

/** Puts dumped mail into a mailbox; one that was kept before there was mail gets its folders. */
export function loadMail(mailbox: Mailbox, dump: MailDump | undefined): void {
  mailbox.mail = noMail()
  if (dump === undefined) {
    addMailFolders(mailbox)
    return
  }
  const { folders, messages } = mailbox.mail
  mailbox.mail.wellKnown = dump.wellKnown
  for (const { left, ...folder } of dump.folders) folders.set(folder.id, { ...folder, log: left, stale: 0 })
  for (const message of dump.messages) {
    messages.set(message.immutableId, message)
    logItem(folders.get(message.folderId) as MailFolder, message, true)
  }
  for (const folder of folders.values()) folder.log.sort((a, b) => a.changed - b.changed)
}

/** Copies the world outside into plain JSON. */
export function dumpOutside({ outside }: World): OutsideDump {
  return { mails: [...outside.mails.values()], bouncing: [...outside.bouncing] }
}

/** Puts the dumped world outside in place of the present one. */
export function loadOutside({ outside }: World, dump: OutsideDump = { mails: [], bouncing: [] }): void {
  outside.mails.clear()
  outside.bouncing.clear()
  for (const mail of dump.mails) outside.mails.set(mail.id, mail)
  for (const address of dump.bouncing) outside.bouncing.add(address)
}

/** The hashes of all bytes that something in the world names. */
export function heldContents(world: World): Set<string> {
  const held = new Set<string>()
  const hold = (mail: Pick<Message, 'raw' | 'attachments'>): void => {
    if (mail.raw) held.add(mail.raw.hash)
    for (const { content } of mail.attachments) held.add(content.hash)
  }
  for (const { mail } of world.outside.mails.values()) hold(mail)
  for (const tenant of world.tenants.values()) {
    for (const { mailbox } of tenant.users.values()) {
      for (const message of mailbox?.mail.messages.values() ?? []) hold(message)
    }
  }
  return held
}
