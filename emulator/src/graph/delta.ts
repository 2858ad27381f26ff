import { changesAfter, type FolderChange } from '../tenant/change-log.ts'
import type { ContactFolder } from '../tenant/types.ts'
import type { WireResponse } from '../wire.ts'
import {
  type MailboxCall,
  mailboxRoute,
  maxPageSize,
  type Route,
  versionRoot,
  wantsImmutableIds,
} from './call.ts'
import { folderJson, folderProperties } from './contact-folders.ts'
import { contactBytes, type Shape, shapeFor } from './contact-json.ts'
import { type DeltaToken, readToken, writeToken } from './delta-token.ts'
import { refuse } from './errors.ts'
import { changePage, checkNames, type QueryOptions, readOptions } from './odata.ts'
import { readContacts } from './permissions.ts'
import { folderOf } from './places.ts'
import { contactProperties } from './properties.ts'

/** Page size of a client that does not ask for one (contact-delta in the reference names none; ten is Outlook's usual one). */
const defaultPage = 10

/** Change tracking for contacts of a folder and for contact folders. */
export const deltaRoutes: Route[] = [
  mailboxRoute('GET', 'users/{user}/contacts/delta', readContacts, contactDelta),
  mailboxRoute('GET', 'users/{user}/contactFolders/{folder}/contacts/delta', readContacts, contactDelta),
  mailboxRoute('GET', 'users/{user}/contactFolders/delta', readContacts, folderDelta),
]

function contactDelta(call: MailboxCall): WireResponse {
  const folder = folderOf(call)
  const token = startOrContinue(call, 'Contacts', folder.id, Object.keys(contactProperties))
  const shape = shapeFor(token.select, wantsImmutableIds(call.request))
  const { changes, last, more } = changesAfter(folder, token.after, token.start, pageSize(call))
  const items: Buffer[] = []
  for (const change of changes) {
    const item = changeJson(change, shape, call)
    if (item !== undefined) items.push(item)
  }
  return deltaPage(call, 'contact', folder.id, items, token, more ? last : undefined)
}

function changeJson(change: FolderChange, shape: Shape, call: MailboxCall): Buffer | undefined {
  if (!('left' in change)) return contactBytes(change, shape)
  const id = shape.immutableIds ? change.immutableId : change.id
  if (shape.immutableIds && hasReturned(call, change.immutableId)) return undefined
  return removal(id)
}

/** A contact that left the folder and came back still has its immutable id: its removal must not follow its return. */
function hasReturned(call: MailboxCall, immutableId: string): boolean {
  return call.mailbox.contacts.get(immutableId)?.folderId === folderOf(call).id
}

/** All folders of the mailbox, the default one too; they are few, so a page is found by looking at all of them. */
function folderDelta(call: MailboxCall): WireResponse {
  const token = startOrContinue(call, 'ContactFolders', 'folders', folderProperties)
  const changed = [...call.mailbox.contactFolders.values()]
    .filter((folder) => folder.changed > token.after && isNews(folder, token))
    .sort((a, b) => a.changed - b.changed)
  const shown = changed.slice(0, pageSize(call))
  const items = shown.map((folder) => folderChangeJson(folder, token.select))
  const next = changed.length > shown.length ? shown.at(-1)?.changed : undefined
  return deltaPage(call, 'contactFolder', 'folders', items, token, next)
}

function isNews(folder: ContactFolder, token: DeltaToken): boolean {
  return !folder.deleted || (folder.created <= token.after && folder.changed > token.start)
}

function folderChangeJson(folder: ContactFolder, select: readonly string[] | undefined): Buffer {
  return folder.deleted ? removal(folder.id) : Buffer.from(folderJson(folder, select).slice(1))
}

/** The line for what is gone. */
export function removal(id: string): Buffer {
  return Buffer.from(`"id":"${id}","@removed":{"reason":"deleted"}}`)
}

/** Where the token of the request stands, or a first round. */
export function startOrContinue(
  call: MailboxCall,
  resource: string,
  place: string,
  properties: readonly string[],
): DeltaToken {
  const options = readOptions(call.request.query)
  refuseOthers(options, resource)
  const given = options.deltaToken || options.skipToken
  if (given) {
    const restartAt = `${call.request.origin}${call.request.path}?$deltatoken=`
    return readToken(given, call.mailbox, place, restartAt)
  }
  checkNames(options.select, properties, typeNames[resource] ?? resource)
  const { changeNumber } = call.mailbox
  return {
    after: 0,
    start: changeNumber,
    issued: changeNumber,
    ...(options.select && { select: options.select }),
  }
}

/** What a type is called, where its resource has another name. */
const typeNames: Record<string, string> = { Contacts: 'contact', ContactFolders: 'contactFolder' }

/** Change tracking takes none of the options that choose (`$select` where the resource allows it). */
export function refuseOthers(options: QueryOptions, resource: string, others: string[] = []): void {
  const given = [
    ...others,
    options.orderBy && '$orderby',
    options.filter !== undefined && '$filter',
    options.expand !== undefined && '$expand',
    options.search !== undefined && '$search',
    options.top !== undefined && '$top',
    options.skip !== undefined && '$skip',
    options.count && '$count',
  ].filter((name) => typeof name === 'string')
  if (given.length === 0) return
  throw refuse.urlQuery(
    `The following parameters are not supported with change tracking over the '${resource}' resource: '${given.join(', ')}'.`,
  )
}

/** How many lines a page of changes has. */
export function pageSize(call: MailboxCall): number {
  return Math.min(maxPageSize(call.request) ?? defaultPage, call.limits.pageSize)
}

/** Ends with a link to the next page (after change number `next`), or with one to the next round. */
export function deltaPage(
  call: MailboxCall,
  type: string,
  place: string,
  items: Buffer[],
  token: DeltaToken,
  next: number | undefined,
): WireResponse {
  const { mailbox, request } = call
  const base = `${request.origin}${request.path}`
  const issued = mailbox.changeNumber
  const link =
    next === undefined
      ? {
          deltaLink: `${base}?$deltatoken=${writeToken({ ...token, after: issued, start: 0, issued }, mailbox, place)}`,
        }
      : { nextLink: `${base}?$skiptoken=${writeToken({ ...token, after: next, issued }, mailbox, place)}` }
  const size = maxPageSize(request)
  const applied: Record<string, string> =
    size === undefined ? {} : { 'preference-applied': `odata.maxpagesize=${size}` }
  return changePage(`${versionRoot(request)}/$metadata#Collection(${type})`, type, items, link, applied)
}
