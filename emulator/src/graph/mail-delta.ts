import { changesAfter, type FolderChange, livingItems } from '../tenant/change-log.ts'
import type { MailFolder, Message } from '../tenant/mail-types.ts'
import type { WireResponse } from '../wire.ts'
import { type MailboxCall, mailboxRoute, maxPageSize, type Route, versionRoot } from './call.ts'
import { type DeltaToken, readToken, writeToken } from './delta-token.ts'
import { refuse } from './errors.ts'
import { parseFilter } from './filter.ts'
import { mailFolderJson, mailFolderProperties } from './mail-folders.ts'
import { neededMailFolder } from './mail-places.ts'
import { type MessageShape, messageJson, shapeOf } from './message-json.ts'
import { checkNames, collection, type QueryOptions, readOptions } from './odata.ts'
import { readBasicMail } from './permissions.ts'

/** Change tracking for the messages of a folder (there is none for the whole mailbox) and for mail folders. */
export const mailDeltaRoutes: Route[] = [
  mailboxRoute('GET', 'users/{user}/mailFolders/{mailFolder}/messages/delta', readBasicMail, messageDelta),
  mailboxRoute('GET', 'users/{user}/mailFolders/delta', readBasicMail, folderDelta),
]

const defaultPage = 10

/** With a filter no more are listed (concepts/delta-query-messages). */
const filteredAtMost = 5000

/** The options of the first request, which all links carry on. */
interface Options {
  changes?: 'created' | 'updated' | 'deleted'
  /** Received at this time or later. */
  since?: number
  newestFirst?: boolean
  expand?: string
  /** Where a listing by time of receipt goes on. */
  before?: [receivedAt: number, immutableId: string]
  /** Change number up to which the client knew everything when this round began. */
  round: number
}

async function messageDelta(call: MailboxCall): Promise<WireResponse> {
  const folder = neededMailFolder(call)
  const given = readOptions(call.request.query)
  const token = givenToken(call, given, folder.id) ?? firstToken(call, given)
  const options = token.more as Options
  const shape = { ...shapeOf(call, token.select, options.expand), typed: true }
  const size = pageSize(call, given)
  const byTime = token.start > 0 && (options.newestFirst === true || options.since !== undefined)
  if (byTime) return listingPage(call, folder, token, options, shape, size)
  const { changes, last, more } = changesAfter(folder, token.after, token.start, size)
  const items: string[] = []
  for (const change of changes) {
    if (!isWanted(change, options)) continue
    const item =
      'left' in change ? removalJson(call, folder, change, shape) : await messageJson(change, shape)
    if (item !== undefined) items.push(item)
  }
  return page(call, folder.id, items, token, more ? { after: last } : undefined)
}

/** The first listing by time of receipt: what changes meanwhile is told in the next round. */
async function listingPage(
  call: MailboxCall,
  folder: MailFolder,
  token: DeltaToken,
  options: Options,
  shape: MessageShape,
  size: number,
): Promise<WireResponse> {
  const { since = 0, before, changes } = options
  const isListed = changes === undefined || changes === 'created'
  const all = livingItems(folder)
    .filter(({ receivedAt }) => isListed && receivedAt >= since)
    .sort((a, b) => b.receivedAt - a.receivedAt || (a.immutableId < b.immutableId ? -1 : 1))
    .slice(0, options.since === undefined ? undefined : filteredAtMost)
  const rest = before === undefined ? all : all.filter((message) => isAfter(message, before))
  const shown = rest.slice(0, size)
  const items: string[] = []
  for (const message of shown) items.push(await messageJson(message, shape))
  const last = shown.at(-1)
  if (last === undefined || shown.length === rest.length) return page(call, folder.id, items, token)
  const next: Options = { ...options, before: [last.receivedAt, last.immutableId] }
  return page(call, folder.id, items, token, { more: next as unknown as Record<string, unknown> })
}

function isAfter({ receivedAt, immutableId }: Message, [time, id]: [number, string]): boolean {
  return receivedAt < time || (receivedAt === time && immutableId > id)
}

function isWanted(change: FolderChange<Message>, { changes, since = 0, round }: Options): boolean {
  if ('left' in change) return changes === undefined || changes === 'deleted'
  if (change.receivedAt < since) return false
  return changes === undefined || changes === (change.entered > round ? 'created' : 'updated')
}

/** A message that left the folder and came back still has its immutable id: its removal must not follow its return. */
function removalJson(
  call: MailboxCall,
  folder: MailFolder,
  { id, immutableId }: { id: string; immutableId: string },
  { immutableIds }: MessageShape,
): string | undefined {
  if (immutableIds && call.mailbox.mail.messages.get(immutableId)?.folderId === folder.id) return undefined
  return JSON.stringify({
    '@odata.type': '#microsoft.graph.message',
    id: immutableIds ? immutableId : id,
    '@removed': { reason: 'deleted' },
  })
}

