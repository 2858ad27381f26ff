import { sql } from 'kysely'
import type { Database } from '../store/database.ts'
import type { Auth } from './sign-in.ts'

/** Any constant: one process makes the first operator, however many start. */
const firstOperatorLock = 7_204_521

/** Makes the first person who can sign in, if there is nobody yet; true if it did. The password is hashed by better-auth. */
export async function ensureFirstOperator(
  deps: { db: Database; auth: Auth },
  operator: { email: string; password: string },
): Promise<boolean> {
  const context = await deps.auth.$context
  const password = await context.password.hash(operator.password)
  return await deps.db.transaction().execute(async (tx) => {
    await sql`SELECT pg_advisory_xact_lock(${firstOperatorLock})`.execute(tx)
    if ((await tx.selectFrom('user').select('id').limit(1).executeTakeFirst()) !== undefined) return false
    const userId = context.generateId({ model: 'user' }) || crypto.randomUUID()
    const email = operator.email.toLowerCase()
    await tx
      .insertInto('user')
      .values({ id: userId, email, name: 'Operator', emailVerified: true, role: 'operator' })
      .execute()
    await tx
      .insertInto('account')
      .values({ id: crypto.randomUUID(), userId, accountId: userId, providerId: 'credential', password })
      .execute()
    return true
  })
}
