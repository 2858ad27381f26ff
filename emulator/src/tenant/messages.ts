import { logItem, logLeft } from './change-log.ts'
import { changeKey, idKind, immutableIdFor, newAttachmentId, newImmutableId, newItemId } from './item-ids.ts'
import type { Attachment, MailContent, MailFolder, Message } from './mail-types.ts'
import { mailboxOf } from './mailbox.ts'
import type { Mailbox, Tenant, User } from './types.ts'
import type { ChangeType, World } from './world.ts'

/** What a new message is beside its content. */
export interface MessageState {
  isDraft?: boolean
  isRead?: boolean
  receivedAt?: number
  categories?: string[]
  flag?: Record<string, unknown>
  inferenceClassification?: Message['inferenceClassification']
  extended?: Record<string, string>
}

/** A living message by its folder-bound or immutable id. */
export function findMessage(mailbox: Mailbox, id: string): Message | undefined {
  const kind = idKind(id)
  if (kind === 'immutable') return mailbox.mail.messages.get(id)
  if (kind !== 'item') return undefined
  const message = mailbox.mail.messages.get(immutableIdFor(mailbox, id))
  return message?.id === id.replace(/=$/, '') ? message : undefined
}

/** The messages with this Message-ID, copies included. */
export function messagesWithId(mailbox: Mailbox, internetMessageId: string): Message[] {
  return [...(indexOf(mailbox).get(internetMessageId) ?? [])]
}

/** What a message says, without what it is in its mailbox. */
export function contentOf(message: MailContent): MailContent {
  const entries = contentNames.map((name) => [name, message[name]]).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as unknown as MailContent
}

/** The same message in the conversation of one that it refers to, where this mailbox has one. */
export function inConversation(mailbox: Mailbox, content: MailContent): MailContent {
  const known = [...content.references, content.inReplyTo ?? '']
    .flatMap((id) => messagesWithId(mailbox, id))
    .at(0)
  return known ? { ...content, thread: known.thread } : content
}

/** Puts a message into a folder. */
export function createMessage(
  world: World,
  tenant: Tenant,
  user: User,
  folderId: string,
  content: MailContent,
  state: MessageState = {},
): Message {
  const mailbox = mailboxOf(user)
  const immutableId = newImmutableId(mailbox)
  const now = world.clock.now()
  const changed = nextChange(mailbox)
  const message: Message = {
    ...contentOf(content),
    attachments: content.attachments.map((one) => ({ ...one, id: newAttachmentId(mailbox) })),
    isDraft: false,
    isRead: false,
    receivedAt: now,
    categories: [],
    flag: { flagStatus: 'notFlagged' },
    inferenceClassification: 'focused',
    extended: {},
    ...state,
    id: newItemId(mailbox, immutableId),
    immutableId,
    folderId,
    changeKey: changeKey(mailbox, changed),
    changed,
    entered: changed,
    createdAt: now,
    modifiedAt: now,
  }
  mailbox.mail.messages.set(immutableId, message)
  remember(mailbox, message)
  enter(folderFor(mailbox, folderId), message, 1)
  logItem(folderFor(mailbox, folderId), message, true)
  tell(world, tenant, user, 'created', message)
  return message
}

/** Changes what is named. What a message was made of no longer says what it is once its content changes. */
export function updateMessage(
  world: World,
  tenant: Tenant,
  user: User,
  message: Message,
  change: Partial<Message>,
): Message {
  const mailbox = mailboxOf(user)
  const folder = folderFor(mailbox, message.folderId)
  enter(folder, message, -1)
  forget(mailbox, message)
  const isContent = Object.keys(change).some((name) => !stateNames.includes(name))
  if (isContent) {
    delete message.raw
    delete message.text
  }
  Object.assign(message, change)
  remember(mailbox, message)
  enter(folder, message, 1)
  touch(world, mailbox, message)
  logItem(folder, message, false)
  tell(world, tenant, user, 'updated', message)
  return message
}

/** Moves a message: it gets a new folder-bound id and keeps the immutable one. */
export function moveMessage(
  world: World,
  tenant: Tenant,
  user: User,
  message: Message,
  folderId: string,
  change: Partial<Message> = {},
): Message {
  const mailbox = mailboxOf(user)
  const source = folderFor(mailbox, message.folderId)
  const target = folderFor(mailbox, folderId)
  const { id, entered, immutableId } = message
  const leftAt = nextChange(mailbox)
  enter(source, message, -1)
  forget(mailbox, message)
  Object.assign(message, change, { folderId: target.id, id: newItemId(mailbox, immutableId) })
  remember(mailbox, message)
  touch(world, mailbox, message)
  message.entered = message.changed
  enter(target, message, 1)
  source.changed = leftAt
  logLeft(source, leftAt, { id, immutableId, entered })
  logItem(target, message, true)
  tell(world, tenant, user, 'deleted', message, { folderId: source.id, id, moved: true })
  tell(world, tenant, user, 'created', message, { folderId: target.id, id: message.id, moved: true })
  return message
}

