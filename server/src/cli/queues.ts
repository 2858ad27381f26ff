import type { Conversation, Queue, WholeConversation } from '@tandem/model/api/queues.ts'
import type { Agent, QueueRouting, Supervision } from '@tandem/model/api/routing.ts'
import { type Command, InvalidArgumentError } from 'commander'
import type { Context } from './context.ts'
import { readFields } from './fields.ts'
import { table } from './terminal.ts'

/** `tandem queue …`, `tandem agent …` and `tandem conversation …`. */
export function queueCommands(program: Command, context: Context): void {
  const queue = program.command('queue').description('shared mailboxes whose mail is answered here')
  queue
    .command('list')
    .description('queues, with what waits in them and how answers went in the last 24 hours')
    .action(async () => {
      const answer = await (await context.client()).get<Supervision>('/supervision')
      context.show(answer, ({ queues }) => figuresTable(queues))
    })
  queue
    .command('set <mailbox>')
    .description('make a mailbox a queue, or change its name and what is done with stored mail')
    .requiredOption('--name <name>', 'what people call it')
    .option('--since <when>', 'fetch mail from then on: now, all, or a moment (ISO 8601)', 'now')
    .option('--mark <what>', 'in the mailbox, once it is stored: read or nothing', 'read')
    .action(async (mailbox: string, body: object) => {
      const client = await context.client()
      const path = `/mailboxes/${encodeURIComponent(mailbox)}/queue`
      context.show(
        await client.send<Queue>('PUT', path, body),
        ({ name, id }) => `${name} is a queue (${id}).`,
      )
    })
  queue
    .command('end <mailbox>')
    .description('fetch no more of its mail; what is stored stays')
    .action(async (mailbox: string) => {
      const client = await context.client()
      const answer = await client.send('DELETE', `/mailboxes/${encodeURIComponent(mailbox)}/queue`)
      context.show(answer, () => 'Its mail is no longer fetched.')
    })
  queue
    .command('routing <mailbox> [json]')
    .description('how a queue routes, as JSON; with JSON (or - for the input) set it')
    .action(async (mailbox: string, json?: string) => {
      const client = await context.client()
      const path = `/mailboxes/${encodeURIComponent(mailbox)}/queue/routing`
      const answer =
        json === undefined
          ? await client.get<QueueRouting>(path)
          : await client.send<QueueRouting>(
              'PUT',
              path,
              await readFields(context, json, '{"distribution": "automatic"}'),
            )
      context.show(answer, (routing) => JSON.stringify(routing, null, 2))
    })
  agentCommands(program, context)
  conversationCommands(program, context)
}

function agentCommands(program: Command, context: Context): void {
  const agent = program.command('agent').description('who works in queues')
  agent
    .command('list')
    .description('agents, with what they can and what waits for them')
    .action(async () => {
      const answer = await (await context.client()).get<{ items: Agent[] }>('/agents')
      context.show(answer, ({ items }) => agentTable(items))
    })
  agent
    .command('set <id>')
    .description('change what an agent can, how much at once, or whether they are there')
    .option('--skill <skill=level...>', 'all their skills with levels from 1 to 5: german=3', skillOf)
    .option('--capacity <number>', 'how many conversations that wait for an answer they get at most', Number)
    .option('--presence <presence>', 'available or away')
    .action(async (id: string, { skill, ...rest }: { skill?: Record<string, number> }) => {
      const body = { ...rest, ...(skill && { skills: skill }) }
      const client = await context.client()
      const answer = await client.send<Agent>('PATCH', `/agents/${encodeURIComponent(id)}`, body)
      context.show(answer, (changed) => agentTable([changed]))
    })
}

function skillOf(text: string, before: Record<string, number> = {}): Record<string, number> {
  const [name, level] = text.split('=')
  if (!name || !/^[1-5]$/.test(level ?? ''))
    throw new InvalidArgumentError('Write a skill with its level from 1 to 5: german=3.')
  return { ...before, [name]: Number(level) }
}

interface ConversationOptions {
  queue?: string
  state?: string
  owner?: string
  search?: string
}

