import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { TandemError } from '../errors.ts'
import { newIdentityText, readIdentities, replaceFile } from './identity-file.ts'

export interface Identity {
  /** Holds the private key; read by workers only. */
  identityFile: string
  recipients: string[]
}

/**
 * Makes `<folder>/vault/identity.txt` (mode 0600, as `age-keygen` writes it) and `recipient.txt` on the first
 * start, and reads them later. Two processes starting at once end with the same key.
 */
export async function ensureIdentity(folder: string): Promise<Identity> {
  const vault = join(folder, 'vault')
  const identityFile = join(vault, 'identity.txt')
  await mkdir(vault, { recursive: true, mode: 0o700 })
  await writeOnce(identityFile, await newIdentityText())
  const recipients = (await readIdentities(identityFile)).map(({ recipient }) => recipient)
  await replaceFile(join(vault, 'recipient.txt'), `${recipients.join('\n')}\n`, 0o644)
  return { identityFile, recipients }
}

/** Public recipients from the setting (`age1…`, separated by commas), else from `<folder>/vault/recipient.txt`. */
export async function readRecipients(folder: string, setting?: string): Promise<string[]> {
  const file = join(folder, 'vault/recipient.txt')
  if (setting === undefined && !existsSync(file))
    throw new TandemError(
      'invalid-input',
      `There is no ${file}. Set TANDEM_RECIPIENTS to the workers' public keys (age1…), or start a worker on this TANDEM_DATA first.`,
    )
  const text = setting ?? (await readFile(file, 'utf8'))
  const recipients = text.split(/[\s,]+/).filter((word) => word !== '')
  const wrong = recipients.find((recipient) => !/^age1[0-9a-z]+$/.test(recipient))
  if (recipients.length === 0 || wrong !== undefined)
    throw new TandemError('invalid-input', 'TANDEM_RECIPIENTS must hold public age recipients (age1…).')
  return recipients
}

/** Complete or not there at all: linked into place, so that the first process wins and nobody reads half a key. */
async function writeOnce(path: string, text: string): Promise<void> {
  const draft = `${path}.${randomUUID()}`
  await writeFile(draft, text, { mode: 0o600 })
  try {
    await link(draft, path)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause
  } finally {
    await unlink(draft)
  }
}
