import { z } from 'zod'
import { readMime } from '../mime/read-mime.ts'
import { rawOf } from '../mime/write-mime.ts'
import { receive } from '../tenant/delivery.ts'
import { findMailFolder } from '../tenant/mail-folders.ts'
import type { MailContent, Message } from '../tenant/mail-types.ts'
import { findMessage } from '../tenant/messages.ts'
import type { OutsideMail } from '../tenant/outside.ts'
import { mailSettled, newMessageId, postedMails } from '../tenant/post.ts'
import type { Mailbox } from '../tenant/types.ts'
import { fillMail } from './generate-mail.ts'
import { type ControlCall, ControlRefused, type ControlRoute, mailboxOf, withBody } from './route.ts'

const raw = z.strictObject({
  /** RFC 5322 as text, or its bytes in base64. */
  raw: z.string().min(1).optional(),
  base64: z.base64().min(1).optional(),
})
const filling = z.strictObject({
  messages: z.number().int().positive().max(100_000),
  seed: z.number().int().default(1),
  folder: z.string().default('inbox'),
})

/** Calls about mail: what is in a mailbox, what went outside, what comes in from there, and who refuses it. */
export const mailRoutes: ControlRoute[] = [
  {
    method: 'GET',
    path: '/mailboxes/{address}/messages',
    run: (call) => {
      const { mailbox } = mailboxOf(call)
      const folder = call.query.get('folder')
      const wanted = folder === null ? undefined : folderId(mailbox, folder)
      const all = [...mailbox.mail.messages.values()].filter(
        (message) => wanted === undefined || message.folderId === wanted,
      )
      const [skip, top] = [Number(call.query.get('skip') ?? 0), Number(call.query.get('top') ?? 1000)]
      const folderOf = (message: Message) => mailbox.mail.folders.get(message.folderId)
      return {
        count: all.length,
        messages: all.slice(skip, skip + top).map((message) => ({
          ...shown(message),
          id: message.id,
          immutableId: message.immutableId,
          folder: folderOf(message)?.wellKnownName ?? folderOf(message)?.displayName,
          isDraft: message.isDraft,
          isRead: message.isRead,
        })),
      }
    },
  },
  {
    method: 'GET',
    path: '/mailboxes/{address}/messages/{message}/raw',
    run: (call) => {
      const message = findMessage(mailboxOf(call).mailbox, call.params.message ?? '')
      if (message === undefined) throw new ControlRefused(404, `There is no message ${call.params.message}.`)
      return rawShown(call, message)
    },
  },
  withBody('POST', '/mailboxes/{address}/deliver', raw, async (call) => {
    const { world, body } = call
    const { tenant, user } = mailboxOf(call)
    if ((body.raw === undefined) === (body.base64 === undefined)) {
      throw new ControlRefused(400, 'Give the message as raw text or as base64.')
    }
    const bytes = body.raw === undefined ? Buffer.from(body.base64 ?? '', 'base64') : Buffer.from(body.raw)
    const mail = await readMime(world.contents, bytes, world.clock.now(), () => newMessageId(world, tenant))
    receive(world, { tenant, user }, { ...mail, bcc: [] })
    return shown(mail)
  }),
  withBody('POST', '/mailboxes/{address}/fill-mail', filling, (call) => {
    const { tenant, user, mailbox } = mailboxOf(call)
    const { messages, seed, folder } = call.body
    fillMail(call.world, tenant, user, folderId(mailbox, folder), messages, seed)
    return { messages: mailbox.mail.messages.size }
  }),
  {
    method: 'GET',
    path: '/mail/outside',
    run: ({ world, query }) => {
      const recipient = query.get('recipient')?.toLowerCase()
      const all = [...world.outside.mails.values()].filter(
        ({ recipients }) => recipient === undefined || recipients.includes(recipient),
      )
      return { count: all.length, messages: all.map(shownOutside) }
    },
  },
  {
    method: 'GET',
    path: '/mail/outside/{id}/raw',
    run: (call) => rawShown(call, outsideMail(call).mail),
  },
  {
    method: 'DELETE',
    path: '/mail/outside',
    run: ({ world }) => {
      for (const id of [...world.outside.mails.keys()]) {
        world.outside.mails.delete(id)
        world.emit({ kind: 'outside', id })
      }
    },
  },
  { method: 'GET', path: '/mail/counts', run: ({ world }) => countsOf(world) },
  {
    method: 'POST',
    path: '/mail/settle',
    run: async ({ world }) => {
      await mailSettled(world)
      return { posted: postedMails(world).length }
    },
  },
  { method: 'GET', path: '/mail/bouncing', run: ({ world }) => ({ bouncing: [...world.outside.bouncing] }) },
  withBody('PUT', '/mail/bouncing', z.strictObject({ bouncing: z.array(z.string()) }), ({ world, body }) => {
    world.outside.bouncing.clear()
    for (const address of body.bouncing) world.outside.bouncing.add(address.toLowerCase())
    // The set is kept with the world's own row, which every change writes.
    world.emit({ kind: 'outside', id: '' })
    return { bouncing: [...world.outside.bouncing] }
  }),
]