function conversationCommands(program: Command, context: Context): void {
  const conversation = program
    .command('conversation')
    .description('the mail of queues, by what belongs together')
  conversation
    .command('list')
    .description('conversations, newest activity first')
    .option('--queue <id>', 'of this queue')
    .option('--state <state>', 'open, snoozed or closed')
    .option('--owner <id>', 'whose; none: nobody’s')
    .option('--search <words>', 'words in subject, text and addresses')
    .action(async (options: ConversationOptions) => {
      const query = new URLSearchParams({ ...options })
      const client = await context.client()
      const answer = await client.get<{ items: Conversation[] }>(`/conversations?${query}`)
      context.show(answer, ({ items }) => conversationTable(items))
    })
  conversation
    .command('show <id>')
    .description('its messages, and what happened to it')
    .action(async (id: string) => {
      const answer = await (await context.client()).get<WholeConversation>(`/conversations/${id}`)
      context.show(answer, wholeText)
    })
  conversation
    .command('set <id>')
    .description('hand it over, put it back or off, move, close or reopen it')
    .option('--owner <id>', 'a person; none: back to its queue')
    .option('--queue <id>', 'into another queue')
    .option('--priority <number>', '1, the most urgent, to 5', Number)
    .option('--snooze <when>', 'put off until then (ISO 8601)')
    .option('--state <state>', 'open or closed')
    .action(async (id: string, options: ConversationOptions & { priority?: number; snooze?: string }) => {
      const { owner, queue, snooze, priority, state } = options
      const body = {
        ...(owner !== undefined && { ownerId: owner === 'none' ? null : owner }),
        ...(queue !== undefined && { queueId: queue }),
        ...(priority !== undefined && { priority }),
        ...(snooze !== undefined && { snoozedUntil: snooze }),
        ...(state !== undefined && { state }),
      }
      const answer = await (await context.client()).send<Conversation>('PATCH', `/conversations/${id}`, body)
      context.show(answer, (changed) => conversationTable([changed]))
    })
  conversation
    .command('merge <id> <into>')
    .description('make a conversation one with another')
    .action(async (id: string, into: string) => {
      const client = await context.client()
      const answer = await client.send<Conversation>('POST', `/conversations/${id}/merge`, { into })
      context.show(answer, (one) => conversationTable([one]))
    })
}

function figuresTable(queues: Supervision['queues']): string {
  return table(
    ['name', 'waiting', 'nobody’s', 'since', 'late', 'answered', 'median minutes', 'id'],
    queues.map((one) => [
      one.name,
      one.waiting,
      one.unowned,
      one.waitingSince,
      one.late,
      one.answered,
      one.medianMinutes,
      one.id,
    ]),
  )
}

function agentTable(items: Agent[]): string {
  return table(
    ['name', 'presence', 'waiting', 'capacity', 'skills', 'queues', 'id'],
    items.map(({ name, presence, load, capacity, skills, queues, id }) => [
      name,
      presence,
      load,
      capacity,
      Object.entries(skills)
        .map(([skill, level]) => `${skill}=${level}`)
        .sort()
        .join(' '),
      queues.length,
      id,
    ]),
  )
}

function conversationTable(items: Conversation[]): string {
  return table(
    ['from', 'subject', 'state', 'owner', 'waiting since', 'messages', 'id'],
    items.map(({ from, subject, state, snoozedUntil, owner, waitingSince, messages, id }) => [
      from.name || from.address,
      subject,
      snoozedUntil ? `until ${snoozedUntil}` : state,
      owner?.name ?? null,
      waitingSince,
      messages,
      id,
    ]),
  )
}

function wholeText({ subject, items, events }: WholeConversation): string {
  const messages = items.map(
    ({ receivedAt, from, text }) => `${receivedAt} ${from.name} <${from.address}>\n${text.trim()}`,
  )
  const happened = events.map(({ at, kind, agent, actor, reasons }) =>
    [at, kind, agent, actor, ...reasons].filter((part) => part !== null).join(' '),
  )
  return [subject, ...messages, happened.join('\n')].join('\n\n')
}
