import { recipient } from '@tandem/model/api/messages.ts'
import { expect, test } from 'vitest'
import { endsAddress, parseAddresses, typedAddressProblem } from './address-text.ts'

test('addresses are read with and without names, between commas, semicolons and lines', () => {
  const text =
    'ada@example.org; Grace Hopper <grace@example.org>,\n"Lovelace, Ada" <a.l@example.org>\tmailto:b@example.org'
  expect(parseAddresses(text)).toEqual([
    { name: '', address: 'ada@example.org' },
    { name: 'Grace Hopper', address: 'grace@example.org' },
    { name: 'Lovelace, Ada', address: 'a.l@example.org' },
    { name: '', address: 'b@example.org' },
  ])
})

test('a name with escaped quotes is read as it was meant, and one that repeats the address is left out', () => {
  expect(parseAddresses('"Ada \\"the first\\"" <ada@example.org>')[0]?.name).toBe('Ada "the first"')
  expect(parseAddresses('ADA@example.org <ada@example.org>')[0]?.name).toBe('')
})

test('nothing typed is no address', () => {
  expect(parseAddresses(' ;, \n')).toEqual([])
})

test('a comma ends an address, one within quotes does not', () => {
  expect(endsAddress('ada@example.org,')).toBe(true)
  expect(endsAddress('"Lovelace, Ada')).toBe(false)
  expect(endsAddress('Ada <ada@')).toBe(false)
})

test('what is wrong with an address is said', () => {
  expect(typedAddressProblem('ada@example.org')).toBeUndefined()
  expect(typedAddressProblem('björn@bücher.example')).toBeUndefined()
  expect(typedAddressProblem('ada')).toContain('no @')
  expect(typedAddressProblem('ada@@example.org')).toContain('more than one @')
  expect(typedAddressProblem('ada lovelace@example.org')).toContain('space')
  expect(typedAddressProblem('ada@example')).toContain('example')
  expect(typedAddressProblem('ada@example..org')).toContain('domain')
  expect(typedAddressProblem('@example.org')).toContain('whole')
})

test('what is found right here, the API takes', () => {
  for (const address of ['ada@example.org', 'björn@bücher.example', 'a+b@c.d']) {
    expect(recipient.safeParse({ address }).success).toBe(typedAddressProblem(address) === undefined)
  }
})
