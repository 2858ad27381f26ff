import { contactFields } from '@tandem/model/contact.ts'
import { expect, test } from 'vitest'
import { type Draft, draftProblem, fromDraft, readable, toDraft } from './field-draft.ts'
import { fieldGroups, fieldNamed } from './field-list.ts'

const field = (name: string) => fieldNamed(name) ?? expect.fail(`no field ${name}`)

test('the panel knows every writable field once', () => {
  const shown = fieldGroups.flatMap((group) => group.fields).map(({ name }) => name)
  expect(shown.toSorted()).toEqual(Object.keys(contactFields.shape).toSorted())
})

test('what is shown for typing gives the same value back', () => {
  const contact = {
    emailAddresses: [
      { name: 'Ada', address: 'ada@example.org' },
      { name: 'b@example.org', address: 'b@example.org' },
    ],
    businessPhones: ['+1 2', '3'],
    birthday: '1980-02-29T11:59:00Z',
    homeAddress: {
      street: '1 Quay',
      city: 'Porto',
      postalCode: null,
      state: null,
      countryOrRegion: 'Portugal',
    },
    personalNotes: 'two\nlines',
  }
  for (const name of Object.keys(contact)) {
    expect(fromDraft(field(name), toDraft(field(name), contact))).toEqual({
      [name]: contact[name as keyof typeof contact],
    })
  }
})

test('an emptied field becomes null, an emptied list an empty one', () => {
  expect(fromDraft(field('companyName'), { value: '  ' })).toEqual({ companyName: null })
  expect(fromDraft(field('birthday'), { value: '' })).toEqual({ birthday: null })
  expect(fromDraft(field('businessPhones'), { value: '\n' })).toEqual({ businessPhones: [] })
  expect(fromDraft(field('homeAddress'), { street: ' ', city: '' })).toEqual({ homeAddress: null })
})

test('more lines than the mailbox keeps, and addresses without @, are said before saving', () => {
  const problem = (name: string, draft: Draft) => draftProblem(field(name), draft)
  expect(problem('businessPhones', { value: '1\n2\n3' })).toMatch(/at most 2; there are 3/)
  expect(problem('emailAddresses', { value: 'Ada <ada.example>' })).toMatch(/“ada.example” is not an e-mail/)
  expect(problem('emailAddresses', { value: 'Ada <ada@example.org>\nb@c' })).toBeUndefined()
})

test('an address reads as on an envelope', () => {
  const value = { street: '1 Quay', city: 'Boston', state: 'MA', postalCode: '02110', countryOrRegion: null }
  expect(readable(field('homeAddress'), value)).toBe('1 Quay\n02110 Boston MA')
})
