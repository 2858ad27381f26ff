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
      const before = contactsOf(await client.get<Mailbox>(path))
      await client.send('POST', `${path}/${audit ? 'audit' : 'sync'}`)
      const since = audit ? before?.verifiedCompleteAt : before?.lastPullAt
      const after = await untilInStep(context, client, path, {
        isDone: (now) =>
          (audit ? now.verifiedCompleteAt : now.lastPullAt) !== since && now.counts.pending === 0,
        until: Date.now() + timeout * 1000,
      })
      const counts = contactsOf(after)!.counts
      context.show(
        after,
        () => `${after.address} is in step: ${counts.records} contacts, ${counts.conflicts} conflicts.`,
      )
    })
}

type Contacts = Mailbox['collections'][number]

async function untilInStep(
  context: Context,
  client: Client,
  path: string,
  wait: { isDone: (now: Contacts) => boolean; until: number },
): Promise<Mailbox> {
  const progress = startProgress(context.terminal, 'Syncing')
  try {
    for (;;) {
      const mailbox = await client.get<Mailbox>(path)
      const now = contactsOf(mailbox)
      if (mailbox.trouble) {
        throw new TandemError('wrong-state', `${mailbox.trouble.title}. ${mailbox.trouble.detail}`)
      }
      if (now?.question) {
        throw new TandemError(
          'wrong-state',
          'It stopped: much would be deleted. Answer the question on the page first.',
        )
      }
      if (now !== undefined && wait.isDone(now)) return mailbox
      if (Date.now() > wait.until) {
        const reason = now?.failure ? ` The last failure: ${now.failure.detail}` : ''
        throw new TandemError('unavailable', `It is not in step yet.${reason}`)
      }
      const { records = 0, pending = 0 } = now?.counts ?? {}
      progress.update(records, records + pending, now?.state === 'first' ? 'contacts so far' : 'contacts')
      await sleep(lookEvery)
    }
  } finally {
    progress.stop()
  }
}

function contactsOf(mailbox: Mailbox): Contacts | undefined {
  return mailbox.collections.find((collection) => collection.kind === 'contacts')
}
