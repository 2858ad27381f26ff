import { expect, test } from 'vitest'
import { graphCredential, graphSettings, looksLikeSecretId } from './settings.ts'

const tenantId = '4b7c9a52-3f1e-4d86-9c0a-5e2d8f6b1a37'
const clientId = '9d2f6c18-7a43-4e05-b8d1-2c6e0f95a47b'

test('values are taken as pasted: blanks and quotes around them go', () => {
  expect(graphSettings.parse({ tenantId: `  "${tenantId}" `, clientId: `“${clientId}”\n` })).toEqual({
    tenantId,
    clientId,
  })
})

test('a tenant may be named by its domain', () => {
  expect(graphSettings.parse({ tenantId: 'contoso.onmicrosoft.com', clientId }).tenantId).toBe(
    'contoso.onmicrosoft.com',
  )
})

test('every problem says where to look, at its field', () => {
  const read = graphSettings.safeParse({ tenantId: 'Contoso Ltd', clientId: 'Tandem-1' })
  const problems = read.error!.issues.map(({ path, message }) => [path.join('.'), message])
  expect(problems).toEqual([
    ['tenantId', expect.stringMatching(/“Contoso Ltd” is neither.*Overview/)],
    ['clientId', expect.stringMatching(/“Tandem-1” is not an application id.*App registrations/)],
  ])
})

test('a secret pasted into a field of the settings is not repeated in the problem', () => {
  const secret = 'Abc8Q~thisisasecretvalueofthirtysevenchars'
  const read = graphSettings.safeParse({ tenantId: secret, clientId: secret })
  const told = JSON.stringify(read.error!.issues.map(({ message }) => message))
  expect(told).toContain('“Abc8…” is not an application id')
  expect(told).not.toContain('secretvalue')
})

test('the Secret ID is known by its shape', () => {
  expect(looksLikeSecretId(' 3f2a0000-1111-4222-8333-44445555c1d0 ')).toBe(true)
  expect(looksLikeSecretId('Abc8Q~thisisasecretvalueofthirtysevenchars')).toBe(false)
})

test('a secret must not be empty, a certificate must be one', () => {
  expect(graphCredential.safeParse({ kind: 'secret', value: '  ' }).success).toBe(false)
  expect(graphCredential.parse({ kind: 'secret', value: " 'a~b' " })).toEqual({
    kind: 'secret',
    value: 'a~b',
  })
  const read = graphCredential.safeParse({ kind: 'certificate', certificate: 'x', privateKey: 'y' })
  expect(read.error!.issues.map(({ path }) => path.join('.'))).toEqual(['certificate', 'privateKey'])
})
