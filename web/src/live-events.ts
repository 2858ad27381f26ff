import type { StreamTopic } from '@tandem/model/api/changes.ts'
import { keys } from './keys.ts'

/** One line of the stream: a record changed, or something else is to be read anew. */
export type LiveEvent =
  | {
      topic: 'change'
      kind: string
      mailboxId: string
      recordId: string
      operation: string
      version: number
    }
  | { topic: Topic; id: string }
type Topic = Exclude<StreamTopic, 'change'>

/** Reads an event of the stream; what it does not know is `undefined`. */
export function readEvent(topic: string, text: string): LiveEvent | undefined {
  const data: Record<string, unknown> = JSON.parse(text)
  if (topic === 'change') {
    const { kind, mailboxId, recordId, operation, version } = data
    if (typeof mailboxId !== 'string' || typeof recordId !== 'string') return undefined
    return {
      topic,
      kind: String(kind),
      mailboxId,
      recordId,
      operation: String(operation),
      version: Number(version),
    }
  }
  return typeof data.id === 'string' ? { topic: topic as Topic, id: data.id } : undefined
}

/** Which of the things the page knows are touched by `events`; each named once. */
export function queriesTouched(events: LiveEvent[]): (readonly unknown[])[] {
  const touched = events.flatMap(touchedBy)
  return [...new Map(touched.map((key) => [JSON.stringify(key), key])).values()]
}

function touchedBy(event: LiveEvent): (readonly unknown[])[] {
  if (event.topic === 'change') {
    const { mailboxId, recordId } = event
    return [
      keys.history(mailboxId, recordId),
      keys.timeline(mailboxId),
      keys.batches(mailboxId),
      keys.mailbox(mailboxId),
    ]
  }
  return byTopic[event.topic](event.id)
}

// The id of an announcement is that of the thing itself, except that a collection is named by its mailbox.
const byTopic: Record<Topic, (id: string) => (readonly unknown[])[]> = {
  connection: (id) => [
    keys.connection(id),
    ['connections'],
    keys.organisations,
    ['organisation'],
    keys.expiries,
  ],
  verification: () => [['verifications'], ['connection'], keys.setupVerifications, keys.setup],
  mailbox: (id) => [keys.mailbox(id), ['mailboxes'], ['connection'], keys.organisations],
  collection: () => [['mailbox'], ['mailboxes'], ['folders'], ['queues']],
  conflict: () => [['conflicts'], ['mailbox']],
  batch: () => [['batches'], ['timeline']],
  job: () => [keys.jobs],
  message: () => [['messages'], ['message'], ['sending'], ['conversations', 'one']],
  notice: () => [['notices']],
  queue: () => [['queues'], ['conversations'], ['customers'], ['agents']],
}
