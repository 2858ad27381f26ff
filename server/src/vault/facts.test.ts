import { expect, test } from 'vitest'
import { certificates } from '../../testing/certificates.ts'
import { credentialFacts } from './facts.ts'

test('of a secret only its kind, last four characters, the start of its digest and its end date are told', () => {
  const value = 'Zq8~secret-value-0123456789abcdefghij.KLMN'
  const facts = credentialFacts({ kind: 'secret', value, expiresAt: '2027-03-01' })
  expect(facts).toEqual({
    kind: 'secret',
    lastFour: 'KLMN',
    fingerprint: expect.stringMatching(/^[0-9a-f]{12}$/),
    expiresAt: '2027-03-01',
  })
  expect(credentialFacts({ kind: 'secret', value: `${value}x` }).fingerprint).not.toBe(facts.fingerprint)
})

test('of a certificate the thumbprint is told as the directory shows it, and its end date is read from it', () => {
  const { certificate, thumbprint, endsAt } = certificates.one
  expect(credentialFacts({ kind: 'certificate', certificate })).toEqual({
    kind: 'certificate',
    lastFour: thumbprint.slice(-4),
    fingerprint: thumbprint,
    expiresAt: endsAt,
    certificate,
  })
})
