import { TandemError } from '../errors.ts'
import type { Db } from './database.ts'

export interface SessionRow {
  id: string
  userAgent: string | null
  ipAddress: string | null
  createdAt: Date
  updatedAt: Date
  expiresAt: Date
}

/** Where a person is signed in (better-auth's table), newest first; never the token. */
export async function listSessions(db: Db, userId: string): Promise<SessionRow[]> {
  return await db
    .selectFrom('session')
    .select(['id', 'userAgent', 'ipAddress', 'createdAt', 'updatedAt', 'expiresAt'])
    .where('userId', '=', userId)
    .where('expiresAt', '>', new Date())
    .orderBy('createdAt', 'desc')
    .orderBy('id')
    .execute()
}

/** Ends one session of a person. */
export async function endSession(tx: Db, userId: string, id: string): Promise<void> {
  const ended = await tx
    .deleteFrom('session')
    .where('userId', '=', userId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (ended.numDeletedRows === 0n)
    throw new TandemError('not-found', 'There is no such session: it may have ended already.')
}
