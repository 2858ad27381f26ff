import { newThread } from '../mime/conversation.ts'
import { deliver } from './delivery.ts'
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

/** Sends: the copy is in Sent Items at once, the recipients have the message after the answer, within the same turn of the machine. */
export function submitMail(
  world: World,
  tenant: Tenant,
  sender: User,
  given: MailContent,
  submission: Submission = {},
): void {
  const { saveCopy = true, draft, meeting } = submission
  const now = world.clock.now()
  const content = { ...contentOf(given), sentAt: now }
  const sent = sender.mailbox?.mail.wellKnown.sentitems
  if (draft && saveCopy && sent !== undefined) {
    moveMessage(world, tenant, sender, draft, sent, {
      ...(draft.from === undefined && content.from && { from: content.from }),
      ...(content.sender && { sender: content.sender }),
      isDraft: false,
      isRead: true,
      sentAt: now,
      receivedAt: now,
    })
  } else if (draft) {
    deleteMessage(world, tenant, sender, draft)
  } else if (saveCopy && sent !== undefined) {
    createMessage(world, tenant, sender, sent, content, { isRead: true })
  }
  note(world, tenant, content)
  const office = officeOf(world)
  const { era } = office
  const parcel = { tenant, sender, mail: content, ...(meeting && { meeting }) }
  office.underway += 1
  setImmediate(async () => {
    try {
      await deliver(world, parcel, () => office.era === era)
    } catch (error) {
      process.stderr.write(`${content.internetMessageId} was not delivered: ${String(error)}\n`)
    }
    office.underway -= 1
    if (office.underway === 0) for (const resolve of office.waiting.splice(0)) resolve()
  })
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
