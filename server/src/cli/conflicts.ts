import type { Conflict, ConflictField } from '@tandem/model/api/conflicts.ts'
import { type Command, Option } from 'commander'
import { TandemError } from '../errors.ts'
import type { Context } from './context.ts'

interface ListOptions {
  mailbox?: string
  state: string
  limit: number
}
type Side = ConflictField['chosen']
const sides = ['tandem', 'mailbox'] as const

/** `tandem conflicts list | resolve`. */
export function conflictCommands(program: Command, context: Context): void {
  const conflicts = program.command('conflicts').description('where both sides changed the same')
  conflicts
    .command('list')
    .description('open ones, newest first, with what both sides say')
    .option('--mailbox <mailbox>', 'only of this one')
    .addOption(new Option('--state <state>').choices(['open', 'resolved']).default('open'))
    .option('--limit <count>', 'at most so many', Number, 50)
    .action(async ({ mailbox, state, limit }: ListOptions) => {
      const query = new URLSearchParams({ state, limit: String(limit), ...(mailbox && { mailbox }) })
      const answer = await (await context.client()).get<{ items: Conflict[] }>(`/conflicts?${query}`)
      context.show(answer, ({ items }) => items.map(conflictText).join('\n\n') || `No ${state} conflicts.`)
    })
  conflicts
    .command('resolve <id> [choices...]')
    .description('decide: mobilePhone=tandem jobTitle=mailbox; what is not named stays as it stands')
    .addOption(new Option('--all <side>', 'whose value stands in every field not named').choices(sides))
    .action(async (id: string, given: string[], { all }: { all?: Side }) => {
      const client = await context.client()
      const named = Object.fromEntries(given.map(readChoice))
      const fields = all === undefined ? [] : (await client.get<Conflict>(`/conflicts/${id}`)).fields
      const choices = { ...Object.fromEntries(fields.map(({ field }) => [field, all])), ...named }
      const resolved = await client.send<Conflict>('POST', `/conflicts/${id}/resolve`, { choices })
      context.show(resolved, conflictText)
    })
}

function readChoice(text: string): [string, Side] {
  const [field, side] = text.split('=')
  const known = sides.find((one) => one === side)
  if (field && known !== undefined) return [field, known]
  throw new TandemError('invalid-input', `“${text}” is no choice. Write <field>=tandem or <field>=mailbox.`)
}

function conflictText(conflict: Conflict): string {
  const what =
    conflict.reason === 'deleted'
      ? 'deleted in the mailbox while it was edited here'
      : 'changed on both sides'
  const head = `${conflict.recordName ?? conflict.recordId}: ${what} (${conflict.state}, ${conflict.createdAt})`
  const lines = conflict.fields.map(
    ({ field, base, tandem, mailbox, chosen }) =>
      `  ${field}: was ${say(base)}; Tandem ${say(tandem)}, mailbox ${say(mailbox)}; ${chosen} stands`,
  )
  return [head, ...lines, `  id ${conflict.id}`].join('\n')
}

function say(value: unknown): string {
  return value === null || value === undefined ? 'empty' : JSON.stringify(value)
}
