import type { Verification } from '@tandem/model/verification.ts'
import { pino } from 'pino'
import { afterAll } from 'vitest'
import { createLook } from '../src/jobs/look.ts'
import { createVerify } from '../src/jobs/verify.ts'
import type { Check, Outside, Provider } from '../src/providers/provider.ts'
import { openCredential } from '../src/vault/credential.ts'
import { ensureIdentity } from '../src/vault/identity.ts'
import { createOpener } from '../src/vault/open.ts'
import { seal } from '../src/vault/seal.ts'
import { createTestApi } from './api.ts'
import { createTestProvider, noOutside } from './provider.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** Asks the API as an operator, or with other headers. */
export type Ask = <Body = Record<string, unknown>>(
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE',
  path: string,
  payload?: object,
  headers?: Record<string, string>,
) => Promise<{ status: number; body: Body }>

/** The API with a vault of its own and a worker's half of the verification, run by hand. */
export async function createConnectBench(
  given: {
    providers?: Record<string, Provider>
    outside?: (method: string) => Outside
    checks?: Check[]
  } = {},
) {
  const folder = await temporaryFolder('connect')
  afterAll(folder.remove)
  const { recipients, identityFile } = await ensureIdentity(folder.path)
  const opener = await createOpener(identityFile)
  const test = createTestProvider(given.checks)
  const providers = given.providers ?? { memory: test.memory }
  const lines: string[] = []
  const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) })
  const outside = given.outside ?? noOutside
  const api = await createTestApi({ providers, outside, seal: (text) => seal(recipients, text), log })
  const deps = {
    db: api.db,
    open: (sealed: string) => openCredential(opener, sealed),
    outside,
    registry: providers,
  }
  const [verify, look] = [createVerify(deps), createLook(deps)]
  const job = { log, signal: new AbortController().signal }
  const ask: Ask = async (method, path, payload, headers = api.asOperator) => {
    const answer = await api.app.inject({
      method,
      url: `/api/v1${path}`,
      headers,
      ...(payload && { payload }),
    })
    return { status: answer.statusCode, body: answer.json() }
  }
  return {
    ...api,
    ...test,
    ask,
    opener,
    /** Everything logged so far. */
    logged: () => lines.join(''),
    /** Does the worker's part of a quick look. */
    look: async (connectionId: string) => await look({ connectionId }, job),
    /** Does the worker's part of a verification. */
    prove: async (reportId: string) => {
      await verify({ reportId }, job)
      return (await ask<Verification>('GET', `/verifications/${reportId}`)).body
    },
  }
}
