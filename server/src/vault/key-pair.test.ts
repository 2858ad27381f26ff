import { createPrivateKey, X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { makeKeyPair } from './key-pair.ts'

test('a key pair is RSA of 2048 bits, self-signed, valid now and for two years, and its halves fit', async () => {
  const { certificate, privateKey } = await makeKeyPair('Tandem-3')
  const read = new X509Certificate(certificate)
  expect(read.subject).toBe('CN=Tandem-3')
  expect(read.verify(read.publicKey)).toBe(true)
  expect(read.checkPrivateKey(createPrivateKey(privateKey))).toBe(true)
  expect(read.publicKey.asymmetricKeyDetails?.modulusLength).toBe(2048)
  expect(Date.parse(read.validFrom)).toBeLessThan(Date.now())
  const years = (Date.parse(read.validTo) - Date.now()) / (365 * 86_400_000)
  expect(years).toBeGreaterThan(1.99)
  expect(years).toBeLessThan(2.01)
  const other = await makeKeyPair('Tandem-3')
  expect(new X509Certificate(other.certificate).serialNumber).not.toBe(read.serialNumber)
})
