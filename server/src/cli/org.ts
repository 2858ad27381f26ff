import type { MadeInvitation } from '@tandem/model/api/invitations.ts'
import type { Organisation } from '@tandem/model/api/organisations.ts'
import type { Command } from 'commander'
import { TandemError } from '../errors.ts'
import type { Client } from './client.ts'
import type { Context } from './context.ts'
import { table } from './terminal.ts'

type List = { items: Organisation[] }

/** `tandem org list | create | show | invite`. */
export function organisationCommands(program: Command, context: Context): void {
  const org = program.command('org').description('organisations: customers')
  org
    .command('list')
    .description('organisations and how they stand')
    .action(async () => {
      const answer = await (await context.client()).get<List>('/organisations?limit=500')
      context.show(answer, ({ items }) => organisationTable(items))
    })
  org
    .command('create <name>')
    .description('add an organisation')
    .option('--email <address...>', 'where its notices go')
    .action(async (name: string, { email }: { email?: string[] }) => {
      const made = await (await context.client()).send<Organisation>('POST', '/organisations', {
        name,
        contactEmails: email ?? [],
      })
      context.show(made, ({ id }) => `Created ${name}: ${id}`)
    })
  org
    .command('show <organisation>')
    .description('one organisation, by its name or id')
    .action(async (name: string) => {
      context.show(await findOrganisation(await context.client(), name), (found) =>
        organisationTable([found]),
      )
    })
  org
    .command('invite <organisation>')
    .description('make a link to Setup for its administrator; it is shown once')
    .option('--days <days>', 'how long it opens', Number, 14)
    .action(async (name: string, { days }: { days: number }) => {
      const client = await context.client()
      const { id } = await findOrganisation(client, name)
      const made = await client.send<MadeInvitation>('POST', `/organisations/${id}/invitations`, { days })
      context.show(made, ({ url, expiresAt }) => `${url ?? ''}\nOpens until ${expiresAt}.`)
    })
}

/** The organisation with this id or name; several of the same name are refused with their ids. */
export async function findOrganisation(client: Client, name: string): Promise<Organisation> {
  const { items } = await client.get<List>('/organisations?limit=500')
  const found = items.filter(
    (item) => item.id === name || item.name.toLocaleLowerCase() === name.toLocaleLowerCase(),
  )
  if (found.length === 1) return found[0]!
  if (found.length > 1) {
    const ids = found.map((item) => item.id).join(', ')
    throw new TandemError('invalid-input', `Several organisations have the name ${name}. Take an id: ${ids}`)
  }
  const names = items.map((item) => item.name).join(', ') || 'none yet'
  throw new TandemError('not-found', `There is no organisation ${name}. There are: ${names}.`)
}

function organisationTable(items: Organisation[]): string {
  return table(
    ['organisation', 'connections', 'mailboxes on', 'trouble', 'last change', 'next move', 'id'],
    items.map((item) => [
      item.name,
      item.connections.map((connection) => connection.state).join(', ') || 'none',
      item.mailboxes.on,
      item.mailboxes.trouble,
      item.lastChangeAt,
      `${item.nextMove.who}: ${item.nextMove.what}`,
      item.id,
    ]),
  )
}
