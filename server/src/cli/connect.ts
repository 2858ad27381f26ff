import { readFile } from 'node:fs/promises'
import type { Connection, Wanted } from '@tandem/model/api/connections.ts'
import type { Command } from 'commander'
import { TandemError } from '../errors.ts'
import type { Context } from './context.ts'
import { connectionsOf, findConnection } from './find-connection.ts'
import { findOrganisation } from './org.ts'
import { table } from './terminal.ts'
import { verify } from './verify.ts'

interface ConnectOptions {
  method: string
  set: Record<string, string>
  want?: Wanted
  testMailbox?: string
  refusedMailbox?: string
  secretFile?: string
  certificate?: string
  privateKey?: string
  expires?: string
  verify: boolean
}

/** `tandem connect …` and `tandem connection list | activate | suspend`. */
export function connectCommands(program: Command, context: Context): void {
  program
    .command('connect <organisation>')
    .description('make a connection, enter its credential and prove it')
    .requiredOption('--method <name>', 'how to connect, as the reference names it')
    .option(
      '--set <name=value>',
      'a setting of the method, such as tenantId=…; may be repeated',
      keepSetting,
      {},
    )
    .option('--want <names>', wantHelp, readWanted)
    .option('--test-mailbox <address>', 'a mailbox the proof may write to')
    .option('--refused-mailbox <address>', 'a mailbox that must be refused')
    .option('--secret-file <file>', 'file with the secret; "-" reads it from the input')
    .option('--certificate <file>', 'certificate in PEM form')
    .option('--private-key <file>', 'its private key in PEM form')
    .option('--expires <date>', 'when the secret ends')
    .option('--no-verify', 'do not prove it now')
    .action(async (name: string, options: ConnectOptions) => await connect(context, name, options))
  const connection = program.command('connection').description('connections of an organisation')
  connection
    .command('list <organisation>')
    .description('its connections and their states')
    .action(async (name: string) => {
      const client = await context.client()
      const answer = { items: await connectionsOf(client, name) }
      context.show(answer, ({ items }) => connectionTable(items))
    })
  connection
    .command('want <organisation-or-connection> <names>')
    .description(`say ${wantHelp}; verify and activate it afterwards`)
    .action(async (name: string, names: string) => {
      const client = await context.client()
      const { id } = await findConnection(client, name)
      const changed = await client.send<Connection>('PATCH', `/connections/${id}`, {
        wanted: readWanted(names),
      })
      context.show(changed, (one) => connectionTable([one]))
    })
  const acts = {
    activate: 'put a proven connection to use',
    suspend: 'stop all its work until it is activated again',
  }
  for (const [act, description] of Object.entries(acts)) {
    connection
      .command(`${act} <organisation-or-connection>`)
      .description(description)
      .action(async (name: string) => {
        const client = await context.client()
        const { id } = await findConnection(client, name)
        context.show(await client.send<Connection>('POST', `/connections/${id}/${act}`), (one) =>
          connectionTable([one]),
        )
      })
  }
}

async function connect(context: Context, name: string, options: ConnectOptions): Promise<void> {
  const credential = await readCredential(context, options)
  const client = await context.client()
  const { id: organisationId } = await findOrganisation(client, name)
  const made = await client.send<Connection>('POST', `/organisations/${organisationId}/connections`, {
    method: options.method,
    settings: options.set,
    wanted: options.want,
    testMailbox: options.testMailbox,
    refusedMailbox: options.refusedMailbox,
  })
  if (credential !== undefined) await client.send('PUT', `/connections/${made.id}/credential`, credential)
  if (credential === undefined || !options.verify) {
    const now = await client.get<Connection>(`/connections/${made.id}`)
    return context.show(now, (one) => connectionTable([one]))
  }
  await verify(context, client, made.id)
}

/** What can be wanted of a connection, by the words of the command line. */
const wishes: Record<string, keyof Wanted> = {
  contacts: 'contacts',
  calendar: 'calendar',
  tasks: 'tasks',
  send: 'send',
  'read-mail': 'readMail',
}
const wantHelp = `what it is for: ${Object.keys(wishes).join(',')}`

/** What is not named is not wanted. */
function readWanted(names: string): Wanted {
  const wanted = { contacts: false, calendar: false, tasks: false, send: false, readMail: false }
  for (const name of names.split(',').map((one) => one.trim())) {
    const wish = wishes[name]
    if (wish === undefined)
      throw new TandemError(
        'invalid-input',
        `"${name}" cannot be wanted. Take some of: ${Object.keys(wishes).join(',')}.`,
      )
    wanted[wish] = true
  }
  return wanted
}

/** Read from files or the input, never from an argument: those can be seen by everybody on the machine. */
async function readCredential({ terminal }: Context, options: ConnectOptions): Promise<object | undefined> {
  const { secretFile, certificate, privateKey, expires } = options
  if (secretFile !== undefined) {
    const text = secretFile === '-' ? await terminal.input() : await readText(secretFile)
    return { kind: 'secret', value: text.trim(), expiresAt: expires }
  }
  if (certificate === undefined && privateKey === undefined) return undefined
  if (certificate === undefined || privateKey === undefined) {
    throw new TandemError('invalid-input', 'Give both --certificate and --private-key.')
  }
  return {
    kind: 'certificate',
    certificate: await readText(certificate),
    privateKey: await readText(privateKey),
  }
}

async function readText(file: string): Promise<string> {
  return await readFile(file, 'utf8').catch((cause: Error) => {
    throw new TandemError('invalid-input', `Cannot read ${file}: ${cause.message}`)
  })
}

function keepSetting(text: string, settings: Record<string, string>): Record<string, string> {
  const [name, ...value] = text.split('=')
  if (!name || value.length === 0) {
    throw new TandemError('invalid-input', `Write --set name=value, not "${text}".`)
  }
  return { ...settings, [name]: value.join('=') }
}

function connectionTable(items: Connection[]): string {
  return table(
    ['method', 'state', 'wanted', 'attempt', 'credential', 'ends', 'mailboxes on', 'id'],
    items.map((item) => [
      item.method,
      item.state,
      Object.entries(wishes)
        .flatMap(([name, wish]) => (item.wanted[wish] ? [name] : []))
        .join(','),
      item.attempt,
      item.credential && `${item.credential.kind} …${item.credential.lastFour}`,
      item.credential?.expiresAt ?? null,
      item.mailboxes.on,
      item.id,
    ]),
  )
}
