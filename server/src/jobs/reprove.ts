import { sql } from 'kysely'
import { TandemError } from '../errors.ts'
import type { Provider } from '../providers/provider.ts'
import { holdConnection } from '../store/connections.ts'
import type { Database } from '../store/database.ts'
import { beginVerification } from '../verify/begin.ts'
import type { Reason } from '../verify/verdict.ts'

/** At most this many a round: the next one is five seconds away, and no service is asked by all connections at once. */
const limit = 5

/**
 * Begins the verifications that nobody asks for: of connections in use once in `everySeconds` (0: never; a tenth more or less by the
 * connection, so that they spread), and of those whose last report said that it would look again. Returns how many.
 */
export async function reprove(
  db: Database,
  registry: Record<string, Pick<Provider, 'checks'>>,
  options: { everySeconds: number },
): Promise<number> {
  const { rows } = await sql<{ id: string; reason: Reason }>`
    SELECT c.id, CASE WHEN v.again_at IS NULL THEN 'schedule' ELSE 'again' END AS reason
    FROM connection c
    CROSS JOIN LATERAL (
      SELECT * FROM verification_report r WHERE r.connection_id = c.id ORDER BY r.created_at DESC LIMIT 1
    ) v
    WHERE v.state IN ('passed', 'failed') AND v.attempt = c.attempt AND c.credential IS NOT NULL
      AND CASE WHEN v.again_at IS NULL THEN
        c.state = 'active' AND ${options.everySeconds} > 0 AND v.finished_at + make_interval(
          secs => ${options.everySeconds} * (0.9 + 0.2 * (hashtext(c.id::text) & 1023) / 1023)
        ) <= now()
      ELSE c.state IN ('failed', 'active') AND v.again_at <= now() END
    ORDER BY coalesce(v.again_at, v.finished_at) LIMIT ${limit}`.execute(db)
  let begun = 0
  for (const { id, reason } of rows) if (await begin(db, registry, id, reason)) begun += 1
  return begun
}

/** False: somebody was faster, or the connection is not what it was. */
async function begin(
  db: Database,
  registry: Record<string, Pick<Provider, 'checks'>>,
  id: string,
  reason: Reason,
): Promise<boolean> {
  try {
    return await db.transaction().execute(async (tx) => {
      const row = await holdConnection(tx, id)
      const provider = registry[row.method]
      if (provider === undefined || !['failed', 'active'].includes(row.state)) return false
      await beginVerification(tx, provider, row, { requestedBy: `tandem:${reason}`, reason })
      return true
    })
  } catch (error) {
    if (error instanceof TandemError && ['already-exists', 'not-found'].includes(error.code)) return false
    throw error
  }
}
