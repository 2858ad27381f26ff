import type { Credential } from '../providers/provider.ts'
import type { Opener } from './open.ts'

/** Opens a sealed credential; the result lives in the worker's memory alone. */
export async function openCredential(open: Opener, sealed: string): Promise<Credential> {
  return JSON.parse(await open(sealed)) as Credential
}
