import { unshownRefs } from '../store/records.ts'
import type { Sync } from './context.ts'

/** Items asked for at once. */
const atOnce = 200

/**
 * The items that we made or an audit found, that no reading has shown (`shown`: the last page, not stored yet), and that are gone. A list of
 * changes need not tell that an item is gone which it never showed, so one that a person deletes before the next reading
 * would be found by an audit at the earliest. All were made before this reading began, as one worker at a time has the
 * mailbox; usually the reading shows them, and nothing is asked.
 */
export async function findUnshownGone(sync: Sync, shown: ReadonlyMap<string, unknown>): Promise<string[]> {
  const refs = (await unshownRefs(sync.db, sync.kept)).filter((ref) => !shown.has(ref))
  const gone: string[] = []
  for (let from = 0; from < refs.length; from += atOnce) {
    sync.signal?.throwIfAborted()
    const asked = refs.slice(from, from + atOnce)
    const there = new Set((await sync.outside.get(asked)).map((item) => item.ref))
    gone.push(...asked.filter((ref) => !there.has(ref)))
  }
  return gone
}
