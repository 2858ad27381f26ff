import type { Delivery, Webhook, WebhookWithSecret } from '@tandem/model/api/webhooks.ts'
import type { Command } from 'commander'
import type { Context } from './context.ts'
import { findOrganisation } from './org.ts'
import { table } from './terminal.ts'

interface AddOptions {
  types?: string[]
  description?: string
}

/** `tandem webhook list | add | test | replay`. */
export function webhookCommands(program: Command, context: Context): void {
  const webhook = program
    .command('webhook')
    .description('where an organisation’s programs are told what happens')
  webhook
    .command('list <organisation>')
    .description('webhooks of an organisation, with what waits and what was given up')
    .action(async (organisation: string) => {
      const client = await context.client()
      const { id } = await findOrganisation(client, organisation)
      const answer = await client.get<{ items: Webhook[] }>(`/organisations/${id}/webhooks`)
      context.show(answer, ({ items }) => webhookTable(items))
    })
  webhook
    .command('add <organisation> <url>')
    .description('make a webhook; its signing secret is shown once')
    .option('--types <types...>', 'only these event types, such as contact.changed; otherwise all')
    .option('--description <text>', 'what listens there')
    .action(async (organisation: string, url: string, { types, description }: AddOptions) => {
      const client = await context.client()
      const { id } = await findOrganisation(client, organisation)
      const body = { url, types, description }
      const made = await client.send<WebhookWithSecret>('POST', `/organisations/${id}/webhooks`, body)
      context.show(
        made,
        ({ secret }) => `${made.id}\n${secret ?? ''}\nKeep the secret now: it is not shown again.`,
      )
    })
  webhook
    .command('test <id>')
    .description('send a signed test event and show the answer')
    .action(async (id: string) => {
      const client = await context.client()
      const { id: delivery } = await client.send<Delivery>('POST', `/webhooks/${id}/test`)
      context.show(
        await ended(() => client.get<Delivery>(`/webhooks/${id}/deliveries/${delivery}`)),
        answerText,
      )
    })
  webhook
    .command('replay <id>')
    .description('send again what was given up')
    .requiredOption('--since <date>', 'made since then, ISO 8601, such as 2030-01-31T00:00:00Z')
    .action(async (id: string, { since }: { since: string }) => {
      const body = { since }
      const answer = await (await context.client()).send<{ replayed: number }>(
        'POST',
        `/webhooks/${id}/replay`,
        body,
      )
      context.show(answer, ({ replayed }) => `Sent again: ${replayed}.`)
    })
}

/** A receiver has 15 seconds; a worker may be busy. */
async function ended(read: () => Promise<Delivery>): Promise<Delivery> {
  for (let tries = 0; ; tries += 1) {
    const delivery = await read()
    if (delivery.state !== 'waiting' || tries >= 100) return delivery
    await new Promise((done) => setTimeout(done, 300))
  }
}

function answerText({ attempts }: Delivery): string {
  const last = attempts.at(-1)
  if (last === undefined) return 'It was not sent within 30 seconds. Look whether a worker runs.'
  const said = last.problem ?? `Taken: the receiver answered ${last.status} after ${last.milliseconds} ms.`
  return last.answer === '' ? said : `${said}\n${last.answer}`
}

function webhookTable(items: Webhook[]): string {
  return table(
    ['address', 'state', 'events', 'waiting', 'given up', 'problem', 'id'],
    items.map((item) => [
      item.url,
      item.state,
      item.types.length === 0 ? 'all' : item.types.join(' '),
      item.waiting,
      item.dead,
      item.problem,
      item.id,
    ]),
  )
}
