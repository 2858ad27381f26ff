/** Listing contacts: `$filter`, `$search`, `$orderby`, `$top`, `$skip`, `$expand` over one folder. */
import type { Contact, Mailbox } from '../tenant/types.ts'
import type { WireResponse } from '../wire.ts'
import { type MailboxCall, wantsImmutableIds } from './call.ts'
import { contactJson, propertyValue, shapeFor } from './contact-json.ts'
import { refuse } from './errors.ts'
import { normaliseFilterIds, parseExpand } from './extended-properties.ts'
import { type Filter, parseFilter, passes, usesOf } from './filter.ts'
import {
  checkNames,
  collection,
  comparison,
  linkWith,
  plainCount,
  type QueryOptions,
  readOptions,
} from './odata.ts'
import { contactProperties } from './properties.ts'

/** Outlook's page size when the client does not ask for one, and its greatest. */
const defaultTop = 10
const maxTop = 1000

/** Pages through the contacts of a folder. */
export function listContacts(call: MailboxCall, folderId: string, context: string): WireResponse {
  const { request, mailbox } = call
  const options = readOptions(request.query)
  checkNames(options.select, Object.keys(contactProperties), 'contact')
  const top = options.top ?? defaultTop
  if (top > maxTop)
    throw refuse.urlQuery(`The value of $top, ${top}, is greater than the maximum of ${maxTop}.`)
  const immutable = wantsImmutableIds(request)
  const expand = options.expand === undefined ? [] : parseExpand(options.expand)
  const skip = options.skip ?? 0
  const isWhole = options.count || options.orderBy !== undefined
  const limit = isWhole ? Number.POSITIVE_INFINITY : skip + top + 1
  const found = select(mailbox, folderId, options, immutable, limit)
  if (options.orderBy) {
    for (const { name } of options.orderBy) checkSortable(name)
    found.sort(comparison(options.orderBy, (contact, name) => propertyValue(contact, name, immutable)))
  }
  const page = found.slice(skip, skip + top)
  const shape = shapeFor(options.select, immutable)
  const items = page.map((contact) => withExtended(contactJson(contact, shape), contact, expand))
  return collection(context, items, {
    ...(options.count && { count: found.length }),
    ...(skip + top < found.length && top > 0 && { nextLink: linkWith(request, '$skip', String(skip + top)) }),
  })
}

/** `…/contacts/$count` */
export function countContacts(call: MailboxCall, folderId: string): WireResponse {
  const options = readOptions(call.request.query)
  return plainCount(select(call.mailbox, folderId, options, false, Number.POSITIVE_INFINITY).length)
}

/** A contact's JSON with the asked-for extended properties that it has. */
export function withExtended(text: string, contact: Contact, expand: readonly string[]): string {
  const values = expand
    .filter((id) => contact.extended[id] !== undefined)
    .map((id) => ({ id, value: contact.extended[id] }))
  if (values.length === 0) return text
  return `${text.slice(0, -1)},"singleValueExtendedProperties":${JSON.stringify(values)}}`
}

/** The first `limit` in the order in which the contacts were made, which no change disturbs: pages by `$skip` stay in step. */
function select(
  mailbox: Mailbox,
  folderId: string,
  { filter: filterText, search }: QueryOptions,
  immutable: boolean,
  limit: number,
): Contact[] {
  if (filterText !== undefined && search !== undefined) {
    throw refuse.urlQuery("The query parameter '$filter' is not supported with '$search'.")
  }
  const filter = filterText === undefined ? undefined : readFilter(filterText)
  const words = search === undefined ? [] : searchWords(search)
  const found: Contact[] = []
  for (const contact of mailbox.contacts.values()) {
    if (contact.folderId !== folderId) continue
    if (filter && !passes(filter, (name) => filterValue(contact, name, immutable))) continue
    if (words.length > 0 && !matches(contact, words)) continue
    found.push(contact)
    if (found.length === limit) break
  }
  return found
}

function readFilter(text: string): Filter {
  const filter = parseFilter(text)
  for (const { name, use } of usesOf(filter)) checkFilterable(name, use)
  normaliseFilterIds(filter)
  return filter
}

function checkFilterable(name: string, use: string): void {
  if (name === 'singleValueExtendedProperties' && use === 'any') return
  const property = Object.hasOwn(contactProperties, name) ? contactProperties[name] : undefined
  if (property === undefined) {
    throw refuse.badRequest(
      `Invalid filter clause: Could not find a property named '${name}' on type 'microsoft.graph.contact'.`,
    )
  }
  if (name === 'id' || name === 'changeKey') {
    throw refuse.property(`The property '${capital(name)}' does not support filtering.`)
  }
  const isCollection = property.type === 'strings' || property.type === 'emails'
  if (isCollection !== (use === 'any')) {
    throw refuse.badRequest(`Invalid filter clause: The property '${name}' cannot be used with '${use}'.`)
  }
}

function filterValue(contact: Contact, name: string, immutable: boolean): unknown {
  if (name !== 'singleValueExtendedProperties') return propertyValue(contact, name, immutable)
  return Object.entries(contact.extended).map(([id, value]) => ({ id, value }))
}

function checkSortable(name: string): void {
  const property = Object.hasOwn(contactProperties, name) ? contactProperties[name] : undefined
  if (property === undefined) {
    throw refuse.badRequest(`Could not find a property named '${name}' on type 'microsoft.graph.contact'.`)
  }
  if (name === 'id' || (property.type !== 'string' && property.type !== 'dateTime')) {
    throw refuse.property(`The property '${capital(name)}' does not support sorting.`)
  }
}

/** Which properties the service searches is not documented; names, company and addresses are what Outlook's search finds. */
const searched = ['displayName', 'givenName', 'surname', 'nickName', 'companyName', 'fileAs']

function searchWords(search: string): string[] {
  return search
    .replace(/^"|"$/g, '')
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
}

function matches(contact: Contact, words: string[]): boolean {
  const emails = propertyValue(contact, 'emailAddresses', false) as { address?: string }[]
  const texts = [...searched.map((name) => contact.fields[name]), ...emails.map((email) => email.address)]
  const present = texts.flatMap((text) =>
    typeof text === 'string' ? text.toLowerCase().split(/[\s,]+/) : [],
  )
  return words.every((word) => present.some((text) => text.startsWith(word)))
}

function capital(name: string): string {
  return name.slice(0, 1).toUpperCase() + name.slice(1)
}
