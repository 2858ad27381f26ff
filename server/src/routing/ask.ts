import { addJob } from '../queue/add.ts'
import type { Db } from '../store/database.ts'
import { organisationsToRoute } from '../store/distribution.ts'

/** Asks, at commit, for the conversations of an organisation to be given to agents; many wishes fold into one. */
export async function askToRoute(db: Db, organisationId: string): Promise<void> {
  await addJob(db, 'route', { organisationId }, { jobKey: `route ${organisationId}` })
}

/** Asks where time alone has something to do. */
export async function askWhereDue(db: Db): Promise<void> {
  for (const id of await organisationsToRoute(db)) await askToRoute(db, id)
}
