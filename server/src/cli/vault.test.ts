import { execFile } from 'node:child_process'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { noAge, openByTool } from '../../testing/age.ts'
import { createTestDatabase } from '../../testing/database.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { readConfig } from '../config.ts'
import { createConnection, getConnection, storeCredential } from '../store/connections.ts'
import { createOrganisation } from '../store/organisations.ts'
import { newIdentityText, readIdentities, retireIdentities } from '../vault/identity-file.ts'
import { seal } from '../vault/seal.ts'
import { createProgram } from './program.ts'

const { db, url } = await createTestDatabase()
const run = promisify(execFile)
if (noAge !== undefined) console.warn(`Skipped: ${noAge}`)

async function tandem(file: string, ...args: string[]): Promise<string> {
  const printed: string[] = []
  const config = readConfig({ TANDEM_DATA: '/nowhere', TANDEM_IDENTITY_FILE: file, DATABASE_URL: url })
  const out = (text: string) => void printed.push(text)
  const terminal = { out, notes: () => undefined, interactive: false, input: async () => '' }
  await createProgram(config, terminal).parseAsync(args, { from: 'user' })
  return printed.join('\n')
}

async function place(name: string): Promise<string> {
  const { path, remove } = await temporaryFolder(name)
  onTestFinished(remove)
  return join(path, 'identity.txt')
}

/** A connection with both slots sealed to the newest key of the file. */
async function connect(file: string): Promise<string> {
  await db.deleteFrom('organisation').execute()
  const { id: organisationId } = await createOrganisation(db, { name: 'Vault' })
  const { id } = await createConnection(db, { organisationId, method: 'x', settings: {}, wanted: {} })
  const recipients = [(await readIdentities(file)).at(-1)!.recipient]
  for (const slot of ['current', 'next'] as const)
    await storeCredential(db, id, { sealed: await seal(recipients, `hidden ${slot}`), facts: {}, slot })
  return id
}

test.skipIf(noAge !== undefined)(
  'a rotation from the first key to the last, made by age-keygen and opened by age',
  async () => {
    const file = await place('vault')
    await run('age-keygen', ['-o', file])
    const old = `${file}.before`
    await writeFile(old, await readFile(file))
    const id = await connect(file)
    const byTool = async (keys: string) =>
      await openByTool(keys, (await getConnection(db, id)).credential ?? '', `${file}.sealed`)
    expect(await byTool(file)).toBe('hidden current')

    const first = await tandem(file, 'vault', 'new-key')
    const recipient = /Its recipient: (age1\w+)/.exec(first)?.[1]
    expect(await tandem(file, 'vault', 'new-key')).toContain(
      `holds a newer key already.\nIts recipient: ${recipient}`,
    )
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(await tandem(file, 'vault', 'status')).toMatch(
      /^age1\w+ {2}opens 2 of 2\nage1\w+ {2}opens 0 of 2$/,
    )
    await expect(tandem(file, 'vault', 'retire')).rejects.toThrow('does not open 2 of the stored credentials')

    expect(await tandem(file, 'reseal')).toBe('Credentials sealed to the new recipients: 2.')
    expect(await tandem(file, 'vault', 'status')).toMatch(/opens 0 of 2\nage1\w+ {2}opens 2 of 2$/)
    expect(await tandem(file, 'vault', 'retire')).toContain('Old keys taken out: 1.')
    expect(await tandem(file, 'vault', 'retire')).toContain('nothing is to be retired')

    expect(await byTool(file)).toBe('hidden current')
    await expect(byTool(old)).rejects.toThrow('no identity matched')
    expect((await readIdentities(file)).map((one) => one.recipient)).toEqual([recipient])
    expect(await readIdentities(`${file}.retired`)).toEqual(await readIdentities(old))
  },
)

test('a retirement that was cut off after its first half is ended by the next, and keeps every key', async () => {
  const file = await place('retire')
  await writeFile(file, (await newIdentityText()) + (await newIdentityText()))
  const [old, young] = await readIdentities(file)
  await writeFile(`${file}.retired`, `${old!.identity}\n`)
  expect(await retireIdentities(file)).toBe(1)
  expect(await readIdentities(file)).toEqual([young])
  expect((await readFile(`${file}.retired`, 'utf8')).split('AGE-SECRET-KEY').length - 1).toBe(1)
})

test('vault status counts what no key opens', async () => {
  const file = await place('status')
  const other = await place('other')
  await writeFile(file, await newIdentityText())
  await writeFile(other, await newIdentityText())
  await connect(other)
  expect(await tandem(file, 'vault', 'status')).toContain('No key here opens 2 of 2.')
  await expect(tandem(file, 'reseal')).rejects.toThrow('sealed to another key')
})
