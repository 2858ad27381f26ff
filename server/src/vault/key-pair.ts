import { randomBytes, webcrypto } from 'node:crypto'

const algorithm = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
}
const day = 86_400_000
/** As long as the directory takes a certificate without asking why. */
const lifetimeDays = 730

/**
 * A new RSA key pair with a self-signed certificate (X.509 v3, RFC 5280) of two years, both PEM. The private key is for
 * whoever seals it in the same breath; nothing else may keep it.
 */
export async function makeKeyPair(
  name: string,
  now = new Date(),
): Promise<{ certificate: string; privateKey: string }> {
  // Loaded when somebody asks: a start would wait 200 ms for what is needed once in two years. Its containers need the metadata before.
  await import('reflect-metadata')
  const { X509CertificateGenerator } = await import('@peculiar/x509')
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await X509CertificateGenerator.createSelfSigned({
    // The first bit is 0: a serial number is positive (RFC 5280, 4.1.2.2).
    serialNumber: `4${randomBytes(15).toString('hex')}`.padEnd(32, '0'),
    name: [{ CN: [name] }],
    // Clocks differ a little: it is valid on the other side at once.
    notBefore: new Date(now.getTime() - day / 24),
    notAfter: new Date(now.getTime() + lifetimeDays * day),
    signingAlgorithm: algorithm,
    // The library names the browser's type, whose list of uses is shorter than Node's.
    keys: keys as Parameters<typeof X509CertificateGenerator.createSelfSigned>[0]['keys'],
  })
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey))
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return {
    certificate: `${certificate.toString('pem')}\n`,
    privateKey: `-----BEGIN PRIVATE KEY-----\n${lines.join('\n')}\n-----END PRIVATE KEY-----\n`,
  }
}
