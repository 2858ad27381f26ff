import { expect, test } from 'vitest'
import type { Contact } from '../../shapes.ts'
import {
  type ContactPages,
  insertContact,
  loadedContacts,
  removeContact,
  replaceContact,
} from './contact-pages.ts'

const mailboxId = '00000000-0000-4000-8000-000000000000'

function contact(id: string, displayName: string, version = 1): Contact {
  const at = '2026-11-21T02:00:00Z'
  return {
    id,
    mailboxId,
    version,
    displayName,
    createdAt: at,
    updatedAt: at,
    syncState: 'synced',
    hasConflict: false,
  }
}

function pagesOf(names: string[][], hasMore: boolean): ContactPages {
  const pages = names.map((page, index) => ({
    items: page.map((name) => contact(name, name)),
    nextCursor: hasMore || index < names.length - 1 ? `after ${index}` : null,
    ...(index === 0 && { total: 100 }),
  }))
  return { pages, pageParams: names.map((_, index) => (index === 0 ? undefined : `after ${index - 1}`)) }
}

const names = (pages: ContactPages) => loadedContacts(pages).map((item) => item.displayName)

test('a newer state replaces the older one in its place, an older one does not come back', () => {
  const pages = pagesOf([['Ada', 'Bea'], ['Cid']], false)
  const renamed = replaceContact(pages, contact('Bea', 'Zoë', 3))
  expect(names(renamed)).toEqual(['Ada', 'Zoë', 'Cid'])
  expect(names(replaceContact(renamed, contact('Bea', 'Bea', 2)))).toEqual(['Ada', 'Zoë', 'Cid'])
})

test('pages that do not hold a contact stay the same objects, so that nothing is drawn again', () => {
  const pages = pagesOf([['Ada'], ['Bea']], false)
  expect(replaceContact(pages, contact('Xy', 'Xy'))).toBe(pages)
  expect(removeContact(pages, 'Xy')).toBe(pages)
  expect(replaceContact(pages, contact('Bea', 'Bo', 2)).pages[0]).toBe(pages.pages[0])
})

test('a new contact goes where its name belongs, whatever its accents and case', () => {
  const pages = pagesOf(
    [
      ['Ada', 'Bea'],
      ['Émile', 'Fay'],
    ],
    false,
  )
  expect(names(insertContact(pages, contact('n', 'eduard')))).toEqual([
    'Ada',
    'Bea',
    'eduard',
    'Émile',
    'Fay',
  ])
  expect(names(insertContact(pages, contact('n', 'Zoë'))).at(-1)).toBe('Zoë')
})

test('a new contact behind what is loaded is only counted: it comes with its page', () => {
  const pages = pagesOf([['Ada', 'Bea']], true)
  const after = insertContact(pages, contact('n', 'Zoë'))
  expect(names(after)).toEqual(['Ada', 'Bea'])
  expect(after.pages[0]?.total).toBe(101)
})

test('the first contact of an empty mailbox appears', () => {
  expect(names(insertContact(pagesOf([[]], false), contact('n', 'Ada')))).toEqual(['Ada'])
})

test('a contact that comes as new while it is there is not doubled', () => {
  const pages = pagesOf([['Ada', 'Bea']], false)
  const after = insertContact(pages, contact('Bea', 'Bea B.', 2))
  expect(names(after)).toEqual(['Ada', 'Bea B.'])
  expect(after.pages[0]?.total).toBe(100)
})

test('removing counts one less, once', () => {
  const after = removeContact(removeContact(pagesOf([['Ada', 'Bea']], false), 'Ada'), 'Ada')
  expect(names(after)).toEqual(['Bea'])
  expect(after.pages[0]?.total).toBe(99)
})

test('a contact that a moved page boundary shows twice stands once', () => {
  expect(
    names(
      pagesOf(
        [
          ['Ada', 'Bea'],
          ['Bea', 'Cid'],
        ],
        false,
      ),
    ),
  ).toEqual(['Ada', 'Bea', 'Cid'])
})
