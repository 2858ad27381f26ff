import { expect, test } from 'vitest'
import { credentialEnd } from './credential-end.ts'

const of = (expiresAt: string | null, endsAt?: string | null) =>
  credentialEnd({
    credential: { kind: 'secret', lastFour: 'wxyz', fingerprint: 'f', expiresAt },
    directoryEnd: endsAt === undefined ? null : { endsAt, why: endsAt ? null : 'not-listed', readAt: '' },
  })

test('the directory goes before what was declared, which goes before nothing', () => {
  expect(of(null)).toEqual({ at: null, source: 'unknown', differs: false })
  expect(of('2027-03-01T00:00:00Z')).toMatchObject({ at: '2027-03-01T00:00:00Z', source: 'declared' })
  expect(of('2027-03-01T00:00:00Z', null)).toMatchObject({ source: 'declared', differs: false })
  expect(of(null, '2027-03-02T09:00:00Z')).toMatchObject({ at: '2027-03-02T09:00:00Z', source: 'directory' })
})

test('a declared day differs when it is another one than the directory’s, whatever the hour', () => {
  expect(of('2027-03-01T00:00:00Z', '2027-03-01T17:30:00Z').differs).toBe(false)
  expect(of('2027-03-01T00:00:00Z', '2027-06-01T17:30:00Z').differs).toBe(true)
})
