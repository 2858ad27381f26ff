import { type Failure, writeReport } from '../mime/non-delivery.ts'
import { readMime, withoutBcc } from '../mime/read-mime.ts'
import { rawOf } from '../mime/write-mime.ts'
import { findUser } from './directory.ts'
import type { MailContent, MeetingPart } from './mail-types.ts'
import { createMessage, inConversation } from './messages.ts'
import type { MeetingMail } from './post.ts'
import type { Tenant, User } from './types.ts'
import type { World } from './world.ts'

/** A message underway. */
export interface Parcel {
  tenant: Tenant
  sender: User
  /** With its hidden recipients. */
  mail: MailContent
  meeting?: MeetingMail
}

/** Brings a message to everybody: mailboxes of all tenants, the world outside, and back to the sender what bounced. */
export async function deliver(world: World, parcel: Parcel, isCurrent: () => boolean): Promise<void> {
  if (!isCurrent()) return
  const { mail, tenant } = parcel
  const shown = shownToOthers(world, mail)
  const outside: string[] = []
  const failures: Failure[] = []
  const reached = new Set<User>()
  for (const address of recipientsOf(mail)) {
    const way = wayTo(world, address)
    if (way === 'outside') outside.push(address)
    else if ('failure' in way) failures.push(way.failure)
    else for (const place of way.places) drop(world, place, shown, parcel, reached)
  }
  if (outside.length > 0) {
    const id = world.ids.guid()
    const at = world.clock.now()
    world.outside.mails.set(id, { id, at, tenantId: tenant.id, recipients: outside, mail: shown })
    world.emit({ kind: 'outside', id })
  }
  if (failures.length > 0) await report(world, parcel, failures, isCurrent)
}

/** Puts a message that came from anywhere into a mailbox, into the conversation that it belongs to. */
export function receive(
  world: World,
  { tenant, user }: { tenant: Tenant; user: User },
  mail: MailContent,
  meeting?: MeetingPart,
): void {
  const { mailbox } = user
  if (mailbox === undefined) return
  createMessage(world, tenant, user, mailbox.mail.wellKnown.inbox, {
    ...inConversation(mailbox, mail),
    ...(meeting && { meeting }),
  })
}

type Way = 'outside' | { failure: Failure } | { places: { tenant: Tenant; user: User }[] }

/** Where an address leads; a tag (`anna+offers@…`) is looked away from, a group is all its members. */
function wayTo(world: World, address: string): Way {
  const [local = '', domain = ''] = address.split('@')
  const { bouncing } = world.outside
  if (bouncing.has(address) || bouncing.has(`@${domain}`)) {
    return failed(address, '5.1.1', '550 5.1.1 The email account that you tried to reach does not exist.')
  }
  const tenant = [...world.tenants.values()].find(({ domains }) => domains.includes(domain))
  if (tenant === undefined) return 'outside'
  const user = findUser(tenant, address) ?? findUser(tenant, `${local.split('+')[0]}@${domain}`)
  if (user?.mailbox) return { places: [{ tenant, user }] }
  const group = [...tenant.groups.values()].find(({ mail }) => mail?.toLowerCase() === address)
  if (group) {
    const members = [...group.members].map((id) => tenant.users.get(id)).filter((one) => one?.mailbox)
    return { places: members.map((member) => ({ tenant, user: member as User })) }
  }
  return failed(
    address,
    '5.1.10',
    '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup',
  )
}

function failed(address: string, status: string, diagnostic: string): Way {
  return { failure: { address, status, diagnostic } }
}

/** Nobody gets a message twice, however many addresses lead to them. */
function drop(
  world: World,
  place: { tenant: Tenant; user: User },
  shown: MailContent,
  parcel: Parcel,
  reached: Set<User>,
): void {
  if (reached.has(place.user)) return
  reached.add(place.user)
  const { meeting } = parcel
  if (meeting === undefined) {
    receive(world, place, shown)
    return
  }
  const eventId = meeting.eventIdFor(place.user)
  const { type, iCalUId } = meeting
  receive(world, place, shown, { type, iCalUId, ...(eventId !== undefined && { eventId }) })
}

function recipientsOf({ to, cc, bcc }: MailContent): string[] {
  return [...new Set([...to, ...cc, ...bcc].map(({ address }) => address.toLowerCase()))]
}

function shownToOthers(world: World, mail: MailContent): MailContent {
  const { contents } = world
  const raw = mail.raw && contents.put(withoutBcc(contents.get(mail.raw)))
  return { ...mail, bcc: [], ...(raw && { raw }) }
}

async function report(
  world: World,
  parcel: Parcel,
  failures: Failure[],
  isCurrent: () => boolean,
): Promise<void> {
  const { tenant, sender, mail } = parcel
  const original = await rawOf(world.contents, { ...mail, attachments: [] }, { bcc: false })
  const domain = tenant.domains[0] ?? ''
  const internetMessageId = `<${world.ids.guid()}@${domain}>`
  const at = world.clock.now()
  const given = { domain, to: sender.mail, internetMessageId, at }
  const raw = await writeReport(mail, original, failures, given)
  const content = await readMime(world.contents, raw, at, () => internetMessageId)
  if (isCurrent()) receive(world, { tenant, user: sender }, content)
}
