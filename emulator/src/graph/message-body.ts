import { wholeHtml } from '../mime/html-text.ts'
import type { MailContent } from '../tenant/mail-types.ts'
import type { MessageState } from '../tenant/messages.ts'
import type { MailAddress } from '../tenant/post.ts'
import type { World } from '../tenant/world.ts'
import { GraphError, refuse } from './errors.ts'
import { readExtended } from './extended-properties.ts'
import { messageProperties } from './message-properties.ts'
import { displayNameOf } from './recipients.ts'

/** What a client wrote into a message. */
export interface MessageWrite {
  content: Partial<MailContent>
  state: MessageState
  /** As written; whoever stores them checks them. */
  attachments?: Record<string, unknown>[]
}

/** Custom header fields of one message; a sixth is refused (figure and code not documented, seen in public issues). */
const maxHeaders = 5

/** May change in a message that was sent or received; the rest only in drafts (message-update in the reference). */
const changeable = [
  'categories',
  'isRead',
  'flag',
  'inferenceClassification',
  'importance',
  'isDeliveryReceiptRequested',
  'isReadReceiptRequested',
  'singleValueExtendedProperties',
]

/** `new`: a POST; `draft` or `sent`: a PATCH of such a message. */
type Stage = 'new' | 'draft' | 'sent'

/** Checks a body against the type `message`; what the service computes is ignored. */
export function readMessage(world: World, body: Record<string, unknown>, stage: Stage): MessageWrite {
  const write: MessageWrite = { content: {}, state: {} }
  for (const [name, value] of Object.entries(body)) {
    if (name.includes('@')) continue
    const read = readers[name]
    if (read === undefined) {
      if ((messageProperties as readonly string[]).includes(name) || ignored.includes(name)) continue
      throw unknown(name, 'message')
    }
    if (stage === 'sent' && !changeable.includes(name)) throw sentAlready()
    if (stage !== 'new' && onCreateOnly.includes(name)) throw createOnly(name)
    read(write, value, world)
  }
  readThreadProperties(write)
  return write
}

const ignored = ['uniqueBody', 'extensions', 'multiValueExtendedProperties', 'meetingMessageType', 'event']
const onCreateOnly = ['internetMessageHeaders', 'attachments']

const readers: Record<string, (write: MessageWrite, value: unknown, world: World) => void> = {
  subject: ({ content }, value) => {
    content.subject = readText('subject', value) ?? ''
  },
  body: ({ content }, value) => {
    content.body = readBody(value)
  },
  from: ({ content }, value, world) => {
    if (value !== null) content.from = readRecipient(world, value)
  },
  sender: ({ content }, value, world) => {
    if (value !== null) content.sender = readRecipient(world, value)
  },
  toRecipients: ({ content }, value, world) => {
    content.to = readRecipients(world, 'toRecipients', value)
  },
  ccRecipients: ({ content }, value, world) => {
    content.cc = readRecipients(world, 'ccRecipients', value)
  },
  bccRecipients: ({ content }, value, world) => {
    content.bcc = readRecipients(world, 'bccRecipients', value)
  },
  replyTo: ({ content }, value, world) => {
    content.replyTo = readRecipients(world, 'replyTo', value)
  },
  importance: ({ content }, value) => {
    content.importance = readChoice('importance', value, ['low', 'normal', 'high'])
  },
  isReadReceiptRequested: ({ content }, value) => {
    content.isReadReceiptRequested = readFlag('isReadReceiptRequested', value)
  },
  isDeliveryReceiptRequested: ({ content }, value) => {
    content.isDeliveryReceiptRequested = readFlag('isDeliveryReceiptRequested', value)
  },
  internetMessageId: ({ content }, value) => {
    const id = readText('internetMessageId', value)
    if (id !== null && id !== '') content.internetMessageId = /^<.*>$/.test(id) ? id : `<${id}>`
  },
  internetMessageHeaders: ({ content }, value) => {
    content.headers = readHeaderFields(value)
  },
  attachments: (write, value) => {
    write.attachments = readCollection('attachments', value).map((one) => record(one, 'attachment'))
  },
  categories: ({ state }, value) => {
    state.categories = readCollection('categories', value).map((one) => readText('categories', one) ?? '')
  },
  isRead: ({ state }, value) => {
    state.isRead = readFlag('isRead', value)
  },
  flag: ({ state }, value) => {
    state.flag = readFollowUp(value)
  },
  inferenceClassification: ({ state }, value) => {
    state.inferenceClassification = readChoice('inferenceClassification', value, ['focused', 'other'])
  },
  singleValueExtendedProperties: ({ state }, value) => {
    state.extended = readExtended(value)
  },
}

/** PidTagInReplyToId and PidTagInternetReferences are how a client of Graph puts its own message into a conversation. */
function readThreadProperties({ content, state }: MessageWrite): void {
  const inReplyTo = /<[^<>\s]+>/.exec(state.extended?.['String 0x1042'] ?? '')?.[0]
  const references = [...(state.extended?.['String 0x1039'] ?? '').matchAll(/<[^<>\s]+>/g)].map(([id]) => id)
  if (inReplyTo !== undefined) content.inReplyTo = inReplyTo
  if (references.length > 0) content.references = references
  else if (inReplyTo !== undefined) content.references = [inReplyTo]
  readNamedHeaders(content, state)
}

