import { expect, test } from 'vitest'
import { trust } from '../../../emulator/src/test-clients.ts'
import { administratorOf } from '../../testing/administrator.ts'
import { createProduct } from '../../testing/product.ts'
import { readConfig } from '../config.ts'
import { createProgram } from './program.ts'

const { emulator, publicUrl, asOperator, organisation, db } = await createProduct({
  people: 3,
  contacts: 0,
  devicePollSeconds: 0.05,
})
trust(emulator)
const [first, , closed] = emulator.tenants[0]!.users.map(({ address }) => address) as [string, string, string]
emulator.call('PUT', `/tenants/${emulator.tenants[0]!.id}/users/${closed}`, {
  directoryRoles: ['Global Administrator'],
  password: 'administrator-1',
})
const administrator = administratorOf(emulator, { address: closed, password: 'administrator-1' })

async function tandem(...args: string[]) {
  const config = readConfig({
    TANDEM_DATA: '/nowhere',
    TANDEM_URL: publicUrl,
    TANDEM_API_KEY: asOperator.authorization.slice('Bearer '.length),
    LOGIN_URL: emulator.url,
    SERVICE_URL: emulator.url,
    EXCHANGE_URL: emulator.url,
    OUTSIDE_CA_FILE: emulator.caFile,
  })
  const printed: string[] = []
  const noted: string[] = []
  const terminal = {
    out: (text: string) => void printed.push(text),
    notes: (text: string) => {
      noted.push(text)
      const [, url, userCode] = /open (\S+) and enter the code (\w+)/.exec(text) ?? []
      if (url && userCode) void administrator({ url, userCode })
    },
    interactive: false,
    input: async () => '',
  }
  const failure = await createProgram(config, terminal)
    .parseAsync(['provision', ...args], { from: 'user' })
    .then(
      () => undefined,
      (error: Error) => error.message,
    )
  return { printed: printed.join('\n'), noted: noted.join('\n'), failure }
}

test('tandem provision: --plan shows, --apply does and proves, a second --plan has nothing to do, --export needs no sign-in', async () => {
  const { id } = await organisation('By Command')
  expect((await tandem('By Command', '--plan')).failure).toContain('Say which mailboxes')
  expect((await tandem('By Command', '--mailbox', first)).failure).toContain('--plan, --apply or --export')
  const script = await tandem('By Command', '--export', '--mailbox', first)
  expect(script.printed).toContain('New-ManagementRoleAssignment')
  expect(script.noted).toBe('')
  const plan = await tandem('By Command', '--plan', '--mailbox', first)
  expect(plan.printed).toContain('create   Role Application Contacts.ReadWrite')
  const applied = await tandem('By Command', '--apply', '--mailbox', first)
  expect(applied.failure).toBeUndefined()
  expect(applied.printed).toMatch(/✓ .*Other mailboxes stay closed|refused/)
  const row = await db
    .selectFrom('connection')
    .selectAll()
    .where('organisation_id', '=', id)
    .executeTakeFirstOrThrow()
  expect(row).toMatchObject({ state: 'verified', test_mailbox: first, refused_mailbox: closed })
  const again = await tandem('By Command', '--plan', '--mailbox', first)
  expect(again.printed.split('\n').filter((line) => !line.startsWith('nothing'))).toEqual([])
}, 90_000)
