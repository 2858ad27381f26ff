import { acknowledge } from '../mail/acknowledge.ts'
import type { FetchDeps } from '../mail/inbound/fetch.ts'
import { arrive } from '../routing/arrive.ts'
import { askToRoute } from '../routing/ask.ts'
import { isOpen } from '../routing/hours.ts'
import { noteTestsArrived } from '../store/queue-tests.ts'

/** Somebody waits for an answer: what begins is routed and acknowledged, and goes to an agent as soon as it is stored. */
export const arrived: FetchDeps['arrived'] = async (tx, owner, news) => {
  if (news.length === 0) return
  const { fresh, routing } = await arrive(tx, owner, news)
  await noteTestsArrived(
    tx,
    owner.id,
    fresh.map(({ conversationId, messageId, content: { subject } }) => ({
      conversationId,
      messageId,
      subject,
    })),
  )
  await askToRoute(tx, owner.organisationId)
  if (!routing?.acknowledgement) return
  const { text, closedText } = routing.acknowledgement
  // Bounces wait for somebody, and are nobody.
  const people = fresh.filter(({ kind }) => kind === 'mail')
  if (people.length > 0)
    await acknowledge(tx, owner, people, isOpen(routing.hours, new Date()) ? text : (closedText ?? text))
}