/** A property of PS_INTERNET_HEADERS becomes a header of its name ([MS-OXCMAIL] 2.1.3.2.4). */
function readNamedHeaders(content: MessageWrite['content'], state: MessageWrite['state']): void {
  for (const [id, value] of Object.entries(state.extended ?? {})) {
    const name = /^String \{00020386-0000-0000-c000-000000000046\} Name (.+)$/i.exec(id)?.[1]
    if (name !== undefined) content.headers = [...(content.headers ?? []), { name, value }]
  }
}

/** Recipients of a body, e.g. `toRecipients` of a forward. */
export function readRecipients(world: World, name: string, value: unknown): MailAddress[] {
  return readCollection(name, value).map((one) => readRecipient(world, one))
}

function readRecipient(world: World, value: unknown): MailAddress {
  const { emailAddress } = record(value, 'recipient', ['emailAddress'])
  const read = record(emailAddress ?? {}, 'emailAddress', ['name', 'address'])
  const address = readText('address', read.address ?? null) ?? ''
  const name = readText('name', read.name ?? null) || displayNameOf(world, address) || address
  return { name, address: address.trim() }
}

function readBody(value: unknown): MailContent['body'] {
  if (value === null) return { contentType: 'text', content: '' }
  const { contentType, content } = record(value, 'itemBody', ['contentType', 'content'])
  const type = contentType || 'text'
  const text = readText('content', content ?? null) ?? ''
  const choice = readChoice('contentType', type, ['text', 'html'])
  return choice === 'html'
    ? { contentType: 'html', content: wholeHtml(text) }
    : { contentType: 'text', content: text }
}

function readFollowUp(value: unknown): Record<string, unknown> {
  const names = ['flagStatus', 'startDateTime', 'dueDateTime', 'completedDateTime']
  const flag = record(value ?? {}, 'followupFlag', names)
  const flagStatus = flag.flagStatus ?? 'notFlagged'
  return {
    ...flag,
    flagStatus: readChoice('flagStatus', flagStatus, ['notFlagged', 'flagged', 'complete']),
  }
}

function readHeaderFields(value: unknown): { name: string; value: string }[] {
  const fields = readCollection('internetMessageHeaders', value).map((one) => {
    const field = record(one, 'internetMessageHeader', ['name', 'value'])
    const name = readText('name', field.name) ?? ''
    if (!/^x-[\x21-\x39\x3b-\x7e]+$/i.test(name)) {
      throw new GraphError(
        400,
        'InvalidInternetMessageHeader',
        `The internet message header name '${name}' should start with 'x-' or 'X-'.`,
      )
    }
    return { name, value: (readText('value', field.value) ?? '').replace(/[\r\n]+/g, ' ') }
  })
  if (fields.length <= maxHeaders) return fields
  throw new GraphError(
    400,
    'InvalidInternetMessageHeaderCollection',
    `Maximum number of headers in one message should be less than or equal to ${maxHeaders}.`,
  )
}

function record(value: unknown, type: string, names?: readonly string[]): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw refuse.bodyShape(
      `An unexpected 'PrimitiveValue' node was found when reading from the JSON reader. A 'StartObject' node was expected for '${type}'.`,
    )
  }
  const foreign = Object.keys(value).find((name) => !name.includes('@') && names && !names.includes(name))
  if (foreign !== undefined) throw unknown(foreign, type)
  return value as Record<string, unknown>
}

function readCollection(name: string, value: unknown): unknown[] {
  if (Array.isArray(value)) return value
  throw refuse.bodyShape(`A collection was expected for '${name}'.`)
}

function readText(name: string, value: unknown): string | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'string') return value
  throw refuse.bodyShape(
    `Cannot convert the literal '${String(value)}' of '${name}' to the expected type 'Edm.String'.`,
  )
}

function readFlag(name: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value
  if (value === null) return false
  throw refuse.bodyShape(
    `Cannot convert the literal '${String(value)}' of '${name}' to the expected type 'Edm.Boolean'.`,
  )
}

/** Enumerations are read in any case of letters (the examples write `HTML`, `Low`). */
function readChoice<const C extends string>(name: string, value: unknown, choices: readonly C[]): C {
  const found = choices.find((choice) => choice.toLowerCase() === String(value).toLowerCase())
  if (found !== undefined) return found
  throw refuse.bodyShape(`Requested value '${String(value)}' was not found for '${name}'.`)
}

function unknown(name: string, type: string): GraphError {
  return refuse.bodyShape(
    `The property '${name}' does not exist on type 'microsoft.graph.${type}'. Make sure to only use property names that are defined by the type.`,
  )
}

/** The code is that of Exchange Web Services for the same refusal; Graph's own is not documented. */
function sentAlready(): GraphError {
  return new GraphError(
    400,
    'ErrorInvalidPropertyUpdateSentMessage',
    'Update operation is invalid for property of a sent message.',
  )
}

function createOnly(name: string): GraphError {
  return refuse.property(`The property '${name}' can be set only when the message is created.`)
}