function folderDelta(call: MailboxCall): WireResponse {
  const given = readOptions(call.request.query)
  refuseOthers(given, ['filter', 'orderBy', 'expand', 'search', 'skip', 'count'], 'MailFolders')
  checkNames(given.select, mailFolderProperties, 'mailFolder')
  const token = givenToken(call, given, 'mailFolders') ?? startToken(call, given)
  const changed = [...call.mailbox.mail.folders.values()]
    .filter((folder) => folder.changed > token.after && isNews(folder, token))
    .sort((a, b) => a.changed - b.changed)
  const shown = changed.slice(0, pageSize(call, given))
  const items = shown.map((folder) =>
    folder.deleted
      ? JSON.stringify({ id: folder.id, '@removed': { reason: 'deleted' } })
      : mailFolderJson(call.mailbox, folder, token.select),
  )
  const after = changed.length > shown.length ? shown.at(-1)?.changed : undefined
  return page(call, 'mailFolders', items, token, after === undefined ? undefined : { after }, 'mailFolder')
}

function isNews(folder: MailFolder, token: DeltaToken): boolean {
  return !folder.deleted || (folder.created <= token.after && folder.changed > token.start)
}

function givenToken(call: MailboxCall, given: QueryOptions, place: string): DeltaToken | undefined {
  const text = given.deltaToken || given.skipToken
  if (!text) return undefined
  return readToken(text, call.mailbox, place, `${call.request.origin}${call.request.path}?$deltatoken=`)
}

function startToken(call: MailboxCall, { select }: QueryOptions): DeltaToken {
  const { changeNumber } = call.mailbox
  return { after: 0, start: changeNumber, issued: changeNumber, ...(select && { select }) }
}

function firstToken(call: MailboxCall, given: QueryOptions): DeltaToken {
  refuseOthers(given, ['search', 'skip', 'count'], 'Messages')
  const changes = call.request.query.get('changeType')?.toLowerCase()
  if (changes !== undefined && !['created', 'updated', 'deleted'].includes(changes)) {
    throw refuse.badRequest(`Invalid value '${changes}' for the parameter 'changeType'.`)
  }
  const { filter, expand, orderBy } = given
  const options: Options = {
    round: 0,
    ...(changes !== undefined && { changes: changes as 'created' | 'updated' | 'deleted' }),
    ...(filter !== undefined && { since: readSince(filter) }),
    ...(orderBy !== undefined && { newestFirst: readOrder(orderBy) }),
    ...(expand !== undefined && { expand }),
  }
  return { ...startToken(call, given), more: options as unknown as Record<string, unknown> }
}

/** Only `receivedDateTime ge` or `gt` (concepts/delta-query-messages). */
function readSince(text: string): number {
  const filter = parseFilter(text)
  const isTime = filter.kind === 'compare' && filter.path.join('/') === 'receivedDateTime'
  const time = isTime ? Date.parse(String(filter.value)) : Number.NaN
  if (!isTime || !['ge', 'gt'].includes(filter.operator) || Number.isNaN(time)) {
    throw refuse.urlQuery(
      "Change tracking over messages supports '$filter' only with 'receivedDateTime ge' or 'receivedDateTime gt'.",
    )
  }
  return filter.operator === 'ge' ? time : time + 1
}

function readOrder(orderBy: NonNullable<QueryOptions['orderBy']>): true {
  const [first, ...more] = orderBy
  if (more.length === 0 && first?.name === 'receivedDateTime' && first.descending) return true
  throw refuse.urlQuery(
    "Change tracking over messages supports '$orderby' only with 'receivedDateTime desc'.",
  )
}

function refuseOthers(given: QueryOptions, names: (keyof QueryOptions)[], resource: string): void {
  const found = names.filter((name) => given[name] !== undefined && given[name] !== false)
  if (found.length === 0) return
  const shown = found.map((name) => `$${name.toLowerCase()}`).join(', ')
  throw refuse.urlQuery(
    `The following parameters are not supported with change tracking over the '${resource}' resource: '${shown}'.`,
  )
}

function pageSize(call: MailboxCall, { top }: QueryOptions): number {
  return Math.min(maxPageSize(call.request) ?? (top || defaultPage), call.limits.pageSize)
}

/** Ends with a link to the next page, or, when there is none, with one to the next round. */
function page(
  call: MailboxCall,
  place: string,
  items: string[],
  token: DeltaToken,
  next?: Partial<DeltaToken>,
  type = 'message',
): WireResponse {
  const { mailbox, request } = call
  const base = `${request.origin}${request.path}`
  const issued = mailbox.changeNumber
  const link =
    next === undefined
      ? { deltaLink: `${base}?$deltatoken=${writeToken(nextRound(token, issued), mailbox, place)}` }
      : { nextLink: `${base}?$skiptoken=${writeToken({ ...token, ...next, issued }, mailbox, place)}` }
  const size = maxPageSize(request)
  const applied: Record<string, string> =
    size === undefined ? {} : { 'preference-applied': `odata.maxpagesize=${size}` }
  return collection(`${versionRoot(request)}/$metadata#Collection(${type})`, items, link, applied)
}

/** A listing by time of receipt tells the state at its start and later; a page of the log everything until now. */
function nextRound(token: DeltaToken, issued: number): DeltaToken {
  const options = token.more as Options | undefined
  const listed = token.start > 0 && (options?.newestFirst || options?.since !== undefined)
  const after = listed ? token.start : issued
  if (options === undefined) return { ...token, after, start: 0, issued }
  const { before: _, ...rest } = options
  return { ...token, after, start: 0, issued, more: { ...rest, round: after } }
}
