import type { ContactPage, ShownContact } from '@tandem/model/api/contacts.ts'
import type { Command } from 'commander'
import type { Context } from './context.ts'
import { readFields } from './fields.ts'
import { table } from './terminal.ts'

const example = '{"givenName": "Ada"}'

interface ListOptions {
  search?: string
  limit: number
}

/** `tandem contacts list | get | create | update | delete`. */
export function contactCommands(program: Command, context: Context): void {
  const contacts = program.command('contacts').description('contacts of a mailbox')
  contacts
    .command('list <mailbox>')
    .description('a page of contacts in the order of names')
    .option('--search <text>', 'words, or a phone number')
    .option('--limit <count>', 'at most so many', Number, 50)
    .action(async (mailbox: string, { search, limit }: ListOptions) => {
      const query = new URLSearchParams({ limit: String(limit), total: 'true', ...(search && { search }) })
      const answer = await (await context.client()).get<ContactPage>(`${pathOf(mailbox)}?${query}`)
      context.show(
        answer,
        ({ items, total }) => `${contactTable(items)}\n${items.length} of ${total ?? items.length}`,
      )
    })
  contacts
    .command('get <mailbox> <id>')
    .description('one contact with all fields')
    .action(async (mailbox: string, id: string) => {
      const contact = await (await context.client()).get<ShownContact>(`${pathOf(mailbox)}/${id}`)
      context.show(contact, (one) => JSON.stringify(one, null, 2))
    })
  contacts
    .command('create <mailbox> <json>')
    .description('fields with Microsoft Graph’s names, as JSON; "-" reads them from the input')
    .action(async (mailbox: string, json: string) => {
      const fields = await readFields(context, json, example)
      const made = await (await context.client()).send<ShownContact>('POST', pathOf(mailbox), fields)
      context.show(made, ({ id }) => `Created ${id}`)
    })
  contacts
    .command('update <mailbox> <id> <json>')
    .description('only the fields that change, as JSON; null empties one; "-" reads them from the input')
    .option('--version <number>', 'the version you edit; refused when it has changed since', Number)
    .action(async (mailbox: string, id: string, json: string, { version }: { version?: number }) => {
      const fields = await readFields(context, json, example)
      const path = `${pathOf(mailbox)}/${id}`
      const edit = { ...fields, ...(version !== undefined && { version }) }
      const changed = await (await context.client()).send<ShownContact>('PATCH', path, edit)
      context.show(changed, (one) => `Updated ${id}, now version ${one.version}`)
    })
  contacts
    .command('delete <mailbox> <id>')
    .description('delete it here and in the mailbox')
    .action(async (mailbox: string, id: string) => {
      const answer = await (await context.client()).send<{ id: string }>('DELETE', `${pathOf(mailbox)}/${id}`)
      context.show(answer, () => `Deleted ${id}`)
    })
}

function pathOf(mailbox: string): string {
  return `/mailboxes/${encodeURIComponent(mailbox)}/contacts`
}

function contactTable(items: ShownContact[]): string {
  return table(
    ['name', 'company', 'e-mail', 'phone', 'state', 'id'],
    items.map((item) => [
      item.displayName ?? [item.givenName, item.surname].filter(Boolean).join(' '),
      item.companyName ?? null,
      item.emailAddresses?.[0]?.address ?? null,
      item.mobilePhone ?? item.businessPhones?.[0] ?? null,
      item.hasConflict ? `${item.syncState}, conflict` : item.syncState,
      item.id,
    ]),
  )
}
