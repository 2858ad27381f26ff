import { readFile } from 'node:fs/promises'
import { armor, Decrypter } from 'age-encryption'
import { TandemError } from '../errors.ts'

/** Opens what was sealed. Only a worker can have one. */
export type Opener = (sealed: string) => Promise<string>

/** Reads the identities (`AGE-SECRET-KEY-1…`, one per line, `#` comments) of a file once. */
export async function createOpener(identityFile: string): Promise<Opener> {
  const decrypter = new Decrypter()
  for (const identity of await readIdentities(identityFile)) decrypter.addIdentity(identity)
  return async (sealed) => {
    try {
      return await decrypter.decrypt(armor.decode(sealed), 'text')
    } catch {
      // The library's own message may quote the input.
      throw new TandemError(
        'unexpected',
        'This credential was sealed to another key than the worker holds. Give the worker the identity file it was sealed to, or enter the credential again.',
      )
    }
  }
}

async function readIdentities(file: string): Promise<string[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').map((line) => line.trim())
  const identities = lines.filter((line) => line.startsWith('AGE-SECRET-KEY-'))
  if (identities.length === 0)
    throw new TandemError('invalid-input', `${file} holds no age identity (a line AGE-SECRET-KEY-1…).`)
  return identities
}
