import { announce } from '../store/announce.ts'
import { closeConversation } from '../store/conversation-acts.ts'
import { addEvents } from '../store/conversation-events.ts'
import type { Db } from '../store/database.ts'
import {
  freeAgents,
  giveConversations,
  holdDistribution,
  overflown,
  sendAway,
  waitingConversations,
  wakeConversations,
} from '../store/distribution.ts'
import { endQueueTest, type RoutedTest, routedTests } from '../store/queue-tests.ts'
import { getRoutings, moveConversations, saveRouted } from '../store/routing.ts'
import { distribute } from './distribute.ts'
import { asked } from './rules.ts'

/**
 * Routes what waits in an organisation, in one transaction: what was put off comes back, what nobody took in time goes on, agents who
 * have not been heard of are away, and the others get what they can take. Two of these never run at once for one organisation, and an owner is only ever
 * set where there is none, so that a conversation has one owner at any time.
 */
export async function routeWaiting(tx: Db, organisationId: string): Promise<{ given: number }> {
  await holdDistribution(tx, organisationId)
  const left = await sendAway(tx, organisationId)
  const woken = await wakeConversations(tx, organisationId)
  await addEvents(
    tx,
    woken.map(({ id, ownerId }) => ({ conversationId: id, kind: 'woken' as const, agentId: ownerId })),
  )
  const gone = await overflow(tx, organisationId)
  const given = await give(tx, organisationId)
  const tested = await endTests(tx, organisationId)
  const touched = new Set([...left, ...woken, ...gone, ...given, ...tested].map(({ mailboxId }) => mailboxId))
  for (const id of touched) await announce(tx, { organisationId, topic: 'queue', id })
  return { given: given.length }
}

async function give(tx: Db, organisationId: string): Promise<{ mailboxId: string }[]> {
  const agents = await freeAgents(tx, organisationId)
  if (agents.length === 0) return []
  const gifts = distribute(await waitingConversations(tx, organisationId), agents, Date.now())
  const given = await giveConversations(tx, gifts)
  const has = new Set(given.map(({ id }) => id))
  await addEvents(
    tx,
    gifts
      .filter(({ conversationId }) => has.has(conversationId))
      .map(({ conversationId, agentId, reason }) => ({
        conversationId,
        kind: 'given',
        agentId,
        data: { reasons: [reason] },
      })),
  )
  return given
}

/** What was sent as a test has been given to somebody, or could not be: nobody is to work on it. */
async function endTests(tx: Db, organisationId: string): Promise<{ mailboxId: string }[]> {
  const tests = await routedTests(tx, organisationId)
  for (const test of tests) {
    await closeConversation(tx, test.conversationId)
    await endQueueTest(tx, test.id, outcomeOf(test))
  }
  await addEvents(
    tx,
    tests.map(({ conversationId }) => ({
      conversationId,
      kind: 'closed',
      data: { reasons: ['It was a test, and is through.'] },
    })),
  )
  return tests
}

function outcomeOf({ ownerName, isAutomatic }: RoutedTest): string {
  if (ownerName !== null) return `Given to ${ownerName}.`
  return isAutomatic
    ? 'Nobody could be given it: no agent of the queue is available with these skills and has room.'
    : 'It waited for an agent to take it: this queue gives nothing by itself.'
}

/** What nobody took: any agent of its queue may, or it goes to the queue that is named. */
async function overflow(tx: Db, organisationId: string): Promise<{ mailboxId: string }[]> {
  const gone = await overflown(tx, organisationId)
  const moves = gone.flatMap(({ id, to }) => (to === null ? [] : [{ id, mailboxId: to }]))
  await moveConversations(tx, moves)
  const routings = await getRoutings(
    tx,
    moves.map(({ mailboxId }) => mailboxId),
  )
  // The time for an answer was promised by the first queue and stays. It goes on once, not round and round.
  await saveRouted(
    tx,
    moves.map(({ id, mailboxId }) => {
      const routing = routings.get(mailboxId)
      return {
        id,
        wants: routing && { ...asked(routing), agentId: null },
      }
    }),
  )
  await addEvents(
    tx,
    gone.map(({ id, to }) => ({
      conversationId: id,
      kind: 'overflowed' as const,
      data: {
        reasons: [
          to === null
            ? 'Nobody took it in time: any agent of the queue may now.'
            : 'Nobody took it in time: it went to the queue that is named for this.',
        ],
      },
    })),
  )
  return [...gone, ...moves]
}
