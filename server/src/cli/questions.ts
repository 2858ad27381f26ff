import { setTimeout as sleep } from 'node:timers/promises'
import type { Collection, Mailbox } from '@tandem/model/api/mailboxes.ts'
import { Argument, type Command } from 'commander'
import { TandemError } from '../errors.ts'
import type { Client } from './client.ts'
import type { Context } from './context.ts'

const lookEvery = 200

/** `tandem mailbox preview | answer`: what a mailbox shows before it begins, and asks before it deletes. */
export function questionCommands(mailbox: Command, context: Context): void {
  mailbox
    .command('preview <mailbox>')
    .description('show what a first sync would do; nothing is written')
    .option('--timeout <seconds>', 'how long to wait', Number, 600)
    .action(async (name: string, { timeout }: { timeout: number }) => {
      const client = await context.client()
      const path = `/mailboxes/${encodeURIComponent(name)}`
      await ask(client, path)
      const shown = await untilShown(client, path, Date.now() + timeout * 1000)
      context.show(shown, previewText)
    })
  mailbox
    .command('answer <mailbox>')
    .description('answer a sync that stopped because much is missing in the mailbox')
    .addArgument(
      new Argument(
        '<answer>',
        'delete: it was meant, delete it here too; keep: read everything once more',
      ).choices(['delete', 'keep']),
    )
    .action(async (name: string, answer: 'delete' | 'keep') => {
      const client = await context.client()
      const accept = answer === 'delete'
      const asked = await client.send('POST', `/mailboxes/${encodeURIComponent(name)}/answer`, { accept })
      context.show(asked, () =>
        accept
          ? 'The next look deletes here what is missing there. "tandem batch undo" takes it back.'
          : 'Nothing is deleted; the whole mailbox is read once more.',
      )
    })
}

/** What the wipe guard asks, in words; undefined when it asks nothing. */
export function questionText({ kind, question }: Collection, address: string): string | undefined {
  if (question === null) return undefined
  const { missing, total } = question
  return (
    `It stopped and asks: ${missing} of ${total} ${kind} are missing in the mailbox. Delete them here too?\n` +
    `  tandem mailbox answer ${address} delete   or   tandem mailbox answer ${address} keep`
  )
}

/** A mailbox that is not on yet is switched on as far as a preview goes: nothing is written before a second "on". */
async function ask(client: Client, path: string): Promise<void> {
  const { state } = await client.get<Mailbox>(path)
  if (state === 'found' || state === 'off') await client.send('PATCH', path, { state: 'on', preview: true })
  else await client.send('POST', `${path}/preview`)
}

async function untilShown(client: Client, path: string, end: number): Promise<Mailbox> {
  for (;;) {
    const mailbox = await client.get<Mailbox>(path)
    if (mailbox.trouble)
      throw new TandemError('wrong-state', `${mailbox.trouble.title}. ${mailbox.trouble.detail}`)
    if (previewOf(mailbox)?.finishedAt) return mailbox
    if (Date.now() > end)
      throw new TandemError('unavailable', `The preview is not done yet. Look again: tandem mailbox show.`)
    await sleep(lookEvery)
  }
}

function previewOf(mailbox: Mailbox): Record<string, unknown> | null {
  return mailbox.collections.find((collection) => collection.kind === 'contacts')?.preview ?? null
}

function previewText(mailbox: Mailbox): string {
  const { create = 0, link = 0, push = 0 } = previewOf(mailbox) ?? {}
  return [
    `${mailbox.address}: a first sync would`,
    `  bring ${create} contacts from the mailbox,`,
    `  recognise ${link} that are on both sides,`,
    `  send ${push} to the mailbox.`,
    `Nothing is written yet. Go ahead: tandem mailbox on ${mailbox.address}`,
  ].join('\n')
}
