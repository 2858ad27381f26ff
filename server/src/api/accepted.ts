import type { WallTime } from '@tandem/model/moment.ts'
import { TandemError } from '../errors.ts'
import type { FieldProblem } from '../lib/calendar/validate-times.ts'
import { ianaZone } from '../lib/calendar/zones.ts'
import { cleanHtml } from '../lib/clean-html.ts'

/** A time as it was sent, its zone by its IANA name (Windows' names are understood); an unknown zone stays, to be named. */
export function acceptedTime<Time extends WallTime | null | undefined>(time: Time): Time {
  return time ? { ...time, timeZone: ianaZone(time.timeZone) ?? time.timeZone } : time
}

interface Body {
  contentType: 'text' | 'html'
  content: string
}

/** A body as it was sent, HTML without what runs or sends; its pictures stay where they are, for it goes into the mailbox. */
export function acceptedBody<Given extends Body | null | undefined>(body: Given): Given {
  return body?.contentType === 'html'
    ? { ...body, content: cleanHtml(body.content, { remote: 'kept' }) }
    : body
}

/** Refuses an input with problems, each with its pointer, in the form of the schema's own. */
export function mustBeSound(problems: FieldProblem[]): void {
  if (problems.length === 0) return
  const places = problems.slice(0, 3).map(({ pointer, detail }) => `${pointer}: ${detail}`)
  const rest = problems.length > places.length ? ` (and ${problems.length - places.length} more)` : ''
  throw new TandemError(
    'invalid-input',
    `Correct this and send it again. ${places.join(' ')}${rest}`,
    problems,
  )
}
