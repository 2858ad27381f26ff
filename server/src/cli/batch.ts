import type { Batch, UndoneBatch } from '@tandem/model/api/batches.ts'
import type { Command } from 'commander'
import type { Context } from './context.ts'
import { table } from './terminal.ts'

/** `tandem batch list | undo`: what was done together, and taking it back. */
export function batchCommands(program: Command, context: Context): void {
  const batch = program.command('batch').description('what was done together, and taking it back')
  batch
    .command('list <mailbox>')
    .description('the newest batches of a mailbox')
    .option('--limit <count>', 'at most so many', Number, 20)
    .action(async (mailbox: string, { limit }: { limit: number }) => {
      const path = `/mailboxes/${encodeURIComponent(mailbox)}/batches?limit=${limit}`
      const answer = await (await context.client()).get<{ items: Batch[] }>(path)
      context.show(answer, ({ items }) => batchTable(items))
    })
  batch
    .command('undo <id>')
    .description('take a batch back, here and in the mailbox; what was changed since stays')
    .action(async (id: string) => {
      const answer = await (await context.client()).send<UndoneBatch>('POST', `/batches/${id}/undo`)
      context.show(answer, undoText)
    })
}

function batchTable(items: Batch[]): string {
  return table(
    ['started', 'by', 'created', 'updated', 'deleted', 'undone', 'id'],
    items.map((item) => [
      item.startedAt,
      item.origin,
      item.created,
      item.updated,
      item.deleted,
      item.undoneAt,
      item.id,
    ]),
  )
}

function undoText({ batchId, reverted, skipped }: UndoneBatch): string {
  const left = skipped.map(({ recordId, reason }) => `  left as it is: ${recordId} (${reason})`)
  return [
    `Records taken back: ${reverted}. To take that back in turn: tandem batch undo ${batchId}`,
    ...left,
  ].join('\n')
}
