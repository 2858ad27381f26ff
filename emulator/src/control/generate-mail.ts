import { newThread, replyThread } from '../mime/conversation.ts'
import { htmlOfText } from '../mime/html-text.ts'
import { findMailFolder } from '../tenant/mail-folders.ts'
import type { MailContent } from '../tenant/mail-types.ts'
import { createMessage, type MessageState } from '../tenant/messages.ts'
import { type MailAddress, newMessageId } from '../tenant/post.ts'
import type { Tenant, User } from '../tenant/types.ts'
import type { World } from '../tenant/world.ts'
import { generateContact } from './generate-contact.ts'
import { seededRandom } from './random.ts'
import type { SeedTenant } from './seed-schema.ts'

/** Subject, what is asked, and what is answered. */
const topics: [string, string, string][] = [
  [
    'Viewing on Saturday?',
    'Could we see the house on Harborview Drive this Saturday? Any time after ten suits us.',
    'Saturday at 10:30 works. I will wait at the gate; please bring shoes that like mud.',
  ],
  [
    'Offer for Pier 4, unit 12',
    'Attached to our talk yesterday: we offer 642,000 with a closing date at the end of next month.',
    'Thank you, I have passed it on to the sellers and expect an answer by Thursday.',
  ],
  [
    'Keys for the inspection',
    'The inspector comes on Tuesday at 8. Who has the keys to the boiler room?',
    'The keys are in the office safe, second hook. I will put a note on them.',
  ],
  [
    'Rückfrage zur Nebenkostenabrechnung',
    'In der Abrechnung fehlt der Hausmeister für März. Können Sie das bitte prüfen?',
    'Sie haben recht, die Position fehlt. Die berichtigte Abrechnung kommt diese Woche.',
  ],
  [
    'Question about the parking space',
    'Does the rent include the parking space, or is it 80 a month on top?',
    'It is on top, and there is one left. Shall I reserve it for you?',
  ],
  [
    'Photos of the garden 🌳',
    'The garden looks much better now. Should we take the photos again before it goes online?',
    'Yes please, the photographer can come on Wednesday morning.',
  ],
]

/** Fills a folder with invented messages from invented people; `seed` determines them. The newest is from an hour before now. */
export function fillMail(
  world: World,
  tenant: Tenant,
  user: User,
  folderId: string,
  count: number,
  seed: number,
): void {
  for (let at = 0; at < count; at += 1) {
    const { content, state } = generateMessage(tenant, user, seed, at, timeOf(world, at, count))
    createMessage(world, tenant, user, folderId, content, state)
  }
}

/** Adds believable mail: invented people's questions in the inbox, some answered, one answer still a draft. */
export function seedMail(world: World, tenant: Tenant, user: User, count: number, seed: number): void {
  const { mailbox } = user
  if (mailbox === undefined) return
  const { inbox, sentitems, drafts } = mailbox.mail.wellKnown
  let answered = 0
  for (let at = 0; at < count; at += 1) {
    const { content, state, answer } = generateMessage(tenant, user, seed, at, timeOf(world, at, count))
    createMessage(world, tenant, user, inbox, content, state)
    if (at % 3 !== 0 || !state.isRead) continue
    const isDraft = answered === 0
    answered += 1
    const receivedAt = answer.sentAt
    createMessage(world, tenant, user, isDraft ? drafts : sentitems, answer, {
      isRead: true,
      isDraft,
      receivedAt,
    })
  }
}

/** Adds one message of a seed. */
export function seedMessage(
  world: World,
  tenant: Tenant,
  user: User,
  given: NonNullable<SeedTenant['users']>[number]['messages'][number],
): void {
  const folder = user.mailbox && findMailFolder(user.mailbox, given.folder)
  if (folder === undefined) return
  const sentAt = world.clock.now() - given.minutesAgo * 60_000
  const from = { name: given.fromName ?? given.from, address: given.from }
  const own = { name: user.displayName, address: user.mail }
  const id = newMessageId(world, tenant)
  const content = { ...blank(given.subject, '', from, own, sentAt, id), ...newThread(id, sentAt) }
  const body = { contentType: 'text' as const, content: given.text }
  const state = { isRead: given.isRead, receivedAt: sentAt }
  createMessage(world, tenant, user, folder.id, { ...content, body }, state)
}

function timeOf(world: World, at: number, count: number): number {
  return world.clock.now() - 3_600_000 - (count - 1 - at) * 5_400_000
}

function generateMessage(
  tenant: Tenant,
  user: User,
  seed: number,
  at: number,
  sentAt: number,
): { content: MailContent; state: MessageState; answer: MailContent } {
  const random = seededRandom(Math.imul(seed + 1, 2_246_822_519) ^ Math.imul(at + 1, 40_503))
  random()
  const { displayName, emailAddresses } = generateContact(seed, at) as {
    displayName?: string
    emailAddresses?: { address: string; name: string }[]
  }
  const address = emailAddresses?.[0]?.address ?? `person${at}@example.com`
  const from = { name: displayName || emailAddresses?.[0]?.name || address, address }
  const own = { name: user.displayName, address: user.mail }
  const [subject, question, reply] = topics[Math.floor(random() * topics.length)] as (typeof topics)[number]
  const internetMessageId = `<${seed}.${at}.${user.id.slice(0, 8)}@${address.split('@')[1]}>`
  const content: MailContent = {
    ...blank(subject, question, from, own, sentAt, internetMessageId),
    ...newThread(internetMessageId, sentAt),
  }
  const answer: MailContent = {
    ...blank(`Re: ${subject}`, reply, own, from, sentAt + 1_800_000, `<a${seed}.${at}@${tenant.domains[0]}>`),
    ...replyThread(content, sentAt + 1_800_000),
    inReplyTo: internetMessageId,
    references: [internetMessageId],
  }
  const isRead = random() < 0.7
  return { content, answer, state: { isRead, receivedAt: sentAt + 2000 } }
}

function blank(
  subject: string,
  text: string,
  from: MailAddress,
  to: MailAddress,
  sentAt: number,
  internetMessageId: string,
): Omit<MailContent, 'thread' | 'threadIndex'> {
  const content = htmlOfText(`Hello ${to.name},\n\n${text}\n\nKind regards\n${from.name}`)
  return {
    subject,
    body: { contentType: 'html', content },
    from,
    sender: from,
    to: [to],
    cc: [],
    bcc: [],
    replyTo: [],
    internetMessageId,
    references: [],
    sentAt,
    importance: 'normal',
    isReadReceiptRequested: false,
    isDeliveryReceiptRequested: false,
    headers: [],
    attachments: [],
  }
}
