import { setTimeout as sleep } from 'node:timers/promises'
import type { Mailbox } from '@tandem/model/api/mailboxes.ts'
import type { Command } from 'commander'
import { TandemError } from '../errors.ts'
import type { Client } from './client.ts'
import type { Context } from './context.ts'
import { startProgress } from './terminal.ts'

const lookEvery = 200

/** `tandem sync <mailbox>`: looks now, and waits until both sides have been told. */
export function syncCommand(program: Command, context: Context): void {
  program
    .command('sync <mailbox>')
    .description('look at a mailbox now and wait until it is in step')
    .option('--audit', 'compare both sides completely')
    .option('--timeout <seconds>', 'how long to wait', Number, 600)
    .action(async (name: string, { audit, timeout }: { audit?: boolean; timeout: number }) => {
      const client = await context.client()
      const path = `/mailboxes/${encodeURIComponent(name)}`
      const looked = (now: Collection) => (audit ? now.verifiedCompleteAt : now.lastPullAt)
      const { collections } = await client.get<Mailbox>(path)
      const since = new Map(collections.map((before) => [before.kind, looked(before)]))
      await client.send('POST', `${path}/${audit ? 'audit' : 'sync'}`)
      const after = await untilInStep(context, client, path, {
        isDone: (now) => looked(now) !== since.get(now.kind) && now.counts.pending === 0,
        until: Date.now() + timeout * 1000,
      })
      context.show(after, inStep)
    })
}

type Collection = Mailbox['collections'][number]

function inStep({ address, collections }: Mailbox): string {
  const counts = collections.map(({ kind, counts: { records } }) => `${records} ${kind}`)
  return `${address} is in step: ${counts.join(', ')}, ${sum(collections, 'conflicts')} conflicts.`
}

async function untilInStep(
  context: Context,
  client: Client,
  path: string,
  wait: { isDone: (now: Collection) => boolean; until: number },
): Promise<Mailbox> {
  const progress = startProgress(context.terminal, 'Syncing')
  try {
    for (;;) {
      const mailbox = await client.get<Mailbox>(path)
      const { collections } = mailbox
      if (mailbox.trouble) {
        throw new TandemError('wrong-state', `${mailbox.trouble.title}. ${mailbox.trouble.detail}`)
      }
      if (collections.some(({ question }) => question !== null)) {
        throw new TandemError(
          'wrong-state',
          'It stopped: much would be deleted. Answer the question on the page first.',
        )
      }
      if (collections.length > 0 && collections.every(wait.isDone)) return mailbox
      if (Date.now() > wait.until) {
        const failure = collections.find((collection) => collection.failure !== null)?.failure
        const reason = failure ? ` The last failure: ${failure.detail}` : ''
        throw new TandemError('unavailable', `It is not in step yet.${reason}`)
      }
      const records = sum(collections, 'records')
      const isFirst = collections.some(({ state }) => state === 'first')
      progress.update(records, records + sum(collections, 'pending'), isFirst ? 'records so far' : 'records')
      await sleep(lookEvery)
    }
  } finally {
    progress.stop()
  }
}

function sum(collections: Collection[], name: keyof Collection['counts']): number {
  return collections.reduce((all, { counts }) => all + counts[name], 0)
}
