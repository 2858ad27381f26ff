import type { Occurrence, ShownEvent } from '@tandem/model/api/events.ts'
import type { Command } from 'commander'
import { TandemError } from '../errors.ts'
import type { Client } from './client.ts'
import type { Context } from './context.ts'
import { eventFileCommands } from './event-files.ts'
import { readFields } from './fields.ts'
import { table } from './terminal.ts'

interface ListOptions {
  from?: string
  days: number
  search?: string
  zone: string
}
interface EditOptions {
  version?: number
  date?: string
  following?: boolean
  notifyAttendees?: boolean
}
interface DeleteOptions {
  date?: string
  notifyAttendees?: boolean
  comment?: string
}

const example =
  '{"subject": "Viewing", "start": {"dateTime": "2026-12-01T09:00:00", "timeZone": "Europe/Berlin"}, "end": {…}}'
const notify = [
  '--notify-attendees',
  'the attendees may be mailed; without it nobody is, and the command says whom',
] as const
const occurrence = ['--date <day>', 'only the occurrence of this day, as the list names it'] as const

/** `tandem events list | show | add | edit | delete | respond | export | import | feed`. */
export function eventCommands(program: Command, context: Context): void {
  const events = program.command('events').description('the calendar of a mailbox')
  readCommands(events, context)
  writeCommands(events, context)
  deleteCommand(events, context)
  respondCommand(events, context)
  eventFileCommands(events, context)
}

function readCommands(events: Command, context: Context): void {
  events
    .command('list <mailbox>')
    .description('what takes place in the next days; each occurrence of a series on its own')
    .option('--from <day>', 'the first day; without it today')
    .option('--days <count>', 'how many days', Number, 14)
    .option('--search <text>', 'words that must all occur')
    .option('--zone <name>', 'whose clock and days are meant', Temporal.Now.timeZoneId())
    .action(async (mailbox: string, { from, days, search, zone }: ListOptions) => {
      const first = dayOf(from, zone)
      const query = new URLSearchParams({
        from: instantOf(first, zone),
        to: instantOf(first.add({ days }), zone),
        ...(search && { search }),
      })
      const path = `/mailboxes/${encodeURIComponent(mailbox)}/calendar?${query}`
      const answer = await (await context.client()).get<{ items: Occurrence[] }>(path)
      context.show(answer, ({ items }) => calendarTable(items, zone))
    })
  events
    .command('show <mailbox> <id>')
    .description('one event with all fields; a series is one event')
    .action(async (mailbox: string, id: string) => {
      const event = await (await context.client()).get<ShownEvent>(pathOf(mailbox, id))
      context.show(event, (one) => JSON.stringify(one, null, 2))
    })
}

function writeCommands(events: Command, context: Context): void {
  events
    .command('add <mailbox> <json>')
    .description('fields with Microsoft Graph’s names, as JSON; "-" reads them from the input')
    .option(...notify)
    .action(async (mailbox: string, json: string, { notifyAttendees }: EditOptions) => {
      const fields = { ...(await readFields(context, json, example)), notifyAttendees }
      const made = await (await context.client()).send<ShownEvent>('POST', pathOf(mailbox), fields)
      context.show(made, ({ id }) => `Added ${id}`)
    })
  events
    .command('edit <mailbox> <id> <json>')
    .description('only the fields that change, as JSON; null empties one; "-" reads them from the input')
    .option('--version <number>', 'the version you edit; refused when it has changed since', Number)
    .option(...occurrence)
    .option('--following', 'with --date: it and all that follow, which become a series of their own')
    .option(...notify)
    .action(async (mailbox: string, id: string, json: string, options: EditOptions) => {
      const changes = await readFields(context, json, example)
      const client = await context.client()
      const changed = await edit(client, pathOf(mailbox, id), changes, options)
      context.show(changed, (one) => `Edited ${one.id}, now version ${one.version}`)
    })
}

async function edit(
  client: Client,
  path: string,
  changes: object,
  options: EditOptions,
): Promise<ShownEvent> {
  const { date, following, notifyAttendees } = options
  if (following && date === undefined)
    throw new TandemError('invalid-input', 'Say with --date which occurrence is the first of those.')
  const version = options.version ?? (await client.get<ShownEvent>(path)).version
  const care = { version, notifyAttendees }
  if (date === undefined) return await client.send('PATCH', path, { ...changes, ...care })
  if (following) return await client.send('POST', `${path}/split`, { date, changes, ...care })
  return await client.send('PATCH', `${path}/occurrences/${date}`, { ...changes, ...care })
}

