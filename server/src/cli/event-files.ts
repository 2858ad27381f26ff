import { readFile, writeFile } from 'node:fs/promises'
import type { CalendarFeed, CreatedFeed, ShownEvent } from '@tandem/model/api/events.ts'
import type { Command } from 'commander'
import { TandemError } from '../errors.ts'
import type { Context } from './context.ts'
import { table } from './terminal.ts'

/** `tandem events export | import | feed`: calendars as files and links. */
export function eventFileCommands(events: Command, context: Context): void {
  events
    .command('export <mailbox> <id>')
    .description('an event as an iCalendar file')
    .option('--out <file>', 'where to write it; without it, it is printed')
    .action(async (mailbox: string, id: string, { out }: { out?: string }) => {
      const text = await (await context.client()).text(`${pathOf(mailbox)}/events/${id}/ics`)
      if (out === undefined) return context.show({ ics: text }, () => text.trimEnd())
      await writeFile(out, text)
      context.show({ file: out }, () => `Written to ${out}`)
    })
  events
    .command('import <mailbox> <file>')
    .description('add the event of an iCalendar file; "-" reads it from the input')
    .option('--zone <name>', 'the zone of times that name none', Temporal.Now.timeZoneId())
    .action(async (mailbox: string, file: string, { zone }: { zone: string }) => {
      const text = file === '-' ? await context.terminal.input() : await readText(file)
      const path = `${pathOf(mailbox)}/events/import?${new URLSearchParams({ timeZone: zone })}`
      const made = await (await context.client()).sendText<ShownEvent>(path, 'text/calendar', text)
      context.show(made, ({ id, subject }) => `Added ${subject ?? 'an event'}: ${id}`)
    })
  feedCommands(events, context)
}

function feedCommands(events: Command, context: Context): void {
  const feed = events.command('feed').description('secret links by which other programs read a calendar')
  feed
    .command('list <mailbox>')
    .description('the links of a calendar, and when they were last read')
    .action(async (mailbox: string) => {
      const path = `${pathOf(mailbox)}/calendar-feeds`
      const answer = await (await context.client()).get<{ items: CalendarFeed[] }>(path)
      context.show(answer, ({ items }) =>
        table(
          ['name', 'shows', 'made', 'last read', 'id'],
          items.map((item) => [
            item.name,
            item.onlyBusy ? 'only the times' : 'everything but private events',
            item.createdAt,
            item.lastReadAt,
            item.id,
          ]),
        ),
      )
    })
  feed
    .command('add <mailbox> <name>')
    .description('make a link; it is shown once, and whoever has it sees the calendar')
    .option('--only-busy', 'only when events take place, not what they are')
    .action(async (mailbox: string, name: string, { onlyBusy = false }: { onlyBusy?: boolean }) => {
      const path = `${pathOf(mailbox)}/calendar-feeds`
      const made = await (await context.client()).send<CreatedFeed>('POST', path, { name, onlyBusy })
      context.show(made, ({ url }) => url ?? 'The link was told before.')
    })
  feed
    .command('revoke <id>')
    .description('end a link for ever')
    .action(async (id: string) => {
      const answer = await (await context.client()).send<{ id: string }>('DELETE', `/calendar-feeds/${id}`)
      context.show(answer, () => `Revoked ${id}`)
    })
}

function pathOf(mailbox: string): string {
  return `/mailboxes/${encodeURIComponent(mailbox)}`
}

async function readText(file: string): Promise<string> {
  return await readFile(file, 'utf8').catch((cause: Error) => {
    throw new TandemError('invalid-input', `Cannot read ${file}: ${cause.message}`)
  })
}
