import { routeWaiting } from '../routing/assign.ts'
import type { Database } from '../store/database.ts'

/** `route`: conversations of an organisation go to agents. */
export function createRoute(deps: { db: Database }): (payload: { organisationId: string }) => Promise<void> {
  return async ({ organisationId }) =>
    void (await deps.db.transaction().execute(async (tx) => await routeWaiting(tx, organisationId)))
}