function deleteCommand(events: Command, context: Context): void {
  events
    .command('delete <mailbox> <id>')
    .description('delete it here and in the mailbox; a meeting of your own is cancelled')
    .option(...occurrence)
    .option(...notify)
    .option('--comment <text>', 'goes to the attendees with it')
    .action(async (mailbox: string, id: string, { date, notifyAttendees, comment }: DeleteOptions) => {
      const query = new URLSearchParams({
        ...(notifyAttendees && { notifyAttendees: 'true' }),
        ...(comment && { comment }),
      })
      const path = `${pathOf(mailbox, id)}${date === undefined ? '' : `/occurrences/${date}`}`
      const answer = await (await context.client()).send<{ id: string }>('DELETE', `${path}?${query}`)
      context.show(answer, () => (date === undefined ? `Deleted ${id}` : `Cancelled ${date} of ${id}`))
    })
}

const answers: Record<string, string> = {
  accept: 'accepted',
  tentative: 'tentativelyAccepted',
  decline: 'declined',
}

function respondCommand(events: Command, context: Context): void {
  events
    .command('respond <mailbox> <id> <answer>')
    .description('answer an invitation: accept, tentative or decline')
    .option('--comment <text>', 'goes to the organizer with it')
    .option('--quiet', 'do not tell the organizer')
    .action(
      async (
        mailbox: string,
        id: string,
        answer: string,
        { comment, quiet }: { comment?: string; quiet?: boolean },
      ) => {
        const response = answers[answer]
        if (response === undefined)
          throw new TandemError('invalid-input', `Answer with ${Object.keys(answers).join(', ')}.`)
        const body = { response, comment, notifyOrganizer: quiet !== true }
        const path = `${pathOf(mailbox, id)}/respond`
        const answered = await (await context.client()).send<ShownEvent>('POST', path, body)
        context.show(answered, () => `Answered: ${answer}${quiet ? ', the organizer is not told' : ''}`)
      },
    )
}

function pathOf(mailbox: string, id?: string): string {
  const list = `/mailboxes/${encodeURIComponent(mailbox)}/events`
  return id === undefined ? list : `${list}/${id}`
}

function dayOf(day: string | undefined, zone: string): Temporal.PlainDate {
  try {
    return day === undefined ? Temporal.Now.plainDateISO(zone) : Temporal.PlainDate.from(day)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new TandemError(
      'invalid-input',
      'Write the day as 2026-12-01, and the zone as in the IANA database, such as Europe/Berlin.',
    )
  }
}

function instantOf(day: Temporal.PlainDate, zone: string): string {
  return day.toZonedDateTime(zone).toInstant().toString()
}

function calendarTable(items: Occurrence[], zone: string): string {
  return table(
    ['when', 'what', 'where', 'with', 'answer', 'state', 'day of series', 'id'],
    items.map((item) => [
      whenOf(item, zone),
      item.isCancelled ? `${item.subject} (cancelled)` : item.subject,
      item.location || null,
      item.attendees || null,
      item.isOrganizer ? null : item.response,
      item.hasConflict ? `${item.syncState}, conflict` : item.syncState,
      item.originalDate ?? null,
      item.eventId,
    ]),
  )
}

function whenOf({ start, end, startDate, endDate }: Occurrence, zone: string): string {
  if (startDate !== undefined && endDate !== undefined) {
    const last = Temporal.PlainDate.from(endDate).subtract({ days: 1 }).toString()
    return last === startDate ? `${startDate} all day` : `${startDate} to ${last}`
  }
  const at = (instant: string) => Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDateTime()
  const [from, to] = [at(start), at(end)]
  const until = from.toPlainDate().equals(to.toPlainDate()) ? to.toPlainTime() : to
  return `${minutes(from)} to ${minutes(until)}`
}

function minutes(time: Temporal.PlainDateTime | Temporal.PlainTime): string {
  return time.toString({ smallestUnit: 'minute' }).replace('T', ' ')
}
