import { randomUUID } from 'node:crypto'
import { recipient } from '@tandem/model/api/messages.ts'
import { hint } from '../queue/add.ts'
import { markAcknowledged, type Unacknowledged } from '../store/acknowledgements.ts'
import { addAnswer } from '../store/conversations.ts'
import type { Db } from '../store/database.ts'
import type { InboundContent } from '../store/inbound-messages.ts'
import { addOutgoing } from '../store/outgoing.ts'
import { compose } from './compose.ts'
import { replyToken, tokenKey } from './reply-token.ts'

/** A person wrote, for the first time in a conversation. */
export interface FirstMail {
  conversationId: string
  messageId: string | null
  receivedAt: string
  content: Pick<InboundContent, 'from' | 'replyTo' | 'references' | 'subject'>
}

/**
 * Tells people that their mail has come in, once for a conversation and once a day for an address: a machine that does not say that it is one
 * would answer each time. What is sent says that a machine wrote it (RFC 3834, sections 3.1.7 and 5).
 */
export async function acknowledge(
  tx: Db,
  mailbox: { id: string; organisationId: string },
  mails: FirstMail[],
  text: string,
): Promise<void> {
  const wanted = mails.flatMap((mail) => {
    const to = recipient.safeParse(mail.content.replyTo[0] ?? mail.content.from).data
    return to === undefined ? [] : [{ ...mail, to, address: to.address.toLowerCase() }]
  })
  const open: Map<string, Unacknowledged> = await markAcknowledged(tx, mailbox.id, wanted)
  for (const mail of wanted) {
    const sender = open.get(mail.conversationId)
    if (sender) await send(tx, mailbox, sender, mail, text)
  }
  if (open.size > 0) await hint(tx, [{ mailboxId: mailbox.id, task: 'send:messages', reason: 'edit' }])
}

async function send(
  tx: Db,
  mailbox: { id: string; organisationId: string },
  sender: Unacknowledged,
  mail: FirstMail & { to: { name: string; address: string } },
  text: string,
): Promise<void> {
  const operationId = randomUUID()
  const { references, subject } = mail.content
  const { conversationId } = mail
  const token = sender.hasToken ? replyToken(conversationId) : undefined
  const { messageId, content } = compose(
    { to: [mail.to], cc: [], bcc: [], replyTo: [], subject: '', text, importance: 'normal', fields: {} },
    {
      sender,
      operationId,
      answered: { messageId: mail.messageId, references, subject },
      replyToken: token,
    },
  )
  const id = await addOutgoing(tx, {
    owner: mailbox,
    operationId,
    messageId,
    content: { ...content, isAutomatic: true },
    size: Buffer.byteLength(content.text),
    attachments: [],
    requestedBy: 'tandem',
  })
  await addAnswer(tx, mailbox, { id, conversationId, keys: [messageId, ...(token ? [tokenKey(token)] : [])] })
}
