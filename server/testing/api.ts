import { pino } from 'pino'
import { afterAll } from 'vitest'
import { createApp } from '../src/api/app.ts'
import type { ApiDeps, App } from '../src/api/deps.ts'
import { ensureFirstOperator } from '../src/api/first-operator.ts'
import { createAuth } from '../src/api/sign-in.ts'
import { readConfig } from '../src/config.ts'
import { createApiKey } from '../src/store/api-keys.ts'
import type { Database } from '../src/store/database.ts'
import { createTestDatabase } from './database.ts'
import { temporaryFolder } from './temporary-folder.ts'

export interface TestApi {
  app: App
  deps: ApiDeps
  db: Database
  url: string
  /** Header of an operator's key: sees all organisations. */
  asOperator: { authorization: string }
  /** A new organisation with a key of its own. */
  organisation(name?: string): Promise<{ id: string; headers: { authorization: string } }>
  /** Signs the first operator in; headers of a browser: cookie and origin. */
  signIn(): Promise<{ cookie: string; origin: string }>
}

export const operator = { email: 'operator@tandem.example', password: 'correct horse battery' }

/** The whole API on a database of its own, asked in-process with `app.inject`. */
export async function createTestApi(
  changes: Partial<ApiDeps> = {},
  fromDatabase: (db: Database) => Partial<ApiDeps> = () => ({}),
): Promise<TestApi> {
  const { url, db } = await createTestDatabase()
  const mail = await temporaryFolder('mail')
  const config = readConfig({ TANDEM_DATA: '/nowhere', MAIL_FOLDER: mail.path, LOG_LEVEL: 'silent' })
  const auth = createAuth({ db, config, secret: 'a secret of the tests, thirty-two characters' })
  const deps: ApiDeps = {
    db,
    url,
    config,
    // A fault of ours shows in the test's output.
    log: pino({ level: 'error' }),
    auth,
    seal: async () => {
      throw new Error('Give createTestApi a `seal` to store credentials')
    },
    providers: {},
    version: '0.0.0-test',
    ...fromDatabase(db),
    ...changes,
  }
  const app = await createApp(deps)
  await app.ready()
  afterAll(async () => {
    await app.close()
    await mail.remove()
  })
  const asOperator = await keyHeader(db, null)
  return {
    app,
    deps,
    db,
    url,
    asOperator,
    organisation: async (name = 'Harbor Realty') => {
      const { id } = await db
        .insertInto('organisation')
        .values({ name })
        .returning('id')
        .executeTakeFirstOrThrow()
      return { id, headers: await keyHeader(db, id) }
    },
    signIn: async () => await signIn(app, deps),
  }
}

async function keyHeader(db: Database, organisationId: string | null): Promise<{ authorization: string }> {
  const { key } = await createApiKey(db, { name: 'test', organisationId, expiresAt: null })
  return { authorization: `Bearer ${key}` }
}

async function signIn(app: App, deps: ApiDeps): Promise<{ cookie: string; origin: string }> {
  await ensureFirstOperator(deps, operator)
  const origin = deps.config.publicUrl
  const answer = await app.inject({
    method: 'POST',
    url: '/api/auth/sign-in/email',
    headers: { origin },
    payload: operator,
  })
  if (answer.statusCode !== 200) throw new Error(`Sign-in answered ${answer.statusCode}: ${answer.body}`)
  return {
    origin,
    cookie: answer.cookies.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join('; '),
  }
}
