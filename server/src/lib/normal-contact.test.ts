import type { ContactFields } from '@tandem/model/contact.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { editedContact, normalChanges, normalContact } from './normal-contact.ts'

const text = fc.option(fc.string(), { nil: null })
const texts = fc.option(fc.array(fc.string()), { nil: undefined })
const address = fc.option(fc.record({ street: text, city: text }, { requiredKeys: [] }), { nil: null })
const contacts = fc.record(
  {
    displayName: text,
    givenName: text,
    birthday: fc.option(
      fc.date({ noInvalidDate: true, min: new Date(0) }).map((day) => day.toISOString()),
      { nil: null },
    ),
    businessPhones: texts,
    emailAddresses: fc.array(fc.record({ name: text, address: text }, { requiredKeys: [] })),
    homeAddress: address,
  },
  { requiredKeys: [] },
) as fc.Arbitrary<ContactFields>

test('the normal form of a normal form is the same', () => {
  fc.assert(
    fc.property(contacts, (fields) => {
      const normal = normalContact(fields)
      expect(normalContact(normal)).toEqual(normal)
      expect(JSON.stringify(normalContact(normal))).toBe(JSON.stringify(normal))
    }),
  )
})

test('what is empty is absent, whatever the way it is written', () => {
  const empty = {
    displayName: '',
    givenName: null,
    surname: undefined,
    businessPhones: [],
    categories: [''],
    homeAddress: { street: null, city: '' },
    emailAddresses: [{ name: null, address: undefined }],
  }
  expect(normalContact(empty)).toEqual({})
})

test('an edit followed by its reverse is the contact as it was', () => {
  fc.assert(
    fc.property(contacts, contacts, (fields, changes) => {
      const before = normalContact(fields)
      const after = editedContact(before, changes)
      const back = Object.fromEntries(
        Object.keys(normalChanges(changes)).map((name) => [
          name,
          before[name as keyof ContactFields] ?? null,
        ]),
      )
      expect(editedContact(after, back as Partial<ContactFields>)).toEqual(before)
    }),
  )
})

test('a birthday is its day, however the moment is written', () => {
  expect(normalContact({ birthday: '1974-07-22T00:00:00+02:00' })).toEqual({
    birthday: '1974-07-22T11:59:00Z',
  })
})
