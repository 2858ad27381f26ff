import type { Failure } from '../providers/failures.ts'
import type { Sent } from '../providers/sender.ts'
import type { DueMessage, Outcome } from '../store/outgoing-work.ts'
import type { Claimed } from './claim.ts'
import { afterFailure, afterLook } from './decide.ts'
import { inLanes, type Mailer, openLetters } from './mailer.ts'
import type { RoundEnd } from './send.ts'

/**
 * Sends where nothing may be looked up: one request each. What was on its way when the last run died is unknown. When
 * none of a round got through, the rest is left alone: each further try could make one more message uncertain.
 */
export async function sendOnce(mailer: Mailer, { begun, fresh }: Claimed): Promise<RoundEnd> {
  const outcomes: Outcome[] = begun.map((message) => {
    const next = afterLook({ ...message, step: 'submit' }, undefined)
    if (next.do !== 'end') throw new Error('What was submitted is never made anew')
    return { id: message.id, ...next.end }
  })
  const answers = new Map<DueMessage, Sent>()
  let stopped: Failure | undefined
  const open = await openLetters(mailer.db, fresh)
  await inLanes(
    fresh,
    4,
    async (message) => {
      const letter = await open(message.id)
      const answer = await mailer.sender.submit(letter)
      answers.set(message, answer)
      if (!answer.ok && judge(message, answer.failure).stops) stopped ??= answer.failure
    },
    () => stopped === undefined && !mailer.signal?.aborted,
  )
  const untouched = fresh.filter((message) => !answers.has(message))
  const back = { state: 'queued', step: null, draftRef: null, dueIn: 0, problem: null } as const
  outcomes.push(...untouched.map(({ id }): Outcome => ({ id, ...back })))
  for (const [message, answer] of answers) {
    const sent = { state: 'sent', step: null, draftRef: null, dueIn: null, problem: null } as const
    const end = answer.ok ? sent : judge(message, answer.failure).end
    outcomes.push({ id: message.id, ...end, tried: true })
  }
  const failures = [...answers.values()].flatMap((answer) => (answer.ok ? [] : [answer.failure]))
  const down =
    failures.length === answers.size ? failures.find((one) => one.kind === 'Unavailable') : undefined
  const sent = answers.size - failures.length
  const ends = { outcomes, unused: untouched.map((one) => one.id) }
  return { sent, progress: sent > 0, ends, failure: stopped ?? down }
}

function judge(message: DueMessage, failure: Failure) {
  return afterFailure({ attempts: message.attempts, draftRef: null, lookedFor: false }, 'submit', failure)
}
