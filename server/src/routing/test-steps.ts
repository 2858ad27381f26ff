import type { QueueTest } from '@tandem/model/api/queue-trials.ts'
import type { QueueTestFacts } from '../store/queue-tests.ts'

/** After so many milliseconds something is said to have stopped. */
const patience = { sending: 60_000, coming: 120_000, routing: 60_000 }

/** A test mail as it stands at `now` (epoch milliseconds): each step with its time, and what to do where it does not go on. */
export function testSteps(facts: QueueTestFacts, now: number): QueueTest {
  const { id, subject, startedAt, conversationId, endedAt } = facts
  const advice = endedAt === null ? adviceOf(facts, now) : null
  return {
    id,
    subject,
    startedAt: startedAt.toISOString(),
    state: endedAt === null ? (advice ? 'stopped' : 'running') : 'through',
    steps: [
      { step: 'sent', at: iso(facts.sentAt), said: null },
      { step: 'arrived', at: iso(arrivedAt(facts)), said: null },
      { step: 'fetched', at: iso(facts.storedAt), said: null },
      { step: 'routed', at: iso(facts.routedAt), said: facts.routedAt && routedWords(facts) },
      { step: 'given', at: iso(endedAt), said: facts.outcome },
    ],
    advice,
    conversationId,
  }
}

/** Services tell the time of receipt in whole seconds, which may be before the mail went out. */
function arrivedAt({ receivedAt, sentAt }: QueueTestFacts): Date | null {
  return receivedAt && sentAt && receivedAt < sentAt ? sentAt : receivedAt
}

function routedWords({ reasons, queueName }: QueueTestFacts): string {
  const why =
    reasons.length === 0 ? 'No rule holds for it, and the queue asks for no skills.' : reasons.join(' ')
  return queueName === null ? why : `${why} It is in the queue ${queueName}.`
}

function adviceOf(facts: QueueTestFacts, now: number): QueueTest['advice'] {
  const { sending, sentAt, conversationId, routedAt } = facts
  if (sending !== 'sent' || sentAt === null) return sendingAdvice(facts, now)
  if (conversationId === null) return comingAdvice(facts, sentAt, now)
  if (routedAt && now - routedAt.getTime() < patience.routing) return null
  return {
    title: 'It is here, but not given to anybody yet',
    detail:
      'The work of giving conversations out has not run. The operator of Tandem looks at the page Trouble: what failed there can be tried again at once.',
  }
}

function sendingAdvice({ sending, problem, startedAt }: QueueTestFacts, now: number): QueueTest['advice'] {
  if (sending === 'failed' || sending === 'unknown' || sending === 'cancelled')
    return {
      title: sending === 'cancelled' ? 'It was taken back' : (problem?.title ?? 'It could not be sent'),
      detail:
        problem?.detail ??
        'Send another one. If that does not go out either, verify the connection in the Console.',
    }
  if (now - startedAt.getTime() < patience.sending) return null
  return {
    title: 'Not sent yet',
    detail:
      problem?.detail ??
      'The mailbox is busy or not reached just now; it goes out by itself. If it has not in ten minutes, verify the connection in the Console.',
  }
}

function comingAdvice(
  { failure, lastPullAt }: QueueTestFacts,
  sentAt: Date,
  now: number,
): QueueTest['advice'] {
  if (failure)
    return {
      title: failure.title ?? 'Sent, but the mail of this mailbox is not fetched at the moment',
      detail: failure.detail ?? 'Verify the connection in the Console: the report says what is missing.',
    }
  if (now - sentAt.getTime() < patience.coming) return null
  if (lastPullAt === null || lastPullAt <= sentAt)
    return {
      title: 'Sent, but nobody has looked into the mailbox since',
      detail:
        'The work of fetching has not run. The operator of Tandem looks at the page Trouble: what failed there can be tried again at once.',
    }
  return {
    title: 'Sent, but not in the Inbox yet',
    detail:
      'The mailbox was looked into since, and the mail is not in its Inbox. Look whether a rule of the mailbox (Outlook, Settings, Mail, Rules) or of the organisation moves it, whether it is in Junk Email, and whether mail to this address is forwarded elsewhere: only the Inbox is fetched.',
  }
}

function iso(at: Date | null): string | null {
  return at?.toISOString() ?? null
}
