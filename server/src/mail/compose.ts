import type { CreateMessage } from '@tandem/model/api/messages.ts'
import { TandemError } from '../errors.ts'
import { cleanHtml } from '../lib/clean-html.ts'
import { htmlToText } from '../lib/html-to-text.ts'
import type { OutgoingContent } from '../store/outgoing.ts'
import { escapeHtml, fieldNames, fillFields } from './merge-fields.ts'
import { withToken } from './reply-token.ts'
import { continued, type Thread } from './thread.ts'

/** What a message is composed of, besides what its author sent. */
export interface Ingredients {
  /** Name and address of the person it goes out from. */
  sender: { name: string; address: string }
  operationId: string
  template?: { subject: string; html: string } | undefined
  signature?: { html: string } | undefined
  /** The message it answers or forwards, if Tandem sent that one. */
  answered?: Thread | undefined
  /** Stands in the subject, so that answers find their conversation. */
  replyToken?: string | undefined
  /** What stands below the text and the signature: a forwarded message. */
  quoted?: { html: string; text: string } | undefined
}

export type Wish = Pick<
  CreateMessage,
  | 'to'
  | 'cc'
  | 'bcc'
  | 'replyTo'
  | 'subject'
  | 'html'
  | 'text'
  | 'importance'
  | 'forwardOf'
  | 'thread'
  | 'template'
  | 'fields'
>

/** The message as it goes out: fields filled, HTML made safe, a plain-text twin beside it, its thread continued. */
export function compose(wish: Wish, given: Ingredients): { messageId: string; content: OutgoingContent } {
  const { sender, template, signature, answered, quoted } = given
  const ownText = wish.html === undefined && wish.text === undefined
  const written = {
    subject: wish.subject === '' ? (template?.subject ?? '') : wish.subject,
    html: ownText ? template?.html : wish.html,
    text: wish.text,
  }
  const fields = { ...wish.fields, 'sender.name': sender.name, 'sender.address': sender.address }
  // Without a template or fields, `{{…}}` is what its author wrote and means nothing.
  const fills = template !== undefined || Object.keys(wish.fields).length > 0
  mustBeGiven(fields, [...(fills ? Object.values(written) : []), signature?.html])
  const fill = (text: string, as: 'html' | 'text') => (fills ? fillFields(text, fields, as) : text)
  const closing = signature && safe(fillFields(signature.html, fields, 'html'))
  const html = written.html === undefined ? null : safe(fill(written.html, 'html'))
  const text = written.text === undefined ? htmlToText(html ?? '') : fill(written.text, 'text')
  const below = quoted && { html: safe(quoted.html), text: quoted.text }
  // What is quoted has its form: a text above it is put into HTML too.
  const above = html ?? (below ? safe(paragraph(text)) : null)
  const subject = oneLine(fill(written.subject, 'text'))
  const kind = wish.forwardOf === undefined ? 'reply' : 'forward'
  const thread = continued(subject, kind, answered, wish.thread)
  return {
    messageId: `<${given.operationId}@${domainOf(sender.address)}>`,
    content: {
      to: wish.to.map(named),
      cc: wish.cc.map(named),
      bcc: wish.bcc.map(named),
      replyTo: wish.replyTo.map(named),
      html: above === null ? null : joined([above, closing], '<br>') + (below?.html ?? ''),
      text: joined([text, closing && htmlToText(closing), below?.text], '\n\n'),
      importance: wish.importance,
      ...thread,
      ...(kind === 'forward' && { isForward: true }),
      ...(given.replyToken && { subject: withToken(thread.subject, given.replyToken) }),
    },
  }
}

/** A template as it would go out; fields without a value stay and are named. */
export function preview(
  template: { subject: string; html: string },
  fields: Record<string, string>,
): { subject: string; html: string; text: string; missing: string[] } {
  const html = safe(fillFields(template.html, fields, 'html'))
  return {
    subject: oneLine(fillFields(template.subject, fields, 'text')),
    html,
    text: htmlToText(html),
    missing: fieldNames(template.subject, template.html).filter((name) => !Object.hasOwn(fields, name)),
  }
}

/** Pictures of other servers stay where they are: it is the recipient's program that loads them or not. */
function safe(html: string): string {
  return cleanHtml(html, { remote: 'kept' })
}

function joined(parts: (string | undefined)[], between: string): string {
  return parts.filter((part) => part !== undefined).join(between)
}

function paragraph(text: string): string {
  return text === '' ? '' : `<p>${escapeHtml(text).replace(/\r?\n/g, '<br>')}</p>`
}

function mustBeGiven(fields: Record<string, string>, texts: (string | undefined)[]): void {
  const names = fieldNames(...texts.filter((text) => text !== undefined))
  const missing = names.filter((name) => !Object.hasOwn(fields, name))
  if (missing.length === 0) return
  throw new TandemError(
    'invalid-input',
    `Give a value for ${missing.map((name) => `{{${name}}}`).join(', ')} in "fields", or take it out of the text.`,
    missing.map((name) => ({
      pointer: `/fields/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
      detail: `The text names {{${name}}}, and no value is given for it.`,
    })),
  )
}

/** Line breaks in a header would begin another one. */
function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  return text.replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' ').trim()
}

function named({ name, address }: { name: string; address: string }): { name: string; address: string } {
  return { name: oneLine(name), address }
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1)
}
