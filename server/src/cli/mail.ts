import { openAsBlob } from 'node:fs'
import { basename } from 'node:path'
import type { OutgoingMessage, UploadedAttachment } from '@tandem/model/api/messages.ts'
import { type Command, InvalidArgumentError } from 'commander'
import { TandemError } from '../errors.ts'
import type { Client } from './client.ts'
import type { Context } from './context.ts'
import { table } from './terminal.ts'

interface SendOptions {
  to: string[]
  cc: string[]
  bcc: string[]
  subject: string
  html?: string
  text?: string
  attach: string[]
  at?: string
  undo: number
  template?: string
  field: string[]
  replyTo?: string
  forward?: string
  signature: boolean
}

/** `tandem mail send | list | show | cancel | decide`. */
export function mailCommands(program: Command, context: Context): void {
  const mail = program.command('mail').description('mail that goes out as a mailbox’s person')
  sendCommand(mail, context)
  readCommands(mail, context)
  decisionCommands(mail, context)
}

function sendCommand(mail: Command, context: Context): void {
  mail
    .command('send <mailbox>')
    .description('send a message, now or later')
    .option('--to <address>', 'recipient; can be given several times', gather, [])
    .option('--cc <address>', 'recipient of a copy', gather, [])
    .option('--bcc <address>', 'hidden recipient', gather, [])
    .option('--subject <text>', 'subject', '')
    .option('--html <html>', 'the text as HTML; "-" reads it from the input')
    .option('--text <text>', 'the text, plain; "-" reads it from the input')
    .option('--attach <file>', 'a file to be sent with it', gather, [])
    .option('--at <time>', 'not before this moment (2026-12-24T18:00:00Z)')
    .option('--undo <seconds>', 'for so long it can be taken back', Number, 0)
    .option('--template <id>', 'template for subject and text')
    .option('--field <name=value>', 'a value for {{name}}', gather, [])
    .option('--reply-to <message>', 'answers this message that was sent')
    .option('--forward <message>', 'forwards this message that was sent')
    .option('--no-signature', 'without the default signature')
    .action(async (mailbox: string, options: SendOptions) => {
      const client = await context.client()
      const attachments = []
      for (const file of options.attach) attachments.push({ id: await upload(client, mailbox, file) })
      const message = await client.send<OutgoingMessage>('POST', pathOf(mailbox), {
        ...people(options),
        subject: options.subject,
        ...(options.html !== undefined && { html: await given(context, options.html) }),
        ...(options.text !== undefined && { text: await given(context, options.text) }),
        attachments,
        ...(options.at !== undefined && { sendAt: options.at }),
        undoSeconds: options.undo,
        ...(options.template !== undefined && { template: options.template }),
        fields: Object.fromEntries(options.field.map(nameAndValue)),
        ...(options.replyTo !== undefined && { inReplyTo: options.replyTo }),
        ...(options.forward !== undefined && { forwardOf: options.forward }),
        ...(!options.signature && { signature: null }),
      })
      context.show(message, ({ id, state, dueAt }) => {
        return state === 'held' ? `Goes out at ${dueAt}: ${id}` : `Queued ${id}`
      })
    })
}

function readCommands(mail: Command, context: Context): void {
  mail
    .command('list <mailbox>')
    .description('messages that went out or will, newest first')
    .option('--state <state>', 'held, queued, sending, sent, failed, unknown or cancelled')
    .option('--limit <count>', 'at most so many', Number, 50)
    .action(async (mailbox: string, { state, limit }: { state?: string; limit: number }) => {
      const query = new URLSearchParams({ limit: String(limit), ...(state && { state }) })
      const path = `${pathOf(mailbox)}?${query}`
      const answer = await (await context.client()).get<{ items: OutgoingMessage[] }>(path)
      context.show(answer, ({ items }) => messageTable(items))
    })
  mail
    .command('show <mailbox> <message>')
    .description('one message with its text and what became of it')
    .action(async (mailbox: string, id: string) => {
      const message = await (await context.client()).get<OutgoingMessage>(`${pathOf(mailbox)}/${id}`)
      context.show(message, inWords)
    })
}

function decisionCommands(mail: Command, context: Context): void {
  const act = async (mailbox: string, id: string, what: string, body?: object) => {
    const path = `${pathOf(mailbox)}/${id}/${what}`
    const message = await (await context.client()).send<OutgoingMessage>('POST', path, body)
    context.show(message, ({ state }) => `${id} is ${state}`)
  }
  mail
    .command('cancel <mailbox> <message>')
    .description('take back a message that has not gone out yet')
    .action(async (mailbox: string, id: string) => await act(mailbox, id, 'cancel'))
  mail
    .command('decide <mailbox> <message> <decision>')
    .description('say of a message that nobody knows of: send-again or it-arrived')
    .action(async (mailbox: string, id: string, decision: string) => {
      await act(mailbox, id, 'decide', { decision })
    })
  mail
    .command('retry <mailbox> <message>')
    .description('try a refused message once more')
    .action(async (mailbox: string, id: string) => await act(mailbox, id, 'retry'))
}

async function upload(client: Client, mailbox: string, file: string): Promise<string> {
  const bytes = await open(file)
  const query = new URLSearchParams({ name: basename(file) })
  const path = `/mailboxes/${encodeURIComponent(mailbox)}/attachments?${query}`
  return (await client.upload<UploadedAttachment>(path, bytes)).id
}

async function open(file: string): Promise<Blob> {
  try {
    return await openAsBlob(file)
  } catch (cause) {
    throw new TandemError('invalid-input', `${file} cannot be read: ${(cause as Error).message}`)
  }
}

function people({ to, cc, bcc }: SendOptions) {
  const named = (addresses: string[]) => addresses.map((address) => ({ address }))
  return { to: named(to), cc: named(cc), bcc: named(bcc) }
}

function nameAndValue(field: string): [string, string] {
  const at = field.indexOf('=')
  if (at > 0) return [field.slice(0, at), field.slice(at + 1)]
  throw new InvalidArgumentError(`"${field}" is no name=value.`)
}

async function given(context: Context, text: string): Promise<string> {
  return text === '-' ? await context.terminal.input() : text
}

function gather(value: string, before: string[]): string[] {
  return [...before, value]
}

function pathOf(mailbox: string): string {
  return `/mailboxes/${encodeURIComponent(mailbox)}/messages`
}

function messageTable(items: OutgoingMessage[]): string {
  return table(
    ['created', 'state', 'to', 'subject', 'problem', 'id'],
    items.map((item) => [
      item.createdAt,
      item.state,
      [...item.to, ...item.cc, ...item.bcc].map((one) => one.address).join(' '),
      item.subject,
      item.problem?.title ?? null,
      item.id,
    ]),
  )
}

function inWords(message: OutgoingMessage): string {
  const { state, problem, dueAt, sentAt, to, cc, bcc, subject, text, attachments } = message
  const list = (people: { address: string }[]) => people.map((one) => one.address).join(', ')
  const lines = [
    `State: ${state}${sentAt ? ` at ${sentAt}` : dueAt ? `, next at ${dueAt}` : ''}`,
    ...(problem ? [`${problem.title}. ${problem.detail}`] : []),
    `To: ${list(to)}`,
    ...(cc.length > 0 ? [`Cc: ${list(cc)}`] : []),
    ...(bcc.length > 0 ? [`Bcc: ${list(bcc)}`] : []),
    `Subject: ${subject}`,
    ...attachments.map((file) => `File: ${file.name}, ${file.size} bytes, ${file.sent} sent`),
    '',
    text ?? '',
  ]
  return lines.join('\n')
}
