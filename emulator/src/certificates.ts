// tsyringe, inside @peculiar/x509, asks for it at import.
import 'reflect-metadata'
import { randomBytes, webcrypto } from 'node:crypto'
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  cryptoProvider,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509'
import type { Keys } from './keys.ts'

/** The names that the certificate covers: ours, and the real services' for clients that a proxy sends here. */
export const serverNames = [
  'localhost',
  'login.microsoftonline.com',
  'login.microsoft.com',
  'login.windows.net',
  'sts.windows.net',
  'graph.microsoft.com',
  'outlook.office365.com',
  'outlook.office.com',
  'oauth2.googleapis.com',
  'accounts.google.com',
  'www.googleapis.com',
  'people.googleapis.com',
  'gmail.googleapis.com',
]

const elliptic = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const rsa = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
}
const day = 24 * 3600 * 1000

/** A new CA, a server certificate under it and a signing key for tokens. */
export async function makeKeys(): Promise<Keys> {
  cryptoProvider.set(webcrypto as Crypto)
  const notBefore = new Date(Date.now() - day)
  // Apple's systems refuse server certificates that live longer than 825 days.
  const ends = { ca: new Date(Date.now() + 3650 * day), server: new Date(Date.now() + 800 * day) }
  const [authority, server, signing] = await Promise.all([pair(elliptic), pair(elliptic), pair(rsa)])
  const caName = 'CN=Tandem emulator CA (for tests on this machine), O=Tandem'
  const ca = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: caName,
    notBefore,
    notAfter: ends.ca,
    signingAlgorithm: elliptic,
    keys: authority,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(authority.publicKey),
    ],
  })
  const serverCertificate = await X509CertificateGenerator.create({
    serialNumber: serial(),
    subject: 'CN=localhost, O=Tandem',
    issuer: caName,
    notBefore,
    notAfter: ends.server,
    signingAlgorithm: elliptic,
    signingKey: authority.privateKey,
    publicKey: server.publicKey,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension([
        ...serverNames.map((value) => ({ type: 'dns' as const, value })),
        { type: 'ip', value: '127.0.0.1' },
        { type: 'ip', value: '::1' },
      ]),
      await SubjectKeyIdentifierExtension.create(server.publicKey),
      await AuthorityKeyIdentifierExtension.create(authority.publicKey),
    ],
  })
  const signer = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: 'CN=accounts.accesscontrol.windows.net',
    notBefore,
    notAfter: ends.ca,
    signingAlgorithm: rsa,
    keys: signing,
  })
  return {
    ca: `${ca.toString('pem')}\n`,
    caKey: await privatePem(authority.privateKey),
    server: `${serverCertificate.toString('pem')}\n`,
    serverKey: await privatePem(server.privateKey),
    signing: `${signer.toString('pem')}\n`,
    signingKey: await privatePem(signing.privateKey),
    expiresAt: ends.server.getTime(),
  }
}

async function pair(algorithm: typeof elliptic | typeof rsa): Promise<webcrypto.CryptoKeyPair> {
  return (await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair
}

async function privatePem(key: CryptoKey): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key)).toString('base64')
  return `-----BEGIN PRIVATE KEY-----\n${der.match(/.{1,64}/g)!.join('\n')}\n-----END PRIVATE KEY-----\n`
}

/** Positive and at most 20 bytes (RFC 5280 §4.1.2.2). */
function serial(): string {
  return `5a${randomBytes(15).toString('hex')}`
}
