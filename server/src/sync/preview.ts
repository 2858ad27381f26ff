import { announceCollection, getCollection, type Preview, savePreview } from '../store/collections.ts'
import { lockUnlinked } from '../store/records.ts'
import { type Sync, stored } from './context.ts'
import { createMatcher } from './match.ts'
import { readAhead } from './read-ahead.ts'

/** Names shown for each thing that would happen. */
const most = 5

/** Reads the whole mailbox and counts what a first sync would do; writes nothing but the counts. */
export async function preview(sync: Sync): Promise<Preview | undefined> {
  const { owner, resource } = sync
  const row = await getCollection(sync.db, owner.id, resource.kind)
  if (row?.state !== 'waiting') return undefined
  const unlinked = await sync.db.transaction().execute((tx) => lockUnlinked(tx, sync.kept))
  const match = createMatcher(unlinked, resource.keysOf)
  const found: Preview = { create: 0, link: 0, push: 0, skipped: 0, samples: [] }
  const note = (action: 'create' | 'link' | 'push', name: string) => {
    found[action] += 1
    if (found[action] <= most) found.samples.push({ action, name })
  }
  const seen = new Set<string>()
  const linked = new Set<string>()
  const pages = sync.outside.changes(undefined, row.folder ?? undefined, { markPrivate: row.skip_private })
  for await (const page of readAhead(pages)) {
    sync.signal?.throwIfAborted()
    for (const change of page) {
      if (change.kind !== 'upsert' || seen.has(change.ref)) continue
      seen.add(change.ref)
      if (row.skip_private && change.private === true) found.skipped += 1
      else {
        const record = match(change.item)
        if (record) linked.add(record.id)
        note(record ? 'link' : 'create', resource.nameOf(change.item))
      }
    }
  }
  if (row.write_back)
    for (const record of unlinked) if (!linked.has(record.id)) note('push', resource.nameOf(record.fields))
  await stored(sync, async (tx) => {
    await savePreview(tx, owner.id, resource.kind, found)
    await announceCollection(tx, owner.id, owner.organisationId)
  })
  return found
}
