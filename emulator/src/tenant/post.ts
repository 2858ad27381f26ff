import { newThread } from '../mime/conversation.ts'
import { deliver, type Parcel } from './delivery.ts'
import type { MailContent, Message } from './mail-types.ts'
import { contentOf, createMessage, deleteMessage, moveMessage } from './messages.ts'
import type { Tenant, User } from './types.ts'
import type { World } from './world.ts'

/** An address as a message shows it. */
export interface MailAddress {
  name: string
  address: string
}

/** What a meeting message is about; Graph's `meetingMessageType`, misspelling included. */
export interface MeetingMail {
  type:
    | 'meetingRequest'
    | 'meetingCancelled'
    | 'meetingAccepted'
    | 'meetingTenativelyAccepted'
    | 'meetingDeclined'
  /** The same on all sides of a meeting. */
  iCalUId: string
  /** Immutable id of the event in the recipient's own calendar, if it is there. */
  eventIdFor(recipient: User): string | undefined
}

/** A message on its way. */
export interface Mail {
  from: MailAddress
  to: MailAddress[]
  cc?: MailAddress[]
  bcc?: MailAddress[]
  subject: string
  body: { contentType: 'text' | 'html'; content: string }
  meeting?: MeetingMail
}

/** What the transport remembers of a message: who was mailed, when, about what. */
export interface Posted {
  at: number
  tenantId: string
  from: string
  /** Every recipient, lower case, hidden ones too. */
  recipients: string[]
  subject: string
  internetMessageId: string
  meeting?: { type: MeetingMail['type']; iCalUId: string }
}

/** How a message is handed over. */
export interface Submission {
  /** False: no copy in Sent Items. */
  saveCopy?: boolean
  /** The draft that becomes the copy in Sent Items, or goes. */
  draft?: Message
  meeting?: MeetingMail
  /** How long it waits in the Outbox, milliseconds; 0 (default): it is in Sent Items at once. */
  delayMs?: number
}

interface Office {
  posted: Posted[]
  underway: number
  waiting: (() => void)[]
  /** Raised when the world is replaced: what was underway then arrives nowhere. */
  era: number
}

const offices = new WeakMap<World, Office>()

/** Hands a message of `sender` to the transport, with a copy in Sent Items, as Outlook does for meetings. */
export function postMail(world: World, tenant: Tenant, sender: User, mail: Mail): void {
  const now = world.clock.now()
  const internetMessageId = newMessageId(world, tenant)
  const content: MailContent = {
    subject: mail.subject,
    body: mail.body,
    from: mail.from,
    sender: mail.from,
    to: mail.to,
    cc: mail.cc ?? [],
    bcc: mail.bcc ?? [],
    replyTo: [],
    internetMessageId,
    references: [],
    ...newThread(mail.meeting?.iCalUId ?? internetMessageId, now),
    sentAt: now,
    importance: 'normal',
    isReadReceiptRequested: false,
    isDeliveryReceiptRequested: false,
    headers: [],
    attachments: [],
    ...(mail.meeting && { meeting: { type: mail.meeting.type, iCalUId: mail.meeting.iCalUId } }),
  }
  submitMail(world, tenant, sender, content, { ...(mail.meeting && { meeting: mail.meeting }) })
}

/**
 * Sends: the copy is in Sent Items at once (or after its time in the Outbox), the recipients have the message after the answer, within the same
 * turn of the machine.
 */
export function submitMail(
  world: World,
  tenant: Tenant,
  sender: User,
  given: MailContent,
  submission: Submission = {},
): void {
  const { meeting, delayMs = 0 } = submission
  const mail = { ...contentOf(given), sentAt: world.clock.now() }
  const copy = putCopy(world, tenant, sender, mail, submission)
  note(world, tenant, mail)
  handOver(world, { tenant, sender, mail, ...(meeting && { meeting }) }, copy, delayMs)
}

/** What waited in an Outbox when the emulator was stopped goes on its way. */
export function resumeMail(world: World): void {
  for (const tenant of world.tenants.values()) {
    for (const sender of tenant.users.values()) {
      const { mailbox } = sender
      for (const copy of mailbox?.mail.messages.values() ?? []) {
        if (copy.isDraft || copy.folderId !== mailbox?.mail.wellKnown.outbox) continue
        handOver(world, { tenant, sender, mail: contentOf(copy) }, copy, 0)
      }
    }
  }
}

