/** Listing messages: `$filter`, `$search`, `$orderby`, `$top`, `$skip`, `$expand` over one folder or the mailbox. */
import { textOfHtml } from '../mime/html-text.ts'
import type { Message } from '../tenant/mail-types.ts'
import { messagesWithId } from '../tenant/messages.ts'
import type { Mailbox } from '../tenant/types.ts'
import type { WireResponse } from '../wire.ts'
import { type MailboxCall, wantsImmutableIds } from './call.ts'
import { GraphError, refuse } from './errors.ts'
import { normaliseFilterIds } from './extended-properties.ts'
import { type Filter, parseFilter, passes, usesOf } from './filter.ts'
import { mailFolderOf, messagesContext, readsBodies } from './mail-places.ts'
import { appliedBody, messageJson, shapeOf } from './message-json.ts'
import { allMessageProperties, messageProperty, withheldFromBasic } from './message-properties.ts'
import { collection, comparison, linkWith, plainCount, type QueryOptions, readOptions } from './odata.ts'

/** Outlook's page size when the client does not ask for one, and its greatest. */
const defaultTop = 10
const maxTop = 1000

/** Pages through the messages of a folder, or of the whole mailbox. */
export async function listMessages(call: MailboxCall): Promise<WireResponse> {
  const { request } = call
  const options = readOptions(request.query)
  const shape = shapeOf(call, options.select, options.expand)
  const [top, skip] = [options.top ?? defaultTop, options.skip ?? 0]
  if (top > maxTop)
    throw refuse.urlQuery(`The value of $top, ${top}, is greater than the maximum of ${maxTop}.`)
  const found = select(call, options)
  const page = found.slice(skip, skip + top)
  const items: string[] = []
  for (const message of page) items.push(await messageJson(message, shape))
  const shown = options.select ? `(${options.select.join(',')})` : ''
  return collection(
    `${messagesContext(call)}${shown}`,
    items,
    {
      ...(options.count && { count: found.length }),
      ...(skip + top < found.length &&
        top > 0 && { nextLink: linkWith(request, '$skip', String(skip + top)) }),
    },
    appliedBody(request),
  )
}

/** `…/messages/$count` */
export function countMessages(call: MailboxCall): WireResponse {
  return plainCount(select(call, readOptions(call.request.query)).length)
}

/** The newest first, unless another order is asked for. */
function select(call: MailboxCall, options: QueryOptions): Message[] {
  const { mailbox } = call
  const { filter: filterText, search, orderBy } = options
  if (search !== undefined && (filterText !== undefined || orderBy !== undefined)) {
    throw refuse.badRequest("The query parameters '$filter' and '$orderby' are not supported with '$search'.")
  }
  const filter = filterText === undefined ? undefined : readFilter(call, filterText)
  for (const { name } of orderBy ?? []) checkSortable(name)
  if (filter && orderBy) checkOrder(filter, orderBy)
  const folderId = mailFolderOf(call)?.id
  const view = { mailbox, immutableIds: wantsImmutableIds(call.request) }
  const words = search === undefined ? undefined : searchClauses(call, search)
  const found = candidates(mailbox, filter).filter(
    (message) =>
      (folderId === undefined || message.folderId === folderId) &&
      (filter === undefined || passes(filter, (name) => filterValue(message, name, view))) &&
      (words === undefined || words.every((clause) => matches(message, clause))),
  )
  const newestFirst = (a: Message, b: Message) => b.receivedAt - a.receivedAt || b.changed - a.changed
  if (orderBy === undefined) return found.sort(newestFirst)
  return found.sort(comparison(orderBy, (message, name) => sortValue(message, name, view)))
}

/** A filter that pins the Message-ID is how a sender looks for its message: it need not look at every message. */
function candidates(mailbox: Mailbox, filter: Filter | undefined): Message[] {
  const id = filter && pinned(filter)
  return id === undefined ? [...mailbox.mail.messages.values()] : messagesWithId(mailbox, id)
}

function pinned(filter: Filter): string | undefined {
  if (filter.kind === 'and') return pinned(filter.left) ?? pinned(filter.right)
  const pins = filter.kind === 'compare' && filter.operator === 'eq' && filter.path[0] === 'internetMessageId'
  return pins ? String(filter.value) : undefined
}

function readFilter(call: MailboxCall, text: string): Filter {
  const filter = parseFilter(text)
  const full = readsBodies(call)
  for (const { name, use } of usesOf(filter)) {
    if (!full && (withheldFromBasic.includes(name) || name === 'singleValueExtendedProperties')) {
      throw refuse.accessDenied()
    }
    checkFilterable(name, use)
  }
  normaliseFilterIds(filter)
  return filter
}

