import type { ShownTask } from '@tandem/model/api/tasks.ts'
import type { Command } from 'commander'
import type { Context } from './context.ts'
import { readFields } from './fields.ts'
import { table } from './terminal.ts'

interface ListOptions {
  all?: boolean
  search?: string
  limit: number
}
interface AddOptions {
  due?: string
  note?: string
  important?: boolean
}

/** `tandem tasks list | add | done | edit | delete`. */
export function taskCommands(program: Command, context: Context): void {
  const tasks = program.command('tasks').description('the to-do list of a mailbox')
  tasks
    .command('list <mailbox>')
    .description('open tasks, the soonest first')
    .option('--all', 'completed ones too')
    .option('--search <text>', 'words that must all occur')
    .option('--limit <count>', 'at most so many', Number, 100)
    .action(async (mailbox: string, { all, search, limit }: ListOptions) => {
      const query = new URLSearchParams({
        limit: String(limit),
        ...(!all && { status: 'open' }),
        ...(search && { search }),
      })
      const answer = await (await context.client()).get<{ items: ShownTask[] }>(`${pathOf(mailbox)}?${query}`)
      context.show(answer, ({ items }) => taskTable(items))
    })
  addCommand(tasks, context)
  editCommands(tasks, context)
  tasks
    .command('delete <mailbox> <id>')
    .description('delete it here and in the mailbox')
    .action(async (mailbox: string, id: string) => {
      const answer = await (await context.client()).send<{ id: string }>('DELETE', pathOf(mailbox, id))
      context.show(answer, () => `Deleted ${id}`)
    })
}

function addCommand(tasks: Command, context: Context): void {
  tasks
    .command('add <mailbox> <title>')
    .description('something to do')
    .option('--due <day>', 'until when, such as 2026-12-01')
    .option('--note <text>', 'what there is to say')
    .option('--important', 'of high importance')
    .action(async (mailbox: string, title: string, { due, note, important }: AddOptions) => {
      const fields = {
        title,
        ...(due && { dueDateTime: { dateTime: `${due}T00:00:00`, timeZone: 'UTC' } }),
        ...(note && { body: { contentType: 'text', content: note } }),
        ...(important && { importance: 'high' }),
      }
      const made = await (await context.client()).send<ShownTask>('POST', pathOf(mailbox), fields)
      context.show(made, ({ id }) => `Added ${id}`)
    })
}

function editCommands(tasks: Command, context: Context): void {
  const edit = async (mailbox: string, id: string, changes: object, version?: number) => {
    const client = await context.client()
    const path = pathOf(mailbox, id)
    const current = version ?? (await client.get<ShownTask>(path)).version
    return await client.send<ShownTask>('PATCH', path, { ...changes, version: current })
  }
  tasks
    .command('done <mailbox> <id>')
    .description('it is completed')
    .action(async (mailbox: string, id: string) => {
      const done = await edit(mailbox, id, { status: 'completed' })
      context.show(done, ({ title }) => `Done: ${title ?? id}`)
    })
  tasks
    .command('edit <mailbox> <id> <json>')
    .description('only the fields that change, as JSON; null empties one; "-" reads them from the input')
    .option('--version <number>', 'the version you edit; refused when it has changed since', Number)
    .action(async (mailbox: string, id: string, json: string, { version }: { version?: number }) => {
      const changes = await readFields(context, json, '{"title": "Call Ada"}')
      const changed = await edit(mailbox, id, changes, version)
      context.show(changed, (one) => `Edited ${id}, now version ${one.version}`)
    })
}

function pathOf(mailbox: string, id?: string): string {
  const list = `/mailboxes/${encodeURIComponent(mailbox)}/tasks`
  return id === undefined ? list : `${list}/${id}`
}

function taskTable(items: ShownTask[]): string {
  return table(
    ['due', 'title', 'status', 'importance', 'state', 'id'],
    items.map((item) => [
      item.dueDateTime?.dateTime.slice(0, 10) ?? null,
      item.title ?? '',
      item.status ?? 'notStarted',
      item.importance ?? null,
      item.hasConflict ? `${item.syncState}, conflict` : item.syncState,
      item.id,
    ]),
  )
}
