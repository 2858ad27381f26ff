import { createHash } from 'node:crypto'
import type { Mailbox } from '../tenant/types.ts'
import { refuse } from './errors.ts'

/** What a `$skiptoken` or `$deltatoken` remembers; it holds everything, so that tokens survive a restart. */
export interface DeltaToken {
  /** Change number up to which the client knows everything. */
  after: number
  /** Change number at which a full listing began; 0 for later rounds. */
  start: number
  /** Change number of the mailbox when the token was given out. */
  issued: number
  /** The options of the first request. */
  select?: string[]
  /** What else the kind of resource keeps. */
  more?: unknown
}

/** An opaque text; `place` ties it to the mailbox and the folder it was made for. */
export function writeToken(token: DeltaToken, mailbox: Mailbox, place: string): string {
  const { after, start, issued, select = null, more } = token
  const text = JSON.stringify([after, start, issued, select, ...(more ? [more] : [])])
  return Buffer.from(`${seal(text, mailbox, place)}${text}`).toString('base64url')
}

/** The token behind a text; 400 when it is not one of this place, 410 (with where to start anew) when it is too old. */
export function readToken(
  text: string,
  mailbox: Mailbox,
  place: string,
  restartAt: string | ((token: DeltaToken) => string),
): DeltaToken {
  const plain = Buffer.from(text, 'base64url').toString('utf8')
  const payload = plain.slice(12)
  if (plain.slice(0, 12) !== seal(payload, mailbox, place)) throw refuse.syncState('SyncStateInvalid')
  const [after, start, issued, select, more] = JSON.parse(payload) as Parts
  const token: DeltaToken = { after, start, issued, ...(select && { select }), ...(more ? { more } : {}) }
  if (issued < mailbox.deltaHorizon) {
    throw refuse.syncStateGone(issued, typeof restartAt === 'string' ? restartAt : restartAt(token))
  }
  return token
}

type Parts = [number, number, number, string[] | null, unknown?]

function seal(text: string, mailbox: Mailbox, place: string): string {
  return createHash('sha256').update(`${mailbox.guid} ${place} ${text}`).digest('base64url').slice(0, 12)
}
