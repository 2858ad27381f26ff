import { armor, Decrypter } from 'age-encryption'
import { TandemError } from '../errors.ts'
import { readIdentities } from './identity-file.ts'

/** Opens what was sealed. Only a worker can have one. */
export type Opener = (sealed: string) => Promise<string>

/** Reads the identities (`AGE-SECRET-KEY-1…`, one per line, `#` comments) of a file once. */
export async function createOpener(identityFile: string): Promise<Opener> {
  return openerOf((await readIdentities(identityFile)).map(({ identity }) => identity))
}

/** Opens what is sealed to one of these. */
export function openerOf(identities: string[]): Opener {
  const decrypter = new Decrypter()
  for (const identity of identities) decrypter.addIdentity(identity)
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
