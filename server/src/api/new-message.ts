import { randomUUID } from 'node:crypto'
import type { CreateMessage } from '@tandem/model/api/messages.ts'
import { TandemError } from '../errors.ts'
import { compose } from '../mail/compose.ts'
import type { RawStore } from '../mail/inbound/raw-store.ts'
import { neverFits } from '../mail/limits.ts'
import { type QuotedMail, quotedMail } from '../mail/quoted-mail.ts'
import { replyToken, tokenKey } from '../mail/reply-token.ts'
import type { Thread } from '../mail/thread.ts'
import { announce } from '../store/announce.ts'
import type { Owner } from '../store/batches.ts'
import { noteAnswered } from '../store/conversation-acts.ts'
import { addEvents } from '../store/conversation-events.ts'
import { addAnswer, findByKeys, holdConversation } from '../store/conversations.ts'
import type { Db } from '../store/database.ts'
import { getInbound, type InboundRow } from '../store/inbound-messages.ts'
import type { MailboxRow } from '../store/mailboxes.ts'
import { addOutgoing, getOutgoing } from '../store/outgoing.ts'
import { hasSubjectToken } from '../store/queues.ts'
import { defaultSignature, getTemplate, type TemplateRow } from '../store/templates.ts'
import { copyFiles, messageFiles } from './message-files.ts'
import type { SendingRules } from './sending-rules.ts'

/** Composes and stores a message that a caller wants sent; returns its id and when it is due, if not at once. */
export async function addMessage(
  tx: Db,
  mailbox: MailboxRow & Owner,
  wish: CreateMessage,
  given: { rules: SendingRules; requestedBy: string; personId: string | null; store: RawStore },
): Promise<{ id: string; wantedAt: Date | undefined }> {
  const operationId = randomUUID()
  const template = wish.template
    ? await ofKind(tx, mailbox, wish.template, 'template', '/template')
    : undefined
  let answered = await answeredBy(tx, mailbox, wish)
  // It became one with another just now: the second look sees with which.
  if (answered?.conversationId && !(await holdConversation(tx, answered.conversationId)))
    answered = await answeredBy(tx, mailbox, wish)
  const quoted = quotedBy(wish, answered)
  const conversationId = answered?.conversationId
  const hasToken = conversationId !== undefined && (await hasSubjectToken(tx, mailbox.id))
  const token = hasToken ? replyToken(conversationId) : undefined
  const { messageId, content } = compose(wish, {
    sender: { name: mailbox.display_name || mailbox.address, address: mailbox.address },
    operationId,
    template,
    signature: await signatureOf(tx, mailbox, wish),
    answered: answered?.thread,
    replyToken: token,
    quoted: quoted && quotedMail(asQuoted(quoted)),
  })
  const { files, bytes } = await messageFiles(tx, mailbox, wish, quoted)
  const size = bytes + Buffer.byteLength(content.html ?? content.text)
  const recipients = content.to.length + content.cc.length + content.bcc.length
  const never = neverFits(given.rules.limits, { recipients, size })
  if (never) throw new TandemError('invalid-input', never.detail, [never])
  const wantedAt = wantedTime(wish, new Date())
  const { requestedBy } = given
  const id = await addOutgoing(tx, {
    owner: mailbox,
    operationId,
    messageId,
    content,
    size,
    attachments: await copyFiles(tx, given.store, mailbox, files),
    wantedAt,
    requestedBy,
  })
  if (conversationId !== undefined) {
    await addAnswer(tx, mailbox, {
      id,
      conversationId,
      keys: [messageId, ...(token ? [tokenKey(token)] : [])],
    })
    // What is forwarded answers nobody.
    if (wish.inReplyTo !== undefined) await noteAnswer(tx, { id, conversationId }, given)
    await announce(tx, { organisationId: mailbox.organisationId, topic: 'queue', id: mailbox.id })
  }
  return { id, wantedAt }
}