/** A second message with the same content. */
export function copyMessage(
  world: World,
  tenant: Tenant,
  user: User,
  message: Message,
  folderId: string,
): Message {
  const { isDraft, isRead, receivedAt, categories, flag, inferenceClassification, extended } = message
  return createMessage(world, tenant, user, folderId, message, {
    isDraft,
    isRead,
    receivedAt,
    categories: [...categories],
    flag: { ...flag },
    inferenceClassification,
    extended: { ...extended },
  })
}

/** Removes a message for good; delta goes on to tell of it. */
export function deleteMessage(world: World, tenant: Tenant, user: User, message: Message): void {
  const mailbox = mailboxOf(user)
  const folder = folderFor(mailbox, message.folderId)
  mailbox.mail.messages.delete(message.immutableId)
  forget(mailbox, message)
  enter(folder, message, -1)
  message.changed = nextChange(mailbox)
  folder.changed = message.changed
  const { id, immutableId, entered } = message
  logLeft(folder, message.changed, { id, immutableId, entered })
  tell(world, tenant, user, 'deleted', message)
}

/** An attachment for a message of this mailbox. */
export function newAttachment(
  world: World,
  mailbox: Mailbox,
  given: Pick<Attachment, 'name' | 'content'> & Partial<Attachment>,
): Attachment {
  return {
    kind: 'file',
    contentType: 'application/octet-stream',
    isInline: false,
    contentId: null,
    contentLocation: null,
    modifiedAt: world.clock.now(),
    ...given,
    id: newAttachmentId(mailbox),
  }
}

const contentNames = [
  'subject',
  'body',
  'text',
  'from',
  'sender',
  'to',
  'cc',
  'bcc',
  'replyTo',
  'internetMessageId',
  'inReplyTo',
  'references',
  'thread',
  'threadIndex',
  'sentAt',
  'importance',
  'isReadReceiptRequested',
  'isDeliveryReceiptRequested',
  'headers',
  'attachments',
  'meeting',
  'raw',
] as const satisfies (keyof MailContent)[]

/** What may change without changing what the message says. */
const stateNames: string[] = [
  'isRead',
  'isDraft',
  'categories',
  'flag',
  'inferenceClassification',
  'extended',
  'receivedAt',
]

const indexes = new WeakMap<Mailbox, Map<string, Set<Message>>>()

/** Messages by Message-ID, made when somebody asks first. */
function indexOf(mailbox: Mailbox): Map<string, Set<Message>> {
  const known = indexes.get(mailbox)
  if (known) return known
  const index = new Map<string, Set<Message>>()
  indexes.set(mailbox, index)
  for (const message of mailbox.mail.messages.values()) remember(mailbox, message)
  return index
}

function remember(mailbox: Mailbox, message: Message): void {
  const index = indexOf(mailbox)
  const known = index.get(message.internetMessageId)
  if (known) known.add(message)
  else index.set(message.internetMessageId, new Set([message]))
}

function forget(mailbox: Mailbox, message: Message): void {
  const known = indexOf(mailbox).get(message.internetMessageId)
  known?.delete(message)
  if (known?.size === 0) indexOf(mailbox).delete(message.internetMessageId)
}

/** Keeps a folder's counts in step. */
function enter(folder: MailFolder, message: Message, by: 1 | -1): void {
  folder.total += by
  if (!message.isRead) folder.unread += by
  folder.changed = Math.max(folder.changed, message.changed)
}

function touch(world: World, mailbox: Mailbox, message: Message): void {
  message.changed = nextChange(mailbox)
  message.changeKey = changeKey(mailbox, message.changed)
  message.modifiedAt = world.clock.now()
  folderFor(mailbox, message.folderId).changed = message.changed
}

function nextChange(mailbox: Mailbox): number {
  mailbox.changeNumber += 1
  return mailbox.changeNumber
}

function folderFor(mailbox: Mailbox, folderId: string): MailFolder {
  const folder = mailbox.mail.folders.get(folderId)
  if (folder === undefined || folder.deleted) throw new Error(`no mail folder ${folderId}`)
  return folder
}

function tell(
  world: World,
  tenant: Tenant,
  user: User,
  changeType: ChangeType,
  message: Message,
  place: { folderId: string; id: string; moved?: boolean } = { folderId: message.folderId, id: message.id },
): void {
  world.emit({
    kind: 'message',
    tenantId: tenant.id,
    userId: user.id,
    changeType,
    message,
    ...place,
  })
}