/**
 * How often each recipient has each message, as tests of "exactly once" ask: messages in mailboxes but for those that their owner wrote, and
 * those outside; and how many copies lie in Sent Items.
 */
function countsOf(world: ControlCall['world']): unknown {
  const received: Record<string, Record<string, number>> = {}
  const sent: Record<string, Record<string, number>> = {}
  const count = (where: typeof received, address: string, { internetMessageId }: MailContent) => {
    where[address] ??= {}
    const counts = where[address]
    counts[internetMessageId] = (counts[internetMessageId] ?? 0) + 1
  }
  for (const { recipients, mail } of world.outside.mails.values()) {
    for (const address of recipients) count(received, address, mail)
  }
  for (const tenant of world.tenants.values()) {
    for (const { mail: address, mailbox } of tenant.users.values()) {
      const { sentitems } = mailbox?.mail.wellKnown ?? {}
      for (const message of mailbox?.mail.messages.values() ?? []) {
        if (message.isDraft) continue
        count(message.folderId === sentitems ? sent : received, address.toLowerCase(), message)
      }
    }
  }
  return { received, sent }
}

function folderId(mailbox: Mailbox, key: string): string {
  const folder = findMailFolder(mailbox, key)
  if (folder === undefined) throw new ControlRefused(404, `There is no mail folder ${key}.`)
  return folder.id
}

function outsideMail({ world, params }: ControlCall): OutsideMail {
  const mail = world.outside.mails.get(params.id ?? '')
  if (mail === undefined) throw new ControlRefused(404, `There is no message ${params.id} outside.`)
  return mail
}

async function rawShown({ world }: ControlCall, mail: MailContent): Promise<unknown> {
  const bytes = await rawOf(world.contents, mail, { bcc: false })
  return { base64: bytes.toString('base64') }
}

function shownOutside({ id, at, tenantId, recipients, mail }: OutsideMail): unknown {
  return { id, at: new Date(at).toISOString(), tenantId, recipients, ...shown(mail) }
}

function shown(mail: MailContent): Record<string, unknown> {
  const { subject, from, to, cc, internetMessageId, inReplyTo, references, attachments, headers, meeting } =
    mail
  return {
    subject,
    internetMessageId,
    from: from?.address ?? null,
    to: to.map(({ address }) => address),
    cc: cc.map(({ address }) => address),
    ...(inReplyTo !== undefined && { inReplyTo }),
    ...(references.length > 0 && { references }),
    headers,
    attachments: attachments.map(({ name, contentType, content }) => ({
      name,
      contentType,
      size: content.size,
      sha256: content.hash,
    })),
    ...(meeting && { meeting }),
  }
}
