import { execFile } from 'node:child_process'
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { ensureIdentity, readRecipients } from './identity.ts'
import { createOpener } from './open.ts'
import { seal } from './seal.ts'

const folder = await mkdtemp(join(tmpdir(), 'tandem-vault-'))
afterAll(() => rm(folder, { recursive: true }))

test('what is sealed to a recipient is opened by its identity alone, and shows nothing of the text', async () => {
  const ours = await ensureIdentity(join(folder, 'ours'))
  const other = await ensureIdentity(join(folder, 'other'))
  const text = '{"kind":"secret","value":"Zq8~ßΩ-secret"}'
  const sealed = await seal(ours.recipients, text)
  expect(sealed).toMatch(/^-----BEGIN AGE ENCRYPTED FILE-----/)
  expect(Buffer.from(sealed, 'base64').toString('latin1') + sealed).not.toContain('Zq8~')
  expect(await (await createOpener(ours.identityFile))(sealed)).toBe(text)
  await expect((await createOpener(other.identityFile))(sealed)).rejects.toThrow('sealed to another key')
})

test('the identity is made once, whoever starts first, and only its owner may read it', async () => {
  const place = join(folder, 'race')
  const made = await Promise.all([1, 2, 3, 4].map(() => ensureIdentity(place)))
  expect(new Set(made.map((identity) => identity.recipients.join())).size).toBe(1)
  expect((await stat(join(place, 'vault/identity.txt'))).mode & 0o777).toBe(0o600)
  expect((await readdir(join(place, 'vault'))).sort()).toEqual(['identity.txt', 'recipient.txt'])
  expect(await readFile(join(place, 'vault/recipient.txt'), 'utf8')).not.toContain('SECRET')
  expect(await readRecipients(place)).toEqual(made[0]?.recipients)
})

test('recipients of the settings go before those of the folder, and a private key is refused there', async () => {
  const { recipients, identityFile } = await ensureIdentity(join(folder, 'setting'))
  expect(await readRecipients('/nowhere', ` ${recipients[0]}, `)).toEqual(recipients)
  const key = (await readFile(identityFile, 'utf8')).match(/AGE-SECRET-KEY-\w+/)?.[0]
  await expect(readRecipients('/nowhere', key)).rejects.toThrow('public age recipients')
  await expect(readRecipients('/nowhere')).rejects.toThrow('Set TANDEM_RECIPIENTS')
})

test('a file without an identity is refused with its name', async () => {
  const file = join(folder, 'empty.txt')
  await writeFile(file, '# nothing\n')
  await chmod(file, 0o600)
  await expect(createOpener(file)).rejects.toThrow(`${file} holds no age identity`)
})

test('several identities in one file open what was sealed to any of them', async () => {
  const [first, second] = await Promise.all(['a', 'b'].map((name) => ensureIdentity(join(folder, name))))
  const both = join(folder, 'both.txt')
  const texts = await Promise.all(
    [first, second].map((identity) => readFile(identity?.identityFile ?? '', 'utf8')),
  )
  await writeFile(both, texts.join(''))
  const open = await createOpener(both)
  for (const identity of [first, second])
    expect(await open(await seal(identity?.recipients ?? [], 'x'))).toBe('x')
})

test('the web-facing modules can run without the module that opens', async () => {
  const source = await readFile(join(import.meta.dirname, 'seal.ts'), 'utf8')
  expect(source).not.toMatch(/Decrypter|open\.ts/)
  const { stdout } = await promisify(execFile)('grep', [
    '-rlE',
    'vault/(open|credential|rotate)',
    join(import.meta.dirname, '../api'),
  ]).catch(() => ({ stdout: '' }))
  expect(stdout).toBe('')
})
