import type { Mailbox } from '@tandem/model/api/mailboxes.ts'
import type { Command } from 'commander'
import type { Context } from './context.ts'
import { findConnection } from './find-connection.ts'
import { questionCommands, questionText } from './questions.ts'
import { table } from './terminal.ts'

interface ListOptions {
  search?: string
  state?: string
}

/** `tandem mailbox list | show | add | on | off | preview | answer`. */
export function mailboxCommands(program: Command, context: Context): void {
  const mailbox = program.command('mailbox').description('mailboxes: found, switched on, in step')
  mailbox
    .command('list')
    .description('mailboxes with their states and counts')
    .option('--search <text>', 'part of the address or name')
    .option('--state <state>', 'found, on, off or trouble')
    .action(async ({ search, state }: ListOptions) => {
      const query = new URLSearchParams({ limit: '500', ...(search && { search }), ...(state && { state }) })
      const answer = await (await context.client()).get<{ items: Mailbox[] }>(`/mailboxes?${query}`)
      context.show(answer, ({ items }) => mailboxTable(items))
    })
  mailbox
    .command('show <mailbox>')
    .description('one mailbox by id or address, with its troubles')
    .action(async (name: string) => {
      const found = await (await context.client()).get<Mailbox>(`/mailboxes/${encodeURIComponent(name)}`)
      context.show(found, mailboxText)
    })
  mailbox
    .command('add <organisation-or-connection> <address...>')
    .description('name mailboxes that the directory does not show')
    .action(async (name: string, addresses: string[]) => {
      const client = await context.client()
      const { id } = await findConnection(client, name)
      const answer = await client.send<{ added: Mailbox[] }>('POST', `/connections/${id}/mailboxes`, {
        addresses,
      })
      context.show(answer, ({ added }) => mailboxTable(added))
    })
  mailbox
    .command('on <mailbox>')
    .description('keep it in step from now on')
    .option('--preview', 'first show what would happen')
    .option('--skip-private', 'leave private items out')
    .action(async (name: string, options: { preview?: boolean; skipPrivate?: boolean }) => {
      await patch(context, name, { state: 'on', ...options })
    })
  mailbox
    .command('off <mailbox>')
    .description('stop; what is here and there stays')
    .action(async (name: string) => await patch(context, name, { state: 'off' }))
  questionCommands(mailbox, context)
}

async function patch(context: Context, name: string, change: object): Promise<void> {
  const client = await context.client()
  const changed = await client.send<Mailbox>('PATCH', `/mailboxes/${encodeURIComponent(name)}`, change)
  context.show(changed, mailboxText)
}

const kinds = ['contacts', 'events', 'tasks']

function mailboxTable(items: Mailbox[]): string {
  return table(
    ['address', 'name', 'state', ...kinds, 'pending', 'refused', 'conflicts', 'last look'],
    items.map(({ address, displayName, state, collections }) => {
      const records = kinds.map(
        (kind) => collections.find((collection) => collection.kind === kind)?.counts.records ?? null,
      )
      const sum = (name: 'pending' | 'failed' | 'conflicts') =>
        collections.length === 0 ? null : collections.reduce((all, { counts }) => all + counts[name], 0)
      const look = collections.reduce<string | null>(
        (latest, { lastPullAt }) => ((lastPullAt ?? '') > (latest ?? '') ? lastPullAt : latest),
        null,
      )
      return [address, displayName, state, ...records, sum('pending'), sum('failed'), sum('conflicts'), look]
    }),
  )
}

function mailboxText(item: Mailbox): string {
  const lines = [mailboxTable([item])]
  if (item.trouble) lines.push(`Trouble: ${item.trouble.title}. ${item.trouble.detail}`)
  for (const collection of item.collections) {
    lines.push(
      `${collection.kind}: ${collection.state}; complete as of ${collection.verifiedCompleteAt ?? 'not yet checked'}; ` +
        `notified until ${collection.watchedUntil ?? 'no subscription'}; looked at every ${collection.pullEverySeconds} s`,
    )
    if (collection.failure) lines.push(`  Last failure: ${collection.failure.detail}`)
    const question = questionText(collection, item.address)
    if (question !== undefined) lines.push(question)
  }
  return lines.join('\n')
}
