import { expect, test } from 'vitest'
import {
  addressProblem,
  clientProblem,
  domainIn,
  expiryProblem,
  labelledIds,
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

test('a whole line is taken for its value, and a line of another value is told by its label', () => {
  expect(pasted(`Application (client) ID: ${client}`)).toBe(client)
  expect(pasted('Secret (Value):  AbC8Q~xY1z-0123456789_abc ')).toBe('AbC8Q~xY1z-0123456789_abc')
  expect(clientProblem(`Object ID : ${client}`, tenant)).toMatch(/This is the Object ID/)
  expect(tenantProblem(`Application (client) ID: ${client}`)).toMatch(/Directory \(tenant\) ID/)
  expect(tenantProblem(`Directory (tenant) ID\t: ${tenant}`)).toBeUndefined()
})

test('both ids are found in what the script printed, in either order', () => {
  const printed = `Application (client) ID: ${client} Directory (tenant) ID:   ${tenant}`
  expect(labelledIds(printed)).toEqual({ application: client, tenant })
  expect(labelledIds(`Directory (tenant) ID\n${tenant}\nApplication (client) ID\n${client}`)).toEqual({
    application: client,
    tenant,
  })
  expect(labelledIds(client)).toEqual({})
})

test('characters that nobody sees do not belong to a value', () => {
  expect(pasted(`\u200b${client}\ufeff`)).toBe(client)
  expect(pasted(`\u00a0\u202a${client}\u202c `)).toBe(client)
  expect(clientProblem(`${client}\u200d`, tenant)).toBeUndefined()
})

test('the domain of an address or of what was typed is told', () => {
  expect(domainIn(' ada@Contoso.com')).toBe('contoso.com')
  expect(domainIn('contoso')).toBeUndefined()
  expect(domainIn(tenant)).toBeUndefined()
})
