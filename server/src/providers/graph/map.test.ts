import { expect, test } from 'vitest'
import { createBody, editBody, itemFields, operationProperty, versioned } from './map.ts'

test('what the service adds to a contact is left out, and what is empty is absent', () => {
  const item = {
    '@odata.type': '#microsoft.graph.contact',
    '@odata.etag': 'W/"EQAA"',
    id: 'AAMk',
    changeKey: 'EQAA',
    createdDateTime: '2026-01-01T00:00:00Z',
    lastModifiedDateTime: '2026-01-02T00:00:00Z',
    parentFolderId: 'folder',
    primaryEmailAddress: { name: 'Ζ', address: 'z@x.example' },
    displayName: 'Ζωή',
    nickName: null,
    businessPhones: [],
    homeAddress: {},
    emailAddresses: [{ name: 'Ζ', address: 'z@x.example' }],
    birthday: '1974-07-22T00:00:00Z',
  }
  expect(itemFields(item)).toEqual({
    birthday: '1974-07-22T11:59:00Z',
    displayName: 'Ζωή',
    emailAddresses: [{ address: 'z@x.example', name: 'Ζ' }],
  })
  expect(versioned(item)).toMatchObject({
    ref: 'AAMk',
    version: 'EQAA',
    changedAt: '2026-01-02T00:00:00Z',
    private: false,
  })
})

test('the version is read from the ETag where there is no change key', () => {
  expect(versioned({ id: 'a', '@odata.etag': 'W/"EQAAABYA"' }).version).toBe('EQAAABYA')
})

test('a create carries our operation', () => {
  expect(createBody({ displayName: 'A', nickName: null }, 'op-1')).toEqual({
    displayName: 'A',
    singleValueExtendedProperties: [{ id: operationProperty, value: 'op-1' }],
  })
})

test('an edit empties lists with [], names all parts of an address, and leaves the rest alone', () => {
  const changes = {
    displayName: null,
    businessPhones: undefined,
    categories: null,
    homeAddress: { city: 'Leeds' },
  }
  expect(editBody(changes as never)).toEqual({
    displayName: null,
    categories: [],
    homeAddress: { street: null, city: 'Leeds', state: null, postalCode: null, countryOrRegion: null },
  })
})
