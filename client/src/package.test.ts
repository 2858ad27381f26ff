import { execFile } from 'node:child_process'
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { createTestApi } from '../../server/testing/api.ts'
import { createTestMailbox } from '../../server/testing/mailbox.ts'
import { temporaryFolder } from '../../server/testing/temporary-folder.ts'

const run = promisify(execFile)
const client = resolve(import.meta.dirname, '..')
const root = resolve(client, '..')
const { app, db, asOperator } = await createTestApi()
const mailbox = await createTestMailbox(db)

test('the example of the README is compiled and run against the built package, as an integrator would', async () => {
  const folder = await temporaryFolder('client')
  afterAll(() => folder.remove())
  // Where an integrator has what npm installs: the built package, and what it needs.
  const modules = join(folder.path, 'node_modules')
  const place = join(modules, '@tandem/client')
  await mkdir(join(modules, '@types'), { recursive: true })
  await mkdir(place, { recursive: true })
  await writeFile(join(place, 'package.json'), await readFile(join(client, 'package.json')))
  for (const name of ['openapi-fetch', 'openapi-typescript-helpers', '@types/node', 'undici-types'])
    await symlink(join(root, 'node_modules', name), join(modules, name))
  const tsc = join(client, 'node_modules/typescript/bin/tsc')
  await run(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--outDir', join(place, 'dist')], {
    cwd: client,
  })
  const example = /```ts\n([\s\S]*?)```/.exec(await readFile(join(client, 'README.md'), 'utf8'))![1]!
  await writeFile(join(folder.path, 'example.mts'), example)
  const options = [
    '--module',
    'nodenext',
    '--target',
    'es2022',
    '--strict',
    '--skipLibCheck',
    '--types',
    'node',
  ]
  await run(process.execPath, [tsc, ...options, 'example.mts'], { cwd: folder.path })
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  const { stdout } = await run(process.execPath, ['example.mjs'], {
    cwd: folder.path,
    env: {
      TANDEM_URL: url,
      TANDEM_API_KEY: asOperator.authorization.slice('Bearer '.length),
      MAILBOX: mailbox.address,
    },
  })
  expect(stdout).toMatch(new RegExp(`${mailbox.address}\ncreate contacts \\S+\nupdate contacts \\S+\n`))
}, 180_000)
