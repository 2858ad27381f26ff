import { htmlOfText, textOfHtml } from '../mime/html-text.ts'
import { readHeaders } from '../mime/read-mime.ts'
import { rawOf } from '../mime/write-mime.ts'
import type { MailContent, Message } from '../tenant/mail-types.ts'
import type { WireRequest, WireResponse } from '../wire.ts'
import { attachmentJson } from './attachment-json.ts'
import { type MailboxCall, wantsImmutableIds } from './call.ts'
import { refuse } from './errors.ts'
import { parseExpand } from './extended-properties.ts'
import { messagesContext, readsBodies } from './mail-places.ts'
import {
  allMessageProperties,
  messageProperties,
  messageProperty,
  messageType,
  withheldFromBasic,
} from './message-properties.ts'
import { checkNames, entity, readOptions } from './odata.ts'

/** How the messages of one answer are shown. */
export interface MessageShape {
  call: MailboxCall
  names: readonly string[]
  immutableIds: boolean
  bodyType: 'text' | 'html' | undefined
  /** Ids of extended properties to show. */
  extended: readonly string[]
  attachments: boolean
  /** `@odata.type` is written for every message, as deltas do. */
  typed?: boolean
}

/** The shape that a request asks for; refuses names that messages do not have. */
export function shapeOf(call: MailboxCall, select?: readonly string[], expand?: string): MessageShape {
  checkNames(select, [...allMessageProperties, 'attachments'], 'message')
  const full = readsBodies(call)
  const withheld = select?.find((name) => withheldFromBasic.includes(name))
  if (!full && (withheld !== undefined || expand !== undefined)) throw refuse.accessDenied()
  // What of a body is unique in its conversation is the service's own guess; it is not made here.
  if (select?.includes('uniqueBody'))
    throw refuse.property("The property 'UniqueBody' is not available here.")
  const shown = select
    ? allMessageProperties.filter((name) => name === 'id' || select.includes(name))
    : [...messageProperties, 'meetingMessageType']
  const parts = splitExpand(expand)
  return {
    call,
    names: full ? shown : shown.filter((name) => !withheldFromBasic.includes(name)),
    immutableIds: wantsImmutableIds(call.request),
    bodyType: wantedBody(call.request),
    extended: parts.filter((part) => !/^attachments\b/i.test(part)).flatMap((part) => parseExpand(part)),
    attachments: parts.some((part) => /^attachments\b/i.test(part)),
  }
}

/** A message as the service shows it. */
export async function messageJson(message: Message, shape: MessageShape): Promise<string> {
  const { call, names, extended } = shape
  const type = messageType(message) ?? (shape.typed ? 'message' : undefined)
  const shown: Record<string, unknown> = {
    ...(type !== undefined && { '@odata.type': `#microsoft.graph.${type}` }),
    '@odata.etag': `W/"${message.changeKey}"`,
  }
  const view = { mailbox: call.mailbox, immutableIds: shape.immutableIds }
  for (const name of names) {
    const value = messageProperty(message, name, view)
    if (value !== undefined) shown[name] = name === 'body' ? bodyAs(message.body, shape.bodyType) : value
  }
  if (names.includes('internetMessageHeaders')) {
    shown.internetMessageHeaders = await headersOf(call, message)
  }
  const values = extended.filter((id) => message.extended[id] !== undefined)
  if (values.length > 0) {
    shown.singleValueExtendedProperties = values.map((id) => ({ id, value: message.extended[id] }))
  }
  if (shape.attachments) {
    const { contents } = call.world
    shown.attachments = message.attachments.map((one) => attachmentJson(contents, one))
  }
  return JSON.stringify(shown)
}

/** One message as an answer; answers of actions are `typed`. */
export async function messageAnswer(
  call: MailboxCall,
  status: number,
  message: Message,
  headers: Record<string, string> = {},
  typed = false,
): Promise<WireResponse> {
  const { select, expand } = readOptions(call.request.query)
  const text = await messageJson(message, { ...shapeOf(call, select, expand), typed })
  const shown = select ? `(${select.join(',')})` : ''
  return entity(status, `${messagesContext(call)}${shown}/$entity`, text, {
    ...appliedBody(call.request),
    ...headers,
    etag: `W/"${message.changeKey}"`,
  })
}

/** `Preference-Applied` for the format of bodies. */
export function appliedBody(request: WireRequest): Record<string, string> {
  const type = wantedBody(request)
  return type ? { 'preference-applied': `outlook.body-content-type="${type}"` } : {}
}

function wantedBody({ headers }: WireRequest): 'text' | 'html' | undefined {
  const type = /outlook\.body-content-type\s*=\s*"?(text|html)"?/i.exec(headers.prefer ?? '')?.[1]
  return type?.toLowerCase() as 'text' | 'html' | undefined
}

/** Bodies stay as they are unless the other format is asked for (published example of user-post-messages with MIME). */
function bodyAs(body: MailContent['body'], wanted: 'text' | 'html' | undefined): MailContent['body'] {
  if (wanted === undefined || wanted === body.contentType) return body
  const { content } = body
  return { contentType: wanted, content: wanted === 'text' ? textOfHtml(content) : htmlOfText(content) }
}

/** A draft has what its writer gave; what went through the transport shows all its fields. */
async function headersOf(call: MailboxCall, message: Message): Promise<unknown> {
  if (message.isDraft) return message.headers
  return readHeaders(await rawOf(call.world.contents, { ...message, attachments: [] }, { bcc: false }))
}

/** Commas separate what is expanded, those inside brackets do not. */
function splitExpand(expand: string | undefined): string[] {
  return (expand ?? '')
    .split(/,(?![^(]*\))/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
}
