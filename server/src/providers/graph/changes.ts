import type { ContactFields } from '@tandem/model/contact.ts'
import { ProviderError } from '../failures.ts'
import type { Change } from '../provider.ts'
import type { GraphClient } from './http.ts'
import { privateSensitivity, sensitivityProperty, versioned } from './map.ts'
import { ahead, contactsOf, type Page, readPage, readPages } from './pages.ts'
import { expandProperty, type MailboxPaths, query, withProperty } from './paths.ts'

/** Items on a page of a delta listing: the most that Outlook gives, as every page costs a request and a transaction. */
const deltaPageSize = 1000

/**
 * What changed in a folder, by delta. Cursors are the service's links without the host. Delta shows no extended
 * properties (contact-delta allows `$select` alone), so where private items are to be marked, the first page that brings
 * items is joined by one listing of them.
 */
export async function* readChanges(
  client: GraphClient,
  paths: MailboxPaths,
  wanted: { cursor: string | undefined; folder: string | undefined; markPrivate?: boolean },
): AsyncGenerator<Change<ContactFields>[]> {
  const { cursor, folder } = wanted
  const start = `${paths.contacts(folder)}/delta`
  const hidden = wanted.markPrivate ? lazily(() => privateRefs(client, paths, folder)) : undefined
  // A first reading surely brings items: both questions go out together.
  if (cursor === undefined && hidden) void ahead(hidden())
  let page: Page
  try {
    page = await deltaPage(client, cursorPath(cursor) ?? start)
  } catch (error) {
    if (cursor === undefined || !isExpired(error)) throw error
    yield [{ kind: 'reset' }]
    page = await deltaPage(client, start)
  }
  for (let restarts = 0; ; ) {
    yield await changesOf(page, hidden)
    if (page.next === undefined) return
    try {
      page = await deltaPage(client, page.next)
    } catch (error) {
      // The listing's own state can be lost between two of its pages: once more from the start, but not for ever.
      if (!isExpired(error) || restarts++ > 0) throw error
      yield [{ kind: 'reset' }]
      page = await deltaPage(client, start)
    }
  }
}

async function changesOf(
  page: Page,
  hidden: (() => Promise<Set<string>>) | undefined,
): Promise<Change<ContactFields>[]> {
  const contacts = contactsOf(page)
  const bringsItems = contacts.some((contact) => !('@removed' in contact))
  const privates = bringsItems ? await hidden?.() : undefined
  const changes = contacts.map(
    (contact): Change<ContactFields> =>
      '@removed' in contact
        ? { kind: 'delete', ref: contact.id }
        : { kind: 'upsert', ...versioned(contact), ...(privates && { private: privates.has(contact.id) }) },
  )
  const cursor = page.next ?? page.delta
  if (cursor === undefined) {
    throw new ProviderError({ kind: 'Unexpected', detail: 'A delta page came without a link to go on from' })
  }
  return [...changes, { kind: 'checkpoint', cursor, more: page.next !== undefined }]
}

function deltaPage(client: GraphClient, path: string): Promise<Page> {
  return readPage(client, { method: 'GET', path, prefer: [`odata.maxpagesize=${deltaPageSize}`] })
}

/** A stored cursor; one that does not look like ours is not sent anywhere. */
function cursorPath(cursor: string | undefined): string | undefined {
  if (cursor === undefined || cursor.startsWith('/v1.0/')) return cursor
  throw new ProviderError({ kind: 'CursorExpired', detail: 'The stored cursor is not one of this provider' })
}

function isExpired(error: unknown): boolean {
  return error instanceof ProviderError && error.failure.kind === 'CursorExpired'
}

/**
 * The private items of a folder; one that becomes private later comes in a delta by itself. Filtering by a numeric extended
 * property is documented (singleValueLegacyExtendedProperty-get), its quoting is not: where the filter is refused, all
 * items are listed with the property.
 */
async function privateRefs(
  client: GraphClient,
  paths: MailboxPaths,
  folder: string | undefined,
): Promise<Set<string>> {
  const $filter = withProperty(sensitivityProperty, privateSensitivity)
  const $expand = expandProperty(sensitivityProperty)
  const narrow = { $select: 'id', $top: 1000, $expand }
  try {
    return await listPrivate(client, `${paths.contacts(folder)}${query({ ...narrow, $filter })}`)
  } catch (error) {
    if (!(error instanceof ProviderError) || error.failure.kind !== 'Rejected') throw error
    return listPrivate(client, `${paths.contacts(folder)}${query(narrow)}`)
  }
}

async function listPrivate(client: GraphClient, path: string): Promise<Set<string>> {
  const refs = new Set<string>()
  for await (const page of readPages(client, { method: 'GET', path })) {
    for (const contact of contactsOf(page)) if (versioned(contact).private) refs.add(contact.id)
  }
  return refs
}

function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make()
    return made
  }
}
