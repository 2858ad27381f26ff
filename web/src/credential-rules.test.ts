import { expect, test } from 'vitest'
import {
  addressProblem,
  clientProblem,
  expiryProblem,
  pasted,
  secretProblem,
  tenantProblem,
} from './credential-rules.ts'

const tenant = '4b7c9a52-3f1e-4d86-9c0a-5e2d8f6b1a37'
const client = '9d2f6c18-7a43-4e05-b8d1-2c6e0f95a47b'

test('a Secret ID in the place of the Value is told from it by its shape', () => {
  expect(secretProblem(` ${client} `)).toMatch(/Secret ID; we need the Value/)
  expect(secretProblem('AbC8Q~xY1z-0123456789_abcdefghijklmnop.qr')).toBeUndefined()
})

test('a shortened or cut secret is refused, an empty field is not nagged about', () => {
  expect(secretProblem('AbC***************')).toMatch(/shortened/)
  expect(secretProblem('AbC8Q~')).toMatch(/too short/)
  expect(secretProblem('AbC8Q~xY1z 0123456789_abc')).toMatch(/blanks/)
  expect(secretProblem('')).toBeUndefined()
})

test('a tenant is an id or a domain, and an e-mail address gets its own advice', () => {
  expect(tenantProblem(`"${tenant}"`)).toBeUndefined()
  expect(tenantProblem('contoso.onmicrosoft.com')).toBeUndefined()
  expect(tenantProblem('ada@contoso.com')).toMatch(/behind the @/)
  expect(tenantProblem(tenant.slice(0, -1))).toMatch(/31 letters and digits/)
})

test('the tenant’s id pasted twice is noticed', () => {
  expect(clientProblem(tenant.toUpperCase(), tenant)).toMatch(/tenant’s ID once more/)
  expect(clientProblem(client, tenant)).toBeUndefined()
  expect(clientProblem('Tandem-1', tenant)).toMatch(/not an ID/)
})

test('an expiry that is over or near is said, counted from the day it is seen on', () => {
  const today = new Date('2026-11-21T10:00:00Z')
  expect(expiryProblem('2026-11-20', today)).toMatch(/is over/)
  expect(expiryProblem('2026-11-21', today)).toMatch(/Only 0 days/)
  expect(expiryProblem('2026-12-11', today)).toMatch(/Only 20 days/)
  expect(expiryProblem('2027-11-20', today)).toBeUndefined()
})

test('quotes and blanks around a pasted value do not belong to it', () => {
  expect(pasted(' “abc” ')).toBe('abc')
  expect(addressProblem('no-at.example')).toMatch(/name@domain/)
  expect(addressProblem(' ada@contoso.com ')).toBeUndefined()
})
