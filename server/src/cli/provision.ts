import type { Connection } from '@tandem/model/api/connections.ts'
import { type Command, Option } from 'commander'
import type { Config } from '../config.ts'
import { TandemError } from '../errors.ts'
import { createDispatcher } from '../lib/outside.ts'
import type { Outside } from '../providers/provider.ts'
import type { Provisioner, ProvisionRun, ProvisionStep, ProvisionWish } from '../providers/provisioning.ts'
import { providers } from '../providers/registry.ts'
import type { Client } from './client.ts'
import type { Context } from './context.ts'
import { connectionsOf, findConnection } from './find-connection.ts'
import { findOrganisation } from './org.ts'
import { keepOverApi } from './provision-keep.ts'
import { verify } from './verify.ts'

interface Options {
  plan?: boolean
  apply?: boolean
  export?: boolean
  mailbox: string[]
  allMailboxes?: boolean
  closed?: string
  removeWide?: boolean
}

/** `tandem provision <organisation or connection> --plan | --apply | --export`: everything an administrator would do by hand. */
export function provisionCommand(program: Command, config: Config, context: Context): void {
  program
    .command('provision <organisation-or-connection>')
    .description(
      'set a connection up with an administrator’s sign-in: look at the plan, carry it out, or print it as a script',
    )
    .addOption(new Option('--plan', 'sign in and show what would be done').conflicts(['apply', 'export']))
    .addOption(new Option('--apply', 'sign in, do it, and prove the connection').conflicts('export'))
    .option('--export', 'print the same as PowerShell; no sign-in')
    .option('--mailbox <address>', 'a mailbox that may be used; may be repeated', keep, [])
    .option('--all-mailboxes', 'every mailbox of the tenant')
    .option('--closed <address>', 'a mailbox that must stay closed, for the proof')
    .option('--remove-wide', 'also remove tenant-wide permissions that would undo the choice of mailboxes')
    .action(async (name: string, options: Options) => {
      if (!options.plan && !options.apply && !options.export)
        throw new TandemError('invalid-input', 'Say what to do: --plan, --apply or --export.')
      const client = await context.client()
      const mailboxes = mailboxesOf(options)
      const connection = await connectionFor(client, name)
      const { provisioner } = providers[connection.method] ?? {}
      if (!provisioner)
        throw new TandemError('wrong-state', `A connection by ${connection.method} is set up by hand.`)
      const wish: ProvisionWish = {
        name: `Tandem-${connection.attempt}`,
        marker: `tandem-${connection.id}-${connection.attempt}`,
        wanted: connection.wanted,
        mailboxes,
      }
      if (options.export)
        return context.terminal.out(provisioner.script(wish, options.removeWide === true).trimEnd())
      await withSignIn({ config, context, client, provisioner, wish, connection }, async (run, account) => {
        const plan = await run.plan()
        if (options.plan) return context.show(plan, planText)
        await carryOut(context, run, options.removeWide === true)
        await nameMailboxes(client, connection, { mailboxes, account, closed: options.closed })
      })
      if (options.apply) await verify(context, client, connection.id)
    })
}

interface SignedIn {
  config: Config
  context: Context
  client: Client
  provisioner: Provisioner
  wish: ProvisionWish
  connection: Connection
}

/** The sign-in lives as long as `act`, in this process alone, and is thrown away whatever happens. */
async function withSignIn(
  given: SignedIn,
  act: (run: ProvisionRun, account: string) => Promise<void>,
): Promise<void> {
  const { config, context, client, provisioner, wish, connection } = given
  const timeout = config.OUTSIDE_TIMEOUT_MS
  const dispatcher = await createDispatcher({ caFile: config.OUTSIDE_CA_FILE, timeout })
  const { LOGIN_URL: loginUrl, SERVICE_URL: serviceUrl, EXCHANGE_URL: exchangeUrl } = config
  const outside: Outside = { dispatcher, loginUrl, serviceUrl, exchangeUrl, timeout }
  const run = provisioner.begin({
    wish,
    outside,
    clients: { directory: config.PROVISION_CLIENT_ID, exchange: config.PROVISION_EXCHANGE_CLIENT_ID },
    keep: keepOverApi(client, connection.id),
    prompt: async ({ purpose, url, userCode }) =>
      context.terminal.notes(`Sign in to ${purpose}: open ${url} and enter the code ${userCode}`),
    signal: new AbortController().signal,
  })
  try {
    const { account } = await run.signIn()
    await act(run, account)
  } finally {
    run.forget()
    await dispatcher.close()
  }
}

async function carryOut(context: Context, run: ProvisionRun, removeWide: boolean): Promise<void> {
  for (let step = await run.applyNext(removeWide); step; step = await run.applyNext(removeWide)) {
    context.terminal.notes(`done: ${line(step)}`)
  }
  const left = (await run.plan()).filter(({ change }) => change !== 'nothing')
  for (const step of left) context.terminal.notes(`left, since --remove-wide was not said: ${line(step)}`)
}

async function nameMailboxes(
  client: Client,
  connection: Connection,
  given: { mailboxes: string[] | 'all'; account: string; closed: string | undefined },
): Promise<void> {
  const { mailboxes, closed } = given
  const account = given.account.toLowerCase()
  const own = mailboxes === 'all' || mailboxes.includes(account) ? null : account
  await client.send('PATCH', `/connections/${connection.id}`, {
    testMailbox: connection.testMailbox ?? (mailboxes === 'all' ? account : mailboxes[0]),
    refusedMailbox: closed ?? own ?? connection.refusedMailbox,
  })
}

/** The connection named, or a new one of the method that can set itself up. */
async function connectionFor(client: Client, name: string): Promise<Connection> {
  if (/^[0-9a-f]{8}-/i.test(name)) return await findConnection(client, name)
  if ((await connectionsOf(client, name)).length > 0) return await findConnection(client, name)
  const method = Object.keys(providers).find((one) => providers[one]?.provisioner !== undefined)
  const { id } = await findOrganisation(client, name)
  return await client.send<Connection>('POST', `/organisations/${id}/connections`, { method })
}

function mailboxesOf({ mailbox, allMailboxes }: Options): string[] | 'all' {
  if (allMailboxes && mailbox.length > 0)
    throw new TandemError('invalid-input', 'Give --mailbox or --all-mailboxes, not both.')
  if (allMailboxes) return 'all'
  if (mailbox.length > 0) return mailbox.map((one) => one.toLowerCase())
  throw new TandemError(
    'invalid-input',
    'Say which mailboxes: --mailbox name@domain (repeated), or --all-mailboxes.',
  )
}

function planText(plan: ProvisionStep[]): string {
  return plan.map(line).join('\n')
}

function line({ change, title, details, needsYes }: ProvisionStep): string {
  const yes = needsYes ? ' (only with --remove-wide)' : ''
  return `${change.padEnd(8)} ${title}: ${details.join(', ')}${yes}`
}

function keep(value: string, all: string[]): string[] {
  return [...all, value]
}
