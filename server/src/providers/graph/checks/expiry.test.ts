import { expect, test } from 'vitest'
import { makeKeys } from '../../../../../emulator/src/certificates.ts'
import type { GraphContext } from './context.ts'
import { expiry } from './expiry.ts'

test('a certificate says itself when it ends, whatever was entered', async () => {
  const { signing, signingKey } = await makeKeys()
  const credential = {
    kind: 'certificate',
    certificate: signing,
    privateKey: signingKey,
    expiresAt: '2020-01-01T00:00:00Z',
  }
  // A token without any permission: the directory is not even asked.
  const access = { token: async () => `.${Buffer.from('{"roles":[]}').toString('base64url')}.` }
  const outcome = (now: Date, more: object = {}) =>
    expiry.run({ credential, access, now: () => now, ...more } as unknown as GraphContext)
  expect(await outcome(new Date())).toMatchObject({
    state: 'ok',
    headline: expect.stringMatching(
      /^The certificate lasts until \d{4}-\d{2}-\d{2}, \d{4} days from now, as it says itself\.$/,
    ),
  })
  const nearItsEnd = new Date(Date.now() + 3640 * 86_400_000)
  expect(await outcome(nearItsEnd)).toMatchObject({ state: 'warning', actor: 'administrator' })
  const known = { directoryEnd: new Date(Date.now() + 40.5 * 86_400_000).toISOString() }
  expect((await outcome(new Date(), known)).headline).toContain('40 days from now, as the directory says.')
})
