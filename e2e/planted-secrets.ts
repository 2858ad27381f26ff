import { X509Certificate } from 'node:crypto'
import { makeKeyPair } from '../server/src/vault/key-pair.ts'
import { holds } from './planted.ts'

/** Secrets that are planted: accepted, refused, typed into the page, misplaced. None may be found anywhere but sealed. */
export const marks = {
  secret: 'Acc8Q~PLANTED.accepted_client-secret',
  refused: 'Ref8Q~PLANTED.refused_client-secret',
  typed: 'Typ8Q~PLANTED.typed_into-the-page',
  misplaced: 'Mis8Q~PLANTED.in-a-wrong-field',
  halfJson: 'Hal8Q~PLANTED.in-broken-JSON',
  inSettings: 'Set8Q~PLANTED.among-the-settings',
  smtp: 'PLANTED-password-of-the-mail-server',
}

/** A certificate with its private key, as an administrator pastes them. */
export const pasted = await makeKeyPair('Pasted')
const keyLines = pasted.privateKey.split('\n').filter((line) => line.length === 64)

const domain = 'planted.example'
/** The mailbox of the emulated tenant. */
export const person = `ada@${domain}`

/** Names of the planted secrets that a text holds, and whether it holds any private key in PEM form. */
export function plantedIn(text: string): string[] {
  const names = Object.entries(marks)
    .filter(([, secret]) => holds(text, secret))
    .map(([name]) => name)
  // Any line of the key would be enough to know it by.
  if (keyLines.some((line) => holds(text, line))) names.push('the pasted private key')
  if (/BEGIN (RSA )?PRIVATE KEY-----(\\n|\n|\\\\n)[\w+/]{20}/.test(text)) names.push('a private key')
  return names
}

/** A tenant whose application knows what is planted as right. */
export function plantedSeed() {
  const base64 = new X509Certificate(pasted.certificate).raw.toString('base64')
  return {
    tenants: [
      {
        displayName: 'Planted',
        domains: [domain],
        users: [{ address: person, displayName: 'Ada', generatedContacts: 3 }],
        applications: [
          {
            displayName: 'Tandem-1',
            permissions: ['Contacts.ReadWrite', 'User.Read.All', 'Application.Read.All'],
            secrets: [
              { value: marks.secret, days: 300 },
              { value: marks.typed, days: 20 },
            ],
            certificates: [{ base64, days: 200 }],
          },
        ],
      },
    ],
  }
}
