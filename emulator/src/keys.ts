import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'

/** Everything that is made once and kept: the CA, the server's certificate, the key that signs tokens. All PEM. */
export interface Keys {
  ca: string
  caKey: string
  server: string
  serverKey: string
  /** RSA key and self-signed certificate of the sign-in service; its thumbprint is the key id of every token. */
  signing: string
  signingKey: string
  /** Epoch milliseconds at which the first certificate of the set ends. */
  expiresAt: number
}

/**
 * The keys of `<folder>/keys.json` (mode 0600), made on first use; the CA's certificate is also written to
 * `<folder>/ca.pem` for clients to trust. Certificates that end within 30 days are made anew.
 */
export async function loadKeys(folder: string): Promise<{ keys: Keys; caFile: string }> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, 'keys.json')
  const kept = existsSync(file) ? readKeys(file) : undefined
  const keys = kept ?? (await makeAndKeep(file))
  const caFile = join(folder, 'ca.pem')
  if (!existsSync(caFile) || readFileSync(caFile, 'utf8') !== keys.ca) writeFileSync(caFile, keys.ca)
  return { keys, caFile }
}

/** Where an emulator without a data folder keeps its keys: making an RSA key in every test file would cost seconds. */
export function sharedKeyFolder(): string {
  const { uid, username } = userInfo()
  const folder = join(tmpdir(), `tandem-emulator-keys-${uid < 0 ? username : uid}`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (uid >= 0 && statSync(folder).uid !== uid) throw new Error(`${folder} belongs to somebody else`)
  return folder
}

function readKeys(file: string): Keys | undefined {
  const keys = JSON.parse(readFileSync(file, 'utf8')) as Keys
  const month = 30 * 24 * 3600 * 1000
  if (keys.expiresAt > Date.now() + month) return keys
  rmSync(file, { force: true })
  return undefined
}

/** Processes that start together agree: `link` fails when another was first, and then the other's keys count. */
async function makeAndKeep(file: string): Promise<Keys> {
  const { makeKeys } = await import('./certificates.ts')
  const made = await makeKeys()
  const draft = `${file}.${randomBytes(6).toString('hex')}`
  writeFileSync(draft, JSON.stringify(made, undefined, 1), { mode: 0o600 })
  chmodSync(draft, 0o600)
  try {
    linkSync(draft, file)
    return made
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return JSON.parse(readFileSync(file, 'utf8')) as Keys
  } finally {
    rmSync(draft, { force: true })
  }
}
