import { expect, test } from 'vitest'
import { permissionsFor, rolesFor } from '../../components/wants.ts'
import { consentScript, policyScript, registerScript, scopeScript, secretScript } from './scripts.ts'

const contacts = ['Application Contacts.ReadWrite']
const known = { name: 'Tandem-2', tenantId: 'contoso.com', clientId: '9d2f6c18-7a43-4e05-b8d1-2c6e0f95a47b' }

test('every script carries the name with the attempt, the tenant and the application', () => {
  expect(registerScript(known)).toContain("-DisplayName 'Tandem-2'")
  for (const script of [
    consentScript(known, ['User.Read.All']),
    scopeScript(known, '', contacts),
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
  expect(scopeScript(known, 'agents@contoso.com', contacts)).toContain("Get-Group 'agents@contoso.com'")
  expect(policyScript(known, '')).toContain('Read-Host')
})

test('a quote in what was typed cannot end the text in the script', () => {
  expect(scopeScript(known, "x'; Remove-Mailbox ’y", contacts)).toContain(
    "Get-Group 'x''; Remove-Mailbox ''y'",
  )
})

test('what is wanted decides permissions and roles; what has no role in Exchange is granted in Entra', () => {
  const wanted = { contacts: true, calendar: true, tasks: true, send: true, readMail: false }
  expect(permissionsFor(wanted, false)).toEqual([
    'Contacts.ReadWrite',
    'Calendars.ReadWrite',
    'Tasks.ReadWrite.All',
    'Mail.Send',
    'User.Read.All',
  ])
  expect(permissionsFor(wanted, true)).toEqual(['Tasks.ReadWrite.All', 'User.Read.All'])
  const script = scopeScript(known, '', rolesFor(wanted))
  expect(script.match(/-Role '[^']+'/g)).toEqual([
    "-Role 'Application Contacts.ReadWrite'",
    "-Role 'Application Calendars.ReadWrite'",
    "-Role 'Application Mail.Send'",
  ])
})