const unfilterable = [
  'id',
  'changeKey',
  'conversationIndex',
  'internetMessageHeaders',
  'uniqueBody',
  'webLink',
]
const collections = ['categories', 'toRecipients', 'ccRecipients', 'bccRecipients', 'replyTo']

function checkFilterable(name: string, use: string): void {
  if (name === 'singleValueExtendedProperties' && use === 'any') return
  if (!allMessageProperties.includes(name)) {
    throw refuse.badRequest(
      `Invalid filter clause: Could not find a property named '${name}' on type 'microsoft.graph.message'.`,
    )
  }
  if (unfilterable.includes(name)) {
    throw refuse.property(`The property '${name}' does not support filtering.`)
  }
  if (collections.includes(name) !== (use === 'any')) {
    throw refuse.badRequest(`Invalid filter clause: The property '${name}' cannot be used with '${use}'.`)
  }
}

/** What is sorted by must be filtered by, first and in the same order (user-list-messages in the reference). */
function checkOrder(filter: Filter, orderBy: { name: string }[]): void {
  const uses = [...new Set(usesOf(filter).map(({ name }) => name))]
  if (orderBy.every(({ name }, at) => uses[at] === name.split('/')[0])) return
  throw new GraphError(
    400,
    'InefficientFilter',
    'The restriction or sort order is too complex for this operation.',
  )
}

type View = Parameters<typeof messageProperty>[2]

function filterValue(message: Message, name: string, view: View): unknown {
  if (name !== 'singleValueExtendedProperties') return messageProperty(message, name, view) ?? null
  return Object.entries(message.extended).map(([id, value]) => ({ id, value }))
}

function checkSortable(name: string): void {
  const [first = '', ...rest] = name.split('/')
  if (!allMessageProperties.includes(first)) {
    throw refuse.badRequest(`Could not find a property named '${name}' on type 'microsoft.graph.message'.`)
  }
  const isPerson = (first === 'from' || first === 'sender') && rest[0] === 'emailAddress' && rest[1]
  const isSimple = rest.length === 0 && !collections.includes(first) && !unfilterable.includes(first)
  if (!isPerson && (!isSimple || ['body', 'flag', 'from', 'sender'].includes(first))) {
    throw refuse.property(`The property '${name}' does not support sorting.`)
  }
}

function sortValue(message: Message, name: string, view: View): unknown {
  return name
    .split('/')
    .slice(1)
    .reduce<unknown>(
      (value, part) => (value as Record<string, unknown> | undefined)?.[part],
      messageProperty(message, name.split('/')[0] ?? '', view),
    )
}

interface Clause {
  property: string | undefined
  text: string
}

/** `"word word"`, `"subject:word"`, with AND between them: the simple part of the search syntax. */
function searchClauses(call: MailboxCall, search: string): Clause[] {
  if (!readsBodies(call)) throw refuse.accessDenied()
  return search
    .split(/\s+AND\s+/)
    .flatMap((part): Clause[] => {
      const inner = part.trim().replace(/^"|"$/g, '')
      const [, property, text] = /^(subject|from|to|cc|body|attachment):(.*)$/i.exec(inner) ?? []
      if (property !== undefined) return [{ property: property.toLowerCase(), text: text ?? '' }]
      return inner.split(/\s+/).map((word) => ({ property: undefined, text: word }))
    })
    .map(({ property, text }) => ({ property, text: text.trim().toLowerCase() }))
    .filter(({ text }) => text !== '')
}

/** Words are found by their beginnings. */
function matches(message: Message, { property, text }: Clause): boolean {
  const people = (all: Message['to']) => all.flatMap(({ name, address }) => [name, address])
  const texts: Record<string, () => string[]> = {
    subject: () => [message.subject],
    from: () => people(message.from ? [message.from] : []),
    to: () => people(message.to),
    cc: () => people(message.cc),
    attachment: () => message.attachments.map(({ name }) => name),
    body: () => [
      message.body.contentType === 'html' ? textOfHtml(message.body.content) : message.body.content,
    ],
  }
  const looked = property === undefined ? Object.values(texts) : [texts[property] ?? (() => [])]
  return looked.some((given) =>
    given().some((one) => ` ${one.toLowerCase()}`.match(wordStart(text)) !== null),
  )
}

function wordStart(text: string): RegExp {
  return new RegExp(`[^\\p{L}\\p{N}]${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`, 'u')
}
