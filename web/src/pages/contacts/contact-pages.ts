import type { InfiniteData } from '@tanstack/react-query'
import type { Contact, ContactPage } from '../../shapes.ts'
import { contactName } from './contact-name.ts'

/** The loaded part of a list of contacts: pages in the server's order. */
export type ContactPages = InfiniteData<ContactPage, string | undefined>

// One for all: making a collator costs more than a thousand comparisons.
const byName = new Intl.Collator(undefined, { sensitivity: 'base' })

/** Puts the newer state of a contact in its place; nothing moves under the reader's eyes. */
export function replaceContact(pages: ContactPages, contact: Contact): ContactPages {
  return mapPages(pages, (items) => {
    const at = items.findIndex((item) => item.id === contact.id)
    const there = items[at]
    if (there === undefined || there.version > contact.version) return items
    return items.with(at, contact)
  })
}

/** Takes a contact out, and counts one less. */
export function removeContact(pages: ContactPages, id: string): ContactPages {
  if (!holdsContact(pages, id)) return pages
  const without = mapPages(pages, (items) => items.filter((item) => item.id !== id))
  return addToTotal(without, -1)
}

/**
 * Puts a new contact where its name belongs among those loaded. One that belongs behind the last loaded page is only
 * counted: it comes with its page.
 */
export function insertContact(pages: ContactPages, contact: Contact): ContactPages {
  if (holdsContact(pages, contact.id)) return replaceContact(pages, contact)
  const name = contactName(contact)
  const last = pages.pages.length - 1
  const behind = (item: Contact) => byName.compare(contactName(item), name) > 0
  const at = pages.pages.findIndex((page) => page.items.some(behind))
  const target = at >= 0 ? at : pages.pages[last]?.nextCursor === null ? last : -1
  if (target < 0) return addToTotal(pages, 1)
  const added = pages.pages.map((page, index) => {
    if (index !== target) return page
    const before = page.items.findIndex(behind)
    return { ...page, items: page.items.toSpliced(before < 0 ? page.items.length : before, 0, contact) }
  })
  return addToTotal({ ...pages, pages: added }, 1)
}

/** All loaded contacts in order; one that a moved page boundary shows twice stands once. */
export function loadedContacts(pages: ContactPages | undefined): Contact[] {
  if (pages === undefined) return []
  const seen = new Map<string, Contact>()
  for (const page of pages.pages)
    for (const item of page.items) if (!seen.has(item.id)) seen.set(item.id, item)
  return [...seen.values()]
}

function holdsContact(pages: ContactPages, id: string): boolean {
  return pages.pages.some((page) => page.items.some((item) => item.id === id))
}

function mapPages(pages: ContactPages, change: (items: Contact[]) => Contact[]): ContactPages {
  let changed = false
  const next = pages.pages.map((page) => {
    const items = change(page.items)
    if (
      items === page.items ||
      (items.length === page.items.length && items.every((item, i) => item === page.items[i]))
    )
      return page
    changed = true
    return { ...page, items }
  })
  return changed ? { ...pages, pages: next } : pages
}

function addToTotal(pages: ContactPages, by: number): ContactPages {
  const next = pages.pages.map((page) =>
    page.total === undefined ? page : { ...page, total: page.total + by },
  )
  return { ...pages, pages: next }
}
