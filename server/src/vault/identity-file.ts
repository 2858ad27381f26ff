import { randomUUID } from 'node:crypto'
import { open, readFile, rename } from 'node:fs/promises'
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import { TandemError } from '../errors.ts'

/** A private key of the workers and its public half. */
export interface HeldIdentity {
  identity: string
  recipient: string
}

/** The identities of a file (`AGE-SECRET-KEY-1…`, one per line, `#` comments), the newest last. */
export async function readIdentities(file: string): Promise<HeldIdentity[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').map((line) => line.trim())
  const identities = [...new Set(lines.filter((line) => line.startsWith('AGE-SECRET-KEY-')))]
  if (identities.length === 0)
    throw new TandemError('invalid-input', `${file} holds no age identity (a line AGE-SECRET-KEY-1…).`)
  return await Promise.all(
    identities.map(async (identity) => ({ identity, recipient: await identityToRecipient(identity) })),
  )
}

/** The text of a new identity, as `age-keygen` writes it. */
export async function newIdentityText(): Promise<string> {
  const identity = await generateX25519Identity()
  const recipient = await identityToRecipient(identity)
  return `# created: ${new Date().toISOString()}\n# public key: ${recipient}\n${identity}\n`
}

/**
 * Adds a new identity at the end of the file, and answers its recipient. A file that holds two already is in the middle
 * of a rotation: it stays, and the newer of them is answered.
 */
export async function addIdentity(file: string): Promise<{ recipient: string; isNew: boolean }> {
  const held = await readIdentities(file)
  const isNew = held.length === 1
  if (isNew) {
    const before = await readFile(file, 'utf8')
    await replaceFile(file, `${before.trimEnd()}\n${await newIdentityText()}`, 0o600)
  }
  const after = await readIdentities(file)
  return { recipient: after.at(-1)?.recipient ?? '', isNew }
}

/**
 * Leaves the newest identity alone in the file; the others go to `<file>.retired`, for backups from before. Written there
 * first, so that a crash loses none. Answers how many were taken out.
 */
export async function retireIdentities(file: string): Promise<number> {
  const held = await readIdentities(file)
  const newest = held.at(-1)
  const old = held.slice(0, -1)
  if (newest === undefined || old.length === 0) return 0
  const retired = `${file}.retired`
  const before = await readFile(retired, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
  const missing = old.filter(({ identity }) => !before.includes(identity))
  await replaceFile(retired, before + missing.map(textOf).join(''), 0o600)
  await replaceFile(file, textOf(newest), 0o600)
  return old.length
}

function textOf({ identity, recipient }: HeldIdentity): string {
  return `# public key: ${recipient}\n${identity}\n`
}

/** As a whole or not at all, and on the disk before the old one goes. */
export async function replaceFile(path: string, text: string, mode: number): Promise<void> {
  const draft = `${path}.${randomUUID()}`
  const file = await open(draft, 'wx', mode)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(draft, path)
}
