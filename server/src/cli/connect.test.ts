import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createConnectBench } from '../../testing/connect.ts'
import { check } from '../../testing/provider.ts'
import { readConfig } from '../config.ts'
import { createProgram } from './program.ts'

const bench = await createConnectBench({ checks: [check('door', [], 'ok'), check('key', ['door'], 'ok')] })
const { app, db, asOperator } = bench
const url = await app.listen({ port: 0, host: '127.0.0.1' })
const folder = await mkdtemp(join(tmpdir(), 'tandem-cli-'))
afterAll(async () => await rm(folder, { recursive: true }))

/** The worker's half: proves every report as soon as it is asked for. */
const worker = setInterval(() => void proveQueued(), 30)
afterAll(() => clearInterval(worker))

async function proveQueued(): Promise<void> {
  const rows = await db.selectFrom('verification_report').select('id').where('state', '=', 'queued').execute()
  for (const { id } of rows) await bench.prove(id)
}

async function tandem(args: string[], input = ''): Promise<{ printed: string; failure: string | undefined }> {
  const config = readConfig({
    TANDEM_DATA: '/nowhere',
    TANDEM_URL: url,
    TANDEM_API_KEY: asOperator.authorization.slice('Bearer '.length),
  })
  const printed: string[] = []
  const terminal = {
    out: (text: string) => void printed.push(text),
    notes: () => undefined,
    interactive: false,
    input: async () => input,
  }
  const failure = await createProgram(config, terminal)
    .parseAsync(args, { from: 'user' })
    .then(
      () => undefined,
      (error: Error) => error.message,
    )
  return { printed: printed.join('\n'), failure }
}

const method = [
  '--method',
  'memory',
  '--test-mailbox',
  'ada@harbor.example',
  '--set',
  'place=Harbor',
  '--set',
  'floor=2',
]

test('tandem connect makes a connection with a secret from the input, proves it and prints every check', async () => {
  await tandem(['org', 'create', 'Harbor'])
  const { printed, failure } = await tandem(
    ['connect', 'Harbor', ...method, '--secret-file', '-'],
    'right~secret\n',
  )
  expect(failure).toBeUndefined()
  expect(printed).toBe('✓ Title of door\n✓ Title of key')
  expect((await tandem(['connection', 'list', 'Harbor'])).printed).toMatch(/memory +verified .*secret …/)
  expect((await tandem(['verify', 'Harbor'])).printed).toBe('✓ Title of door\n✓ Title of key')
  expect((await tandem(['connection', 'activate', 'Harbor'])).printed).toContain('active')
})

test('tandem connect without a credential, with half a certificate or a wrong setting says what is missing', async () => {
  await tandem(['org', 'create', 'Summit'])
  const certificate = join(folder, 'certificate.pem')
  await writeFile(certificate, 'pem')
  expect((await tandem(['connect', 'Summit', ...method, '--certificate', certificate])).failure).toContain(
    '--private-key',
  )
  expect((await tandem(['connect', 'Summit', ...method, '--set', 'tenant'])).failure).toContain(
    '--set name=value',
  )
  expect((await tandem(['connect', 'Summit', ...method, '--secret-file', '/none'])).failure).toContain(
    'Cannot read /none',
  )
  expect((await tandem(['verify', 'Summit'])).failure).toContain('has no connection yet')
  expect((await tandem(['connect', 'Summit', ...method])).printed).toContain('draft')
})

test('tandem connect --want says what the connection is for, connection want changes it, and both name what can be wanted', async () => {
  await tandem(['org', 'create', 'Bay'])
  const want = async (...names: string[]) => await tandem(['connect', 'Bay', ...method, ...names])
  expect((await want('--want', 'calender')).failure).toContain('contacts,calendar,tasks,send,read-mail')
  expect((await want('--want', 'contacts,calendar,read-mail')).printed).toMatch(
    /draft +contacts,calendar,read-mail /,
  )
  expect((await tandem(['connection', 'want', 'Bay', 'tasks, send'])).printed).toMatch(/draft +tasks,send /)
})