/** The sender's own copy, in the folder where it belongs now. */
function putCopy(
  world: World,
  tenant: Tenant,
  sender: User,
  mail: MailContent,
  { saveCopy = true, draft, delayMs = 0 }: Submission,
): Message | undefined {
  const { outbox, sentitems } = sender.mailbox?.mail.wellKnown ?? {}
  const folder = delayMs > 0 ? outbox : sentitems
  if (!saveCopy || folder === undefined) {
    if (draft) deleteMessage(world, tenant, sender, draft)
    return undefined
  }
  if (draft === undefined) return createMessage(world, tenant, sender, folder, mail, { isRead: true })
  return moveMessage(world, tenant, sender, draft, folder, {
    ...(draft.from === undefined && mail.from && { from: mail.from }),
    ...(mail.sender && { sender: mail.sender }),
    isDraft: false,
    isRead: true,
    sentAt: mail.sentAt,
    receivedAt: mail.sentAt,
  })
}

function handOver(world: World, parcel: Parcel, copy: Message | undefined, delayMs: number): void {
  const office = officeOf(world)
  const { era } = office
  const waited = copy !== undefined && copy.folderId === parcel.sender.mailbox?.mail.wellKnown.outbox
  office.underway += 1
  const go = async (): Promise<void> => {
    try {
      const isCurrent = () => office.era === era
      if (isCurrent() && leaveOutbox(world, parcel, copy, waited)) await deliver(world, parcel, isCurrent)
    } catch (error) {
      process.stderr.write(`${parcel.mail.internetMessageId} was not delivered: ${String(error)}\n`)
    }
    office.underway -= 1
    if (office.underway === 0) for (const resolve of office.waiting.splice(0)) resolve()
  }
  if (delayMs > 0) setTimeout(go, delayMs).unref()
  else setImmediate(go)
}

/** False: its sender took it out of the Outbox in time. */
function leaveOutbox(
  world: World,
  { tenant, sender }: Parcel,
  copy: Message | undefined,
  waited: boolean,
): boolean {
  const { mailbox } = sender
  if (copy === undefined || mailbox === undefined || !waited) return true
  const { outbox, sentitems } = mailbox.mail.wellKnown
  if (copy.folderId !== outbox || !mailbox.mail.messages.has(copy.immutableId)) return false
  moveMessage(world, tenant, sender, copy, sentitems)
  return true
}

/** Resolves when everything that was handed over has arrived. */
export function mailSettled(world: World): Promise<void> {
  const office = officeOf(world)
  if (office.underway === 0) return Promise.resolve()
  return new Promise((resolve) => office.waiting.push(resolve))
}

/** Everything that was handed over since the world began, in order. */
export function postedMails(world: World): Posted[] {
  return officeOf(world).posted
}

/** The world is replaced: nothing was posted in the new one, and what is underway is lost. */
export function forgetPosts(world: World): void {
  const office = officeOf(world)
  office.posted = []
  office.era += 1
}

/** A Message-ID as the tenant's servers make them. */
export function newMessageId(world: World, tenant: Tenant): string {
  return `<${world.ids.guid()}@${tenant.domains[0] ?? 'emulator.example'}>`
}

function note(world: World, tenant: Tenant, mail: MailContent): void {
  const everybody = [...mail.to, ...mail.cc, ...mail.bcc]
  officeOf(world).posted.push({
    at: mail.sentAt,
    tenantId: tenant.id,
    from: mail.from?.address.toLowerCase() ?? '',
    recipients: everybody.map(({ address }) => address.toLowerCase()),
    subject: mail.subject,
    internetMessageId: mail.internetMessageId,
    ...(mail.meeting && { meeting: { type: mail.meeting.type, iCalUId: mail.meeting.iCalUId } }),
  })
}

function officeOf(world: World): Office {
  const known = offices.get(world)
  if (known) return known
  const office: Office = { posted: [], underway: 0, waiting: [], era: 0 }
  offices.set(world, office)
  return office
}
