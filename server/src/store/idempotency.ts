import { sql } from 'kysely'
import type { Db } from './database.ts'

export interface KeyUse {
  principal: string
  key: string
  requestHash: Buffer
}

/** Takes the key until the end of the transaction; false if another transaction holds it right now. */
export async function claimKey(tx: Db, use: KeyUse): Promise<boolean> {
  const { rows } = await sql<{ claimed: boolean }>`
    SELECT pg_try_advisory_xact_lock(hashtextextended(${use.principal} || ' ' || ${use.key}, 0)) AS claimed`.execute(
    tx,
  )
  return rows[0]?.claimed ?? false
}

/** The answer stored with the key, if the key was used before. */
export async function readAnswer(
  tx: Db,
  use: KeyUse,
): Promise<{ requestHash: Buffer; status: number; body: unknown } | undefined> {
  const row = await tx
    .selectFrom('idempotency')
    .select(['request_hash as requestHash', 'status', 'body'])
    .where('principal', '=', use.principal)
    .where('key', '=', use.key)
    .executeTakeFirst()
  return row && { ...row, status: row.status ?? 200 }
}

/** Keeps an answer; commits or vanishes with the work it answers. */
export async function storeAnswer(tx: Db, use: KeyUse, status: number, body: unknown): Promise<void> {
  await tx
    .insertInto('idempotency')
    .values({
      principal: use.principal,
      key: use.key,
      request_hash: use.requestHash,
      status,
      body: sql`${JSON.stringify(body ?? null)}::jsonb`,
    })
    .execute()
}
