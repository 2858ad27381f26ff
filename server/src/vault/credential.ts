import type { Credential } from '../providers/provider.ts'
import type { Opener } from './open.ts'

/** Opens a sealed credential; the result lives in the worker's memory alone. */
export async function openCredential(open: Opener, sealed: string): Promise<Credential> {
  return JSON.parse(await open(sealed)) as Credential
}

/** The text of a credential as it is sealed. */
export function credentialText(credential: Credential): string {
  return JSON.stringify(credential)
}
