import type { QueryKey } from '@tanstack/react-query'
import { ApiProblem, contacts } from '../../api.ts'
import { keys } from '../../keys.ts'
import type { LiveEvent } from '../../live-events.ts'
import { queryClient } from '../../query-client.ts'
import type { Contact } from '../../shapes.ts'
import { type ContactPages, insertContact, removeContact, replaceContact } from './contact-pages.ts'

type ChangeEvent = Extract<LiveEvent, { topic: 'change' }>

/** Up to so many changed contacts are read one by one; with more, the lists in view are read anew. */
const fewEnough = 30

/** Milliseconds until an edit that is being sent is looked at again. */
const askAgainAfter = 200

/** Brings changed contacts into every list and panel that shows them, without moving what is being read. */
export async function followChanges(changes: ChangeEvent[]): Promise<void> {
  const newest = new Map(changes.map((change) => [change.recordId, change]))
  const needed = [...newest.values()].filter((change) => isListed(change.mailboxId) && !isKnown(change))
  if (needed.length > fewEnough) return rereadSoon(new Set(needed.map((change) => change.mailboxId)))
  await Promise.all(needed.map((change) => follow(change.mailboxId, change.recordId)))
  for (const mailboxId of new Set(needed.map((change) => change.mailboxId))) await searchAgain(mailboxId)
}

/**
 * Asks again about contacts shown as on their way, refused or in conflict: an edit that arrived and a decision that left
 * all as it was change no field, so no change tells them.
 */
export async function followUnsettled(): Promise<void> {
  // The answer would show the contact as it was before an edit that is being sent just now.
  while (queryClient.isMutating() > 0) await new Promise((done) => setTimeout(done, askAgainAfter))
  const lists = queryClient.getQueriesData<ContactPages>({ queryKey: ['contacts'], type: 'active' })
  const unsettled = lists.flatMap(([, pages]) =>
    (pages?.pages ?? []).flatMap((page) =>
      page.items.filter((item) => item.syncState !== 'synced' || item.hasConflict),
    ),
  )
  if (unsettled.length > fewEnough) return rereadSoon(new Set(unsettled.map((item) => item.mailboxId)))
  await Promise.all(unsettled.map((item) => follow(item.mailboxId, item.id)))
}

/** Shows `contact` wherever it stands; new ones only in lists without a search, which alone know its place. */
export function showContact(contact: Contact): void {
  queryClient.setQueryData<Contact>(keys.contact(contact.mailboxId, contact.id), contact)
  forEachList(contact.mailboxId, (pages, search) =>
    search === '' ? insertContact(pages, contact) : replaceContact(pages, contact),
  )
}

/** Takes a contact out of every list. */
export function hideContact(mailboxId: string, id: string): void {
  forEachList(mailboxId, (pages) => removeContact(pages, id))
}

/** Reads a contact anew and shows it wherever it stands, or takes it away if it is gone. */
export async function follow(mailboxId: string, id: string): Promise<void> {
  try {
    showContact(await contacts.get(mailboxId, id))
  } catch (error) {
    if (!(error instanceof ApiProblem && error.status === 404)) return rereadSoon(new Set([mailboxId]))
    hideContact(mailboxId, id)
    queryClient.setQueryData(keys.contact(mailboxId, id), null)
  }
}

/** What matches a search only the server knows. */
async function searchAgain(mailboxId: string): Promise<void> {
  const found = queryClient.getQueryCache().findAll({ queryKey: keys.contacts(mailboxId), type: 'active' })
  for (const { queryKey } of found)
    if (searchOf(queryKey) !== '') await queryClient.invalidateQueries({ queryKey })
}

function isListed(mailboxId: string): boolean {
  return queryClient.getQueryCache().findAll({ queryKey: keys.contacts(mailboxId) }).length > 0
}

/** Our own edits come back as changes; what we hold already needs no reading. */
function isKnown(change: ChangeEvent): boolean {
  const held = queryClient.getQueryData<Contact | null>(keys.contact(change.mailboxId, change.recordId))
  if (held === null) return change.operation === 'delete'
  return held !== undefined && change.operation !== 'delete' && held.version >= change.version
}

/** Milliseconds between two readings of lists in which much changes. */
const rereadAfter = 1500
const waiting = new Map<string, ReturnType<typeof setTimeout>>()

function rereadSoon(mailboxIds: Set<string>): void {
  for (const id of mailboxIds) if (!waiting.has(id)) waiting.set(id, setTimeout(reread, rereadAfter, id))
}

function reread(mailboxId: string): void {
  waiting.delete(mailboxId)
  const queryKey = keys.contacts(mailboxId)
  // Reading many pages takes longer than the next burst; to begin again each time would never end.
  if (queryClient.isFetching({ queryKey }) > 0) {
    rereadSoon(new Set([mailboxId]))
    return
  }
  void queryClient.invalidateQueries({ queryKey })
  void queryClient.invalidateQueries({ queryKey: ['contact', mailboxId] })
}

function forEachList(mailboxId: string, change: (pages: ContactPages, search: string) => ContactPages): void {
  const lists = queryClient.getQueriesData<ContactPages>({ queryKey: keys.contacts(mailboxId) })
  for (const [queryKey, pages] of lists) {
    if (pages) queryClient.setQueryData<ContactPages>(queryKey, change(pages, searchOf(queryKey)))
  }
}

function searchOf(queryKey: QueryKey): string {
  return String(queryKey[2] ?? '')
}
