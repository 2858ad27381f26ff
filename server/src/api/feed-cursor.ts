import { type FeedPlace, feedEnd, feedStart, isKnownPlace } from '../store/change-feed.ts'
import type { Db } from '../store/database.ts'
import { packCursor, unpackCursor, wrongCursor } from './cursor.ts'

/** A place in the change feed as a cursor; also the `id` of an event of the stream. */
export function packPlace({ xact, seq }: FeedPlace): string {
  return packCursor([xact, seq])
}

/** The place a cursor names: absent is the beginning, `now` the end. */
export async function placeOf(db: Db, cursor: string | undefined): Promise<FeedPlace> {
  if (cursor === 'now') return await feedEnd(db)
  const [xact, seq] = unpackCursor(cursor, 2) ?? []
  if (xact === undefined || seq === undefined) return feedStart
  if (!/^\d{1,19}$/.test(xact) || !/^-?\d{1,18}$/.test(seq)) throw wrongCursor()
  // Of a database that was since restored elsewhere: nothing would ever come after it.
  if (!(await isKnownPlace(db, { xact, seq }))) throw wrongCursor()
  return { xact, seq }
}
