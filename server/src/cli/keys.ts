import type { ApiKey, MadeApiKey } from '@tandem/model/api/api-keys.ts'
import type { Command } from 'commander'
import type { Context } from './context.ts'
import { findOrganisation } from './org.ts'
import { table } from './terminal.ts'

interface CreateOptions {
  organisation?: string
  expires?: string
  scope?: string[]
}

/** `tandem keys list | create | delete`. */
export function keyCommands(program: Command, context: Context): void {
  const keys = program.command('keys').description('API keys of programs')
  keys
    .command('list')
    .description('all keys, without their secret')
    .action(async () => {
      const answer = await (await context.client()).get<{ items: ApiKey[] }>('/api-keys')
      context.show(answer, ({ items }) => keyTable(items))
    })
  keys
    .command('create <name>')
    .description('make a key; it is shown once')
    .option('--organisation <organisation>', 'only this one; otherwise an operator’s key')
    .option('--scope <scopes...>', 'only these, such as contacts:read mail:write; otherwise everything')
    .option('--expires <date>', 'ISO 8601, such as 2030-01-31T00:00:00Z')
    .action(async (name: string, { organisation, expires, scope }: CreateOptions) => {
      const client = await context.client()
      const organisationId = organisation && (await findOrganisation(client, organisation)).id
      const made = await client.send<MadeApiKey>('POST', '/api-keys', {
        name,
        organisationId,
        expiresAt: expires,
        scopes: scope,
      })
      context.show(made, ({ key }) => `${key ?? ''}\nKeep it now: it is not shown again.`)
    })
  keys
    .command('delete <id>')
    .description('end a key at once')
    .action(async (id: string) => {
      const answer = await (await context.client()).send<{ id: string }>('DELETE', `/api-keys/${id}`)
      context.show(answer, () => `Deleted ${id}: it opens nothing any more.`)
    })
}

function keyTable(items: ApiKey[]): string {
  return table(
    ['name', 'key', 'organisation', 'last used', 'expires', 'id'],
    items.map((item) => [
      item.name,
      `tdm_…${item.lastFour}`,
      item.organisationId ?? 'all',
      item.lastUsedAt,
      item.expiresAt,
      item.id,
    ]),
  )
}
