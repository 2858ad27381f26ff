import type { EventContent } from '@tandem/model/event.ts'
import type { Failure } from '../failures.ts'
import type { Edit } from '../provider.ts'
import { sendBatches } from './batch.ts'
import type { GraphEvent } from './event-map.ts'
import type { EventPaths } from './event-paths.ts'
import type { GraphClient, GraphRequest } from './http.ts'

type Answer = 'accepted' | 'tentativelyAccepted' | 'declined'

const actions: Record<Answer, string> = {
  accepted: 'accept',
  tentativelyAccepted: 'tentativelyAccept',
  declined: 'decline',
}

/** The answer to an invitation that an edit gives; undefined for none. */
export function answersOf({ changes }: Edit<EventContent>): Answer | undefined {
  const response = changes.responseStatus?.response
  return response !== undefined && response in actions ? (response as Answer) : undefined
}

/**
 * Answers invitations, unless the mailbox says that it was answered so already: the second answer would be mailed as well. The organizer
 * hears of it only where that was agreed to. Failures stand in the order of the edits.
 */
export async function sendAnswers(
  client: GraphClient,
  paths: EventPaths,
  edits: { edit: Edit<EventContent>; before: GraphEvent }[],
): Promise<(Failure | undefined)[]> {
  const open = edits.flatMap(({ edit, before }, place) => {
    const answer = answersOf(edit)
    const given = (before.responseStatus as { response?: string } | null | undefined)?.response
    return answer === undefined || answer === given ? [] : [{ edit, answer, place }]
  })
  const answered = await sendBatches(
    client,
    open.map(({ edit: { ref, say }, answer }): GraphRequest => {
      const sendResponse = say?.notify === true
      const body = { sendResponse, ...(sendResponse && say?.comment && { comment: say.comment }) }
      return { method: 'POST', path: `${paths.event(ref)}/${actions[answer]}`, body }
    }),
  )
  const failures = edits.map((): Failure | undefined => undefined)
  answered.forEach((answer, nth) => {
    if (!answer.ok) failures[open[nth]!.place] = answer.failure
  })
  return failures
}
