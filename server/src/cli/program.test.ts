import { expect, test } from 'vitest'
import { createTestApi } from '../../testing/api.ts'
import { createTestMailbox } from '../../testing/mailbox.ts'
import { readConfig } from '../config.ts'
import { createProgram } from './program.ts'

const { app, db, asOperator } = await createTestApi()
const url = await app.listen({ port: 0, host: '127.0.0.1' })
const key = asOperator.authorization.replace('Bearer ', '')

/** Runs a command as a person would type it; answers what it printed. */
async function tandem(
  args: string[],
  options: { url?: string; key?: string; input?: string } = {},
): Promise<string> {
  const config = readConfig({
    TANDEM_DATA: '/nowhere',
    TANDEM_URL: options.url ?? url,
    TANDEM_API_KEY: options.key ?? key,
  })
  const printed: string[] = []
  const program = createProgram(config, {
    out: (text) => void printed.push(text),
    notes: () => undefined,
    interactive: false,
    input: async () => options.input ?? '',
  })
  await program.parseAsync(args, { from: 'user' })
  return printed.join('\n')
}

test('tandem org create, list and show tell how an organisation stands', async () => {
  await tandem(['org', 'create', 'Harbor Realty', '--email', 'it@harbor.example'])
  expect(await tandem(['org', 'list'])).toContain('Harbor Realty')
  const shown = JSON.parse(await tandem(['--json', 'org', 'show', 'harbor realty']))
  expect(shown).toMatchObject({ name: 'Harbor Realty', contactEmails: ['it@harbor.example'] })
  await expect(tandem(['org', 'show', 'Harbour'])).rejects.toThrow(
    /no organisation Harbour. There are: .*Harbor Realty/,
  )
})

test('tandem contacts create, list, get and delete work on a mailbox named by its address', async () => {
  const { address } = await createTestMailbox(db)
  const made = JSON.parse(
    await tandem(['--json', 'contacts', 'create', address, '-'], {
      input: '{"givenName":"Zoë","mobilePhone":"+45 1"}',
    }),
  )
  expect(await tandem(['contacts', 'list', address, '--search', 'zoe'])).toMatch(/Zoë .*\+45 1 .*pending/)
  expect(await tandem(['contacts', 'get', address, made.id])).toContain('"version": 1')
  await tandem(['contacts', 'delete', address, made.id])
  expect(await tandem(['contacts', 'list', address])).toContain('0 of 0')
})

test('tandem mailbox list and show tell states; off switches off', async () => {
  const { address } = await createTestMailbox(db)
  expect(await tandem(['mailbox', 'list', '--search', address])).toMatch(new RegExp(`${address} .* on `))
  expect(await tandem(['mailbox', 'off', address])).toContain(' off ')
  expect(await tandem(['mailbox', 'show', address])).toContain('contacts: live')
})

test('tandem sync waits until the worker has looked and nothing is pending', async () => {
  const { id, address } = await createTestMailbox(db)
  const looked = setInterval(() => {
    const at = { last_pull_at: new Date() }
    void db.updateTable('collection').set(at).where('mailbox_id', '=', id).execute()
  }, 50)
  const said = await tandem(['sync', address, '--timeout', '10']).finally(() => clearInterval(looked))
  expect(said).toContain('is in step: 0 contacts')
  const todo = await db.selectFrom('todo').select('task').where('mailbox_id', '=', id).execute()
  expect(todo).toEqual([{ task: 'pull:contacts' }])
})

test('tandem keys create prints a key that works, keys delete ends it', async () => {
  const made = JSON.parse(await tandem(['--json', 'keys', 'create', 'nightly']))
  expect(await tandem(['keys', 'list'], { key: made.key })).toContain('nightly')
  await tandem(['keys', 'delete', made.id])
  await expect(tandem(['keys', 'list'], { key: made.key })).rejects.toThrow(/unknown or has expired/)
})

test('a problem of the API is told in its own words, with the request id', async () => {
  const { address } = await createTestMailbox(db)
  const refused = tandem(['contacts', 'create', address, '{"firstName":"Ada"}'])
  await expect(refused).rejects.toThrow(/firstName.*no such field[\s\S]*request /)
})

test('a server that does not answer is named, with what to check', async () => {
  await expect(tandem(['org', 'list'], { url: 'http://127.0.0.1:1' })).rejects.toThrow(
    /127\.0\.0\.1:1 does not answer/,
  )
})

test('without a server the command says how to name one', async () => {
  const program = createProgram(readConfig({ TANDEM_DATA: '/nowhere' }))
  await expect(program.parseAsync(['org', 'list'], { from: 'user' })).rejects.toThrow(
    /set TANDEM_URL and TANDEM_API_KEY/,
  )
})
