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
  const outcome = (now: Date) => expiry.run({ credential, now: () => now } as unknown as GraphContext)
  expect(await outcome(new Date())).toMatchObject({
    state: 'ok',
    headline: expect.stringMatching(/^The certificate lasts until \d{4}-\d{2}-\d{2}, \d{4} days from now\.$/),
  })
  const nearItsEnd = new Date(Date.now() + 3640 * 86_400_000)
  expect(await outcome(nearItsEnd)).toMatchObject({ state: 'warning', actor: 'administrator' })
})