/** Nobody waits any more; written down for whoever counts how long somebody did. */
async function noteAnswer(
  tx: Db,
  { id: messageId, conversationId }: { id: string; conversationId: string },
  { personId, requestedBy }: { personId: string | null; requestedBy: string },
): Promise<void> {
  const ended = await noteAnswered(tx, conversationId, personId)
  if (ended)
    await addEvents(tx, [
      {
        conversationId,
        kind: 'answered',
        agentId: personId,
        actor: requestedBy,
        data: { ...ended, messageId },
      },
    ])
}

/** An answer that was refused is tried again: it answers as it did when it was written. */
export async function noteAnsweredAgain(
  tx: Db,
  { id, mailboxId, messageId }: { id: string; mailboxId: string; messageId: string },
  given: { personId: string | null; requestedBy: string },
): Promise<void> {
  const conversationId = (await findByKeys(tx, mailboxId, [messageId])).known.get(messageId)
  if (conversationId !== undefined) await noteAnswer(tx, { id, conversationId }, given)
}

/** When it goes out: not before its time, and not while it can be taken back. */
function wantedTime({ sendAt, undoSeconds }: CreateMessage, now: Date): Date | undefined {
  const at = Math.max(
    sendAt === undefined ? 0 : new Date(sendAt).getTime(),
    undoSeconds === 0 ? 0 : now.getTime() + undoSeconds * 1000,
  )
  return at > now.getTime() ? new Date(at) : undefined
}

async function signatureOf(
  tx: Db,
  mailbox: Owner,
  { signature }: CreateMessage,
): Promise<TemplateRow | undefined> {
  if (signature === null) return undefined
  if (signature === undefined) return await defaultSignature(tx, mailbox)
  return await ofKind(tx, mailbox, signature, 'signature', '/signature')
}

async function ofKind(
  tx: Db,
  mailbox: Owner,
  id: string,
  kind: 'template' | 'signature',
  pointer: string,
): Promise<TemplateRow> {
  const found = await getTemplate(tx, id, mailbox.organisationId)
  const usable = found?.kind === kind && (found.mailboxId === null || found.mailboxId === mailbox.id)
  if (found && usable) return found
  throw invalid(
    pointer,
    `This mailbox has no ${kind} ${id}. GET /api/v1/templates?mailbox=… lists what it can use.`,
  )
}

interface Answered {
  thread: Thread
  /** Of a queue. */
  conversationId: string | undefined
  came?: InboundRow
}

async function answeredBy(tx: Db, mailbox: Owner, wish: CreateMessage): Promise<Answered | undefined> {
  const { inReplyTo, forwardOf, thread } = wish
  const named = [inReplyTo, forwardOf, thread].filter((one) => one !== undefined)
  if (named.length > 1)
    throw invalid('/inReplyTo', 'Name one of inReplyTo, forwardOf and thread: a message continues one other.')
  const id = inReplyTo ?? forwardOf
  if (id === undefined) return undefined
  const sent = await getOutgoing(tx, mailbox.id, id)
  if (sent) {
    const { references, subject } = sent.content
    const conversationId = (await findByKeys(tx, mailbox.id, [sent.messageId])).known.get(sent.messageId)
    return { conversationId, thread: { messageId: sent.messageId, references, subject } }
  }
  const came = await getInbound(tx, id, mailbox.organisationId)
  if (came?.mailboxId !== mailbox.id)
    throw invalid(
      inReplyTo === undefined ? '/forwardOf' : '/inReplyTo',
      `This mailbox has neither sent nor got a message ${id}. For one that is elsewhere give "thread".`,
    )
  const { conversationId, messageId, content } = came
  const { references, subject } = content
  return { conversationId, came, thread: { messageId, references, subject } }
}

/** The message whose text goes along. */
function quotedBy(
  { quote, forwardOf }: CreateMessage,
  answered: Answered | undefined,
): InboundRow | undefined {
  if (!quote) return undefined
  if (forwardOf !== undefined && answered?.came) return answered.came
  throw invalid(
    '/quote',
    'Only a message that came into the mailbox’s queue is quoted: name it in forwardOf, or leave quote out.',
  )
}

function asQuoted({ content, receivedAt }: InboundRow): QuotedMail {
  return { ...content, at: content.sentAt ?? receivedAt }
}

function invalid(pointer: string, detail: string): TandemError {
  return new TandemError('invalid-input', detail, [{ pointer, detail }])
}
