import type { CollectionRow } from '../store/collections.ts'
import type { Sync } from './context.ts'
import type { PageRules } from './plan.ts'

/** How the pages of a collection are planned, as a person set it. */
export function pageRules(sync: Sync, row: CollectionRow): PageRules {
  return {
    rules: sync.resource.rules,
    policy: row.conflict_policy as PageRules['policy'],
    skipPrivate: row.skip_private,
    normal: sync.resource.normal,
    clashes: sync.resource.clashes,
    mask: row.private_as_busy ? sync.resource.mask : undefined,
    listing: row.listing_id,
  }
}
