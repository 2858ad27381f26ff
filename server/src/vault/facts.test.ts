import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
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
  const pem = execFileSync(
    'openssl',
    'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout /dev/null -subj /CN=tandem -days 30'.split(
      ' ',
    ),
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  )
  const thumbprint = execFileSync('openssl', ['x509', '-fingerprint', '-sha1', '-noout'], {
    input: pem,
    encoding: 'utf8',
  })
    .split('=')[1]
    ?.trim()
    .replaceAll(':', '')
  const facts = credentialFacts({ kind: 'certificate', certificate: pem })
  expect(facts.fingerprint).toBe(thumbprint)
  const days = (Date.parse(facts.expiresAt ?? '') - Date.now()) / 86_400_000
  expect(days).toBeGreaterThan(29)
  expect(days).toBeLessThan(31)
})
