import type { TroubledJob } from '@tandem/model/api/jobs.ts'
import type { Command } from 'commander'
import type { Context } from './context.ts'

interface ListOptions {
  mailbox?: string
}

/** `tandem jobs list | retry`: work that does not succeed. */
export function jobCommands(program: Command, context: Context): void {
  const jobs = program.command('jobs').description('work that does not succeed, and another try')
  jobs
    .command('list')
    .description('what is in trouble, why, and when it is tried next')
    .option('--mailbox <mailbox>', 'only of this one')
    .action(async ({ mailbox }: ListOptions) => {
      const query = mailbox === undefined ? '' : `?${new URLSearchParams({ mailbox })}`
      const client = await context.client()
      const answer = await client.get<{ items: TroubledJob[]; total: number }>(`/jobs${query}`)
      context.show(answer, ({ items, total }) =>
        total === 0
          ? 'Nothing is in trouble.'
          : `${items.map(jobText).join('\n')}\n${items.length} of ${total}`,
      )
    })
  jobs
    .command('retry <id>')
    .description('try once more, now')
    .action(async (id: string) => {
      const path = `/jobs/${encodeURIComponent(id)}/retry`
      const answer = await (await context.client()).send<{ id: string }>('POST', path)
      context.show(answer, () => `${id} is tried again.`)
    })
}

function jobText({ id, task, address, attempts, nextAt, failure }: TroubledJob): string {
  const next = nextAt === null ? 'not tried again by itself' : `next try ${nextAt}`
  return `${task} of ${address ?? 'no mailbox'}: ${attempts} attempts, ${next}\n  ${failure?.detail ?? ''}\n  id ${id}`
}
