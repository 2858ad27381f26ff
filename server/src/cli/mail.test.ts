import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createTestApi } from '../../testing/api.ts'
import { runCommand } from '../../testing/commands.ts'
import { createTestMailbox } from '../../testing/mailbox.ts'
import { createMemoryServer } from '../providers/memory/provider.ts'

const { provider } = createMemoryServer()
const { app, db, asOperator } = await createTestApi({ providers: { memory: provider } })
const url = await app.listen({ port: 0, host: '127.0.0.1' })
const key = asOperator.authorization.replace('Bearer ', '')
const { address } = await createTestMailbox(db)
await db.updateTable('connection').set({ wanted: '{"send": true}' }).execute()
const folder = await mkdtemp(join(tmpdir(), 'tandem-cli-mail-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

const tandem = async (...args: string[]) =>
  await runCommand({ TANDEM_URL: url, TANDEM_API_KEY: key }, args, 'Typed in')

test('tandem mail send uploads files and queues a message that list and show tell of', async () => {
  const file = join(folder, 'plan.pdf')
  await writeFile(file, Buffer.alloc(2_000_000, 'plan'))
  const said = await tandem(
    'mail',
    'send',
    address,
    '--to',
    'bo@world.example',
    '--to',
    'cy@world.example',
    '--subject',
    'Plan',
    '--text',
    '-',
    '--attach',
    file,
  )
  const id = said.replace('Queued ', '')
  expect(await tandem('mail', 'list', address)).toMatch(/queued .*bo@world.example cy@world.example .*Plan/)
  const shown = await tandem('mail', 'show', address, id)
  expect(shown).toContain('File: plan.pdf, 2000000 bytes, 0 sent')
  expect(shown).toContain('Typed in')
})

test('tandem mail send --undo holds a message, cancel takes it back', async () => {
  const made = JSON.parse(
    await tandem('--json', 'mail', 'send', address, '--to', 'a@b.example', '--text', 'x', '--undo', '60'),
  )
  expect(made.state).toBe('held')
  expect(await tandem('mail', 'cancel', address, made.id)).toBe(`${made.id} is cancelled`)
})

test('tandem mail decide settles a message that nobody knows of; retry tries a refused one again', async () => {
  const made = JSON.parse(
    await tandem('--json', 'mail', 'send', address, '--to', 'a@b.example', '--text', 'x'),
  )
  const become = async (state: string) =>
    await db.updateTable('outgoing_message').set({ state }).where('id', '=', made.id).execute()
  await become('failed')
  expect(await tandem('mail', 'retry', address, made.id)).toBe(`${made.id} is queued`)
  await become('unknown')
  expect(await tandem('mail', 'decide', address, made.id, 'it-arrived')).toBe(`${made.id} is sent`)
})

test('tandem mail send says which file cannot be read', async () => {
  const missing = join(folder, 'missing.pdf')
  await expect(tandem('mail', 'send', address, '--to', 'a@b.example', '--attach', missing)).rejects.toThrow(
    /missing.pdf cannot be read/,
  )
})
