import { createHash, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from './database.ts'

export interface ApiKeyFacts {
  id: string
  organisationId: string | null
  name: string
  /** `null`: everything. */
  scopes: string[] | null
  lastFour: string
  createdAt: Date
  expiresAt: Date | null
  lastUsedAt: Date | null
}

/** Makes a key; `key` is shown once, only its hash is kept (decision 0004). */
export async function createApiKey(
  db: Db,
  wish: { name: string; organisationId: string | null; expiresAt: Date | null; scopes?: string[] | null },
): Promise<ApiKeyFacts & { key: string }> {
  const key = `tdm_${randomBytes(32).toString('base64url')}`
  const row = await db
    .insertInto('api_key')
    .values({
      name: wish.name,
      organisation_id: wish.organisationId,
      expires_at: wish.expiresAt,
      scopes: wish.scopes ?? null,
      hash: hashOfToken(key),
      last_four: key.slice(-4),
    })
    .returning(shown)
    .executeTakeFirstOrThrow()
  return { ...row, key }
}

/** The key's facts if it exists and has not expired; its use is noted at most once a minute. */
export async function findApiKey(db: Db, key: string): Promise<ApiKeyFacts | undefined> {
  const row = await db
    .selectFrom('api_key')
    .select(shown)
    // The look-up compares hashes of 256 random bits: its time tells nothing about the key.
    .where('hash', '=', hashOfToken(key))
    .where((is) => is.or([is('expires_at', 'is', null), is('expires_at', '>', sql<Date>`now()`)]))
    .executeTakeFirst()
  if (row !== undefined && isOlderThanAMinute(row.lastUsedAt)) await noteUse(db, row.id)
  return row
}

/** Keys, newest first; of one organisation or, with `null`, all. */
export async function listApiKeys(db: Db, organisationId: string | null): Promise<ApiKeyFacts[]> {
  let query = db.selectFrom('api_key').select(shown).orderBy('created_at', 'desc')
  if (organisationId !== null) query = query.where('organisation_id', '=', organisationId)
  return await query.execute()
}

/** Ends a key and answers what it was; undefined if there is none such. */
export async function deleteApiKey(
  db: Db,
  id: string,
  organisationId: string | null,
): Promise<ApiKeyFacts | undefined> {
  let query = db.deleteFrom('api_key').where('id', '=', id)
  if (organisationId !== null) query = query.where('organisation_id', '=', organisationId)
  return await query.returning(shown).executeTakeFirst()
}

/** SHA-256 of a random token: enough for 256 random bits, nothing can be guessed from it. */
export function hashOfToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

const shown = [
  'id',
  'organisation_id as organisationId',
  'name',
  'scopes',
  'last_four as lastFour',
  'created_at as createdAt',
  'expires_at as expiresAt',
  'last_used_at as lastUsedAt',
] as const

function isOlderThanAMinute(lastUsedAt: Date | null): boolean {
  return lastUsedAt === null || Date.now() - lastUsedAt.getTime() > 60_000
}

async function noteUse(db: Db, id: string): Promise<void> {
  await sql`UPDATE api_key SET last_used_at = now()
    WHERE id = ${id} AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')`.execute(db)
}
