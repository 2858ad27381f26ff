import { mailedBy } from '../../lib/calendar/mailed-by.ts'
import { unlessAgreed } from '../meetings.ts'
import type { Outcome, Say } from '../provider.ts'
import { sendBatches } from './batch.ts'
import { eventItem, eventVersion, keyInVersion } from './event-map.ts'
import type { EventPaths } from './event-paths.ts'
import { readWhole } from './event-series.ts'
import type { GraphClient, GraphRequest } from './http.ts'

interface Removal {
  ref: string
  version: string
  say?: Say | undefined
}

/**
 * Removes events whose version is still the one last seen; they go to Deleted Items, where the person finds them. Deleting a meeting mails
 * its attendees whether one wants it or not (event-delete), so it is looked first whose meeting it is; with a comment it
 * is cancelled, which is the same with words (event-cancel).
 */
export async function removeEvents(
  client: GraphClient,
  paths: EventPaths,
  self: string,
  removals: Removal[],
): Promise<Outcome[]> {
  const found = await readWhole(
    client,
    paths,
    removals.map(({ ref }) => ref),
  )
  const against = removals.map((removal): Outcome | undefined => {
    const whole = found.get(removal.ref)!
    if (!whole.ok) return whole
    if (eventVersion(whole.event) !== removal.version)
      return { ok: false, failure: { kind: 'Conflict', detail: 'The event was changed in the mailbox' } }
    const failure = unlessAgreed(mailedBy(eventItem(whole.event), undefined, self), removal.say)
    return failure && { ok: false, failure }
  })
  const sent = removals.filter((_, place) => !against[place])
  const answers = await sendBatches(
    client,
    sent.map((removal) => {
      const whole = found.get(removal.ref)!
      const mailed = whole.ok ? mailedBy(eventItem(whole.event), undefined, self) : []
      return request(paths, removal, mailed.length > 0)
    }),
  )
  const outcomes = answers.map((answer, place): Outcome => {
    const { ref, version } = sent[place]!
    return answer.ok ? { ok: true, ref, version } : answer
  })
  let next = 0
  return against.map((outcome) => outcome ?? outcomes[next++]!)
}

function request(paths: EventPaths, { ref, version, say }: Removal, isMeeting: boolean): GraphRequest {
  const path = paths.event(ref)
  const headers = { 'If-Match': `W/"${keyInVersion(version)}"` }
  if (!say?.notify || !say.comment || !isMeeting) return { method: 'DELETE', path, headers }
  return { method: 'POST', path: `${path}/cancel`, headers, body: { comment: say.comment } }
}
