import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fillScript, quoted } from './fill-script.ts'
import { guides } from './guides.ts'
import { grantedFor, rolesFor } from './permissions.ts'

const guide = guides.graph!
const templates = Object.entries(guide.scripts)
const known = {
  applicationName: 'Tandem-2',
  tenantId: '4b7c9a52-3f1e-4d86-9c0a-5e2d8f6b1a37',
  clientId: '9d2f6c18-7a43-4e05-b8d1-2c6e0f95a47b',
  group: 'agents@contoso.com',
  testMailbox: 'ada@contoso.com',
  permissions: ['Contacts.ReadWrite', 'User.Read.All'],
  roles: ['Application Contacts.ReadWrite'],
}

/**
 * What PowerShell reads at the beginning of `text`: a text in single quotes, whose inside is told and whose end is where a
 * single quote of any of the five kinds is not followed by another one (its tokenizer, CharTraits.IsSingleQuote).
 */
function readText(text: string): { value: string; rest: string } {
  const isQuote = (char: string | undefined) => char !== undefined && /['‘’‚‛]/.test(char)
  if (!isQuote(text[0])) throw new Error(`No text begins here: ${text}`)
  let value = ''
  for (let at = 1; at < text.length; at++) {
    if (!isQuote(text[at])) value += text[at]
    else if (isQuote(text[at + 1])) value += text[++at]
    else return { value, rest: text.slice(at + 1) }
  }
  throw new Error(`A text without an end: ${text}`)
}

const nasty = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1 }),
  fc
    .array(
      fc.constantFrom(
        ...["'", '’', '‘', '‚', '‛', '"', '$(Remove-Mailbox x)', '`', ';', '}}', '{{group}}', '$&', '\n'],
        ...['عمر', '張', "O'Shea", '#', '@{', '|', '--%'],
      ),
      { minLength: 1, maxLength: 6 },
    )
    .map((parts) => parts.join('')),
)

test('a value is one text for PowerShell, whatever stands in it, and reads as it was', () => {
  fc.assert(
    fc.property(nasty, (value) => {
      const { value: read, rest } = readText(quoted(value))
      expect([read, rest]).toEqual([value.replace(/\p{Cc}/gu, ' '), ''])
    }),
    { numRuns: 500 },
  )
})

test.each(templates)(
  '%s: a value changes its own line and no other, whatever stands in it',
  (_, template) => {
    const plain = fillScript(template, known, guide.asks).split('\n')
    fc.assert(
      fc.property(nasty, (value) => {
        const filled = fillScript(template, { ...known, group: value, applicationName: value }, guide.asks)
        const lines = filled.split('\n')
        expect(lines).toHaveLength(plain.length)
        for (const [place, line] of lines.entries()) {
          const variable = /^\$(group|name) = (.*)$/s.exec(line)
          if (variable) expect(readText(variable[2]!).rest).toBe('')
          else expect(line).toBe(plain[place])
        }
      }),
      { numRuns: 100 },
    )
  },
)

test.each(templates)(
  '%s: values stand at the top, each in a line of its own, and every variable has one',
  (_, template) => {
    for (const line of template.split('\n').filter((one) => one.includes('{{')))
      expect(line).toMatch(/^\$[a-zA-Z]+ = \{\{\w+\}\}$/)
    const set = new Set(['_', ...[...template.matchAll(/\$(\w+)(?= = | in )/g)].map((match) => match[1])])
    for (const [, name] of template.matchAll(/\$(\w+)/g)) expect(set).toContain(name)
  },
)

test.each(templates)(
  '%s: what is opened is closed, and every command is one of the modules of today',
  (_, template) => {
    const code = template.replace(/^\s*#.*$/gm, '')
    const depth = { '(': 0, '{': 0 }
    for (const char of code.replace(/"[^"]*"|'[^']*'/g, '').replace(/\{\{|\}\}/g, '')) {
      if (char === '(' || char === '{') depth[char]++
      if (char === ')') depth['(']--
      if (char === '}') depth['{']--
      expect(Math.min(...Object.values(depth))).toBeGreaterThanOrEqual(0)
    }
    expect(depth).toEqual({ '(': 0, '{': 0 })
    const commands = code.match(/\b[A-Z][a-z]+-[A-Z]\w+/g) ?? []
    for (const command of commands) expect(todays).toContain(command)
    expect(template).not.toMatch(/AzureAD\b(?!MyOrg)|MSOnline|Msol|-Credential\b/)
    expect(code.includes('-Mg') && !code.includes('Connect-MgGraph')).toBe(false)
  },
)

/** Microsoft.Graph, ExchangeOnlineManagement (office-docs-powershell, exchange-ps) and PowerShell's own. */
const todays = [
  ...['Connect-MgGraph', 'Get-MgContext', 'Get-MgApplication', 'New-MgApplication', 'Update-MgApplication'],
  ...['Get-MgServicePrincipal', 'New-MgServicePrincipal', 'Add-MgApplicationPassword'],
  ...['Get-MgServicePrincipalAppRoleAssignment', 'New-MgServicePrincipalAppRoleAssignment'],
  ...['Connect-ExchangeOnline', 'Get-DistributionGroup', 'New-DistributionGroup', 'Get-ServicePrincipal'],
  ...['New-ServicePrincipal', 'Get-ManagementScope', 'New-ManagementScope', 'Get-ManagementRoleAssignment'],
  ...['New-ManagementRoleAssignment', 'Test-ServicePrincipalAuthorization'],
  ...['New-ApplicationAccessPolicy', 'Test-ApplicationAccessPolicy'],
  ...['Out-Null', 'Where-Object', 'ForEach-Object', 'Format-Table', 'Format-List', 'Get-Date'],
]

test('what is not known yet is asked for by the script in the words of the page', () => {
  const script = fillScript(guide.scripts['scope.ps1']!, { applicationName: 'Tandem-1' }, guide.asks)
  expect(script).toContain("$clientId = (Read-Host 'Application (client) ID')")
  expect(script).toContain("$group = (Read-Host 'Address of the group')")
})

test('what is wanted decides permissions and roles; beside roles only what has none is granted in Entra', () => {
  const wanted = { contacts: true, calendar: true, tasks: true, send: true, readMail: false }
  const names = (scope: string) => grantedFor(guide, wanted, scope).map(({ permission }) => permission)
  expect(names('all')).toEqual([
    ...['Contacts.ReadWrite', 'Calendars.ReadWrite', 'Tasks.ReadWrite.All', 'Mail.Send', 'User.Read.All'],
  ])
  expect(names('policy')).toEqual(names('all'))
  expect(names('group')).toEqual(['Tasks.ReadWrite.All', 'User.Read.All'])
  expect(rolesFor(guide, wanted)).toEqual([
    'Application Contacts.ReadWrite',
    'Application Calendars.ReadWrite',
    'Application Mail.Send',
  ])
  const script = fillScript(guide.scripts['permissions.ps1']!, { ...known, permissions: names('group') }, {})
  expect(script).toContain("$permissions = 'Tasks.ReadWrite.All', 'User.Read.All'")
})
