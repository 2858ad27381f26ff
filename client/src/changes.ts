import type { TandemClient } from './client.ts'
import type { Schema } from './types.ts'

export interface FollowOptions {
  /** The last cursor you kept; absent: from the very beginning; `now`: only what comes from now on. */
  cursor?: string
  /** Id or address of one mailbox. */
  mailbox?: string
  organisation?: string
  /** Ends the following. */
  signal?: AbortSignal
}

/** Some changes in order, and the cursor to keep once you have taken them over. */
export interface ChangeBatch {
  changes: Schema<'Change'>[]
  cursor: string
}

/**
 * Follows the change feed for ever: takes what there is, then waits for more (the server holds the request for up to 25
 * s). Nothing is skipped; keep `cursor` in the same transaction as what you did with the changes.
 */
export async function* followChanges(
  tandem: TandemClient,
  options: FollowOptions = {},
): AsyncGenerator<ChangeBatch, void> {
  const { mailbox, organisation, signal } = options
  let { cursor } = options
  while (signal?.aborted !== true) {
    const query = { cursor, mailbox, organisation, limit: 1000, wait: 25 }
    const page = await tandem.get('/changes', { query, signal }).catch((error: unknown) => {
      if (signal?.aborted !== true) throw error
    })
    if (page === undefined) return
    cursor = page.nextCursor
    if (page.items.length > 0) yield { changes: page.items, cursor }
  }
}
