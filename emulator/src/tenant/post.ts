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
  meeting?: { type: MeetingMail['type']; iCalUId: string }
}

const posts = new WeakMap<World, Posted[]>()

/** Hands a message of `sender` to the transport. */
export function postMail(world: World, tenant: Tenant, _sender: User, mail: Mail): void {
  const everybody = [...mail.to, ...(mail.cc ?? []), ...(mail.bcc ?? [])]
  const { type, iCalUId } = mail.meeting ?? {}
  postedMails(world).push({
    at: world.clock.now(),
    tenantId: tenant.id,
    from: mail.from.address.toLowerCase(),
    recipients: everybody.map(({ address }) => address.toLowerCase()),
    subject: mail.subject,
    ...(type !== undefined && iCalUId !== undefined && { meeting: { type, iCalUId } }),
  })
}

/** Everything that was handed over since the world began, in order. */
export function postedMails(world: World): Posted[] {
  const known = posts.get(world) ?? []
  posts.set(world, known)
  return known
}
