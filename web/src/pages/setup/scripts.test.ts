import { expect, test } from 'vitest'
import { consentScript, policyScript, registerScript, scopeScript, secretScript } from './scripts.ts'

const known = { name: 'Tandem-2', tenantId: 'contoso.com', clientId: '9d2f6c18-7a43-4e05-b8d1-2c6e0f95a47b' }

test('every script carries the name with the attempt, the tenant and the application', () => {
  expect(registerScript(known)).toContain("-DisplayName 'Tandem-2'")
  for (const script of [
    consentScript(known, ['User.Read.All']),
    scopeScript(known, ''),
    secretScript(known),
  ]) {
    expect(script).toContain("-TenantId 'contoso.com'")
    expect(script).toContain(known.clientId)
  }
})

test('the consent script grants exactly the permissions that are asked for', () => {
  const script = consentScript(known, ['Contacts.ReadWrite', 'User.Read.All'])
  expect(script.match(/Value -eq '[^']+'/g)).toEqual([
    "Value -eq 'Contacts.ReadWrite'",
    "Value -eq 'User.Read.All'",
  ])
})

test('a group is put in, and asked for when it is not known', () => {
  expect(scopeScript(known, 'agents@contoso.com')).toContain("Get-Group 'agents@contoso.com'")
  expect(policyScript(known, '')).toContain('Read-Host')
})

test('a quote in what was typed cannot end the text in the script', () => {
  expect(scopeScript(known, "x'; Remove-Mailbox ’y")).toContain("Get-Group 'x''; Remove-Mailbox ''y'")
})
