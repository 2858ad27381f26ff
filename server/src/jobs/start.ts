import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import { createDispatcher } from '../lib/outside.ts'
import type { Outside, Provider } from '../providers/provider.ts'
import type { Database } from '../store/database.ts'
import { openCredential } from '../vault/credential.ts'
import { readRecipients } from '../vault/identity.ts'
import type { Opener } from '../vault/open.ts'
import { seal } from '../vault/seal.ts'
import { collectionTasks } from './collection-tasks.ts'
import { createDiscover } from './discover.ts'
import { createProvision } from './provision.ts'
import { createSessions } from './sessions.ts'
import { sweep } from './sweep.ts'
import { tick } from './tick.ts'
import { createUnwatch } from './unwatch.ts'
import { createVerify } from './verify.ts'
import { startWorker } from './worker.ts'

export interface WorkDeps {
  config: Config
  db: Database
  url: string
  log: Logger
  /** Opens sealed credentials: only a working process has it. */
  open: Opener
  providers: Record<string, Provider>
}

/** Starts to work, with every task and job of the product. */
export async function startWork(deps: WorkDeps): Promise<{ close(): Promise<void> }> {
  const { config, db, url, log } = deps
  const dispatcher = await createDispatcher({
    caFile: config.OUTSIDE_CA_FILE,
    timeout: config.OUTSIDE_TIMEOUT_MS,
  })
  const outside = (): Outside => ({
    dispatcher,
    loginUrl: config.LOGIN_URL,
    serviceUrl: config.SERVICE_URL,
    exchangeUrl: config.EXCHANGE_URL,
    uploadHosts: config.UPLOAD_HOSTS,
    timeout: config.OUTSIDE_TIMEOUT_MS,
  })
  const reach = {
    db,
    open: (sealed: string) => openCredential(deps.open, sealed),
    outside,
    registry: deps.providers,
  }
  const sessions = createSessions(reach)
  const closing = new AbortController()
  const worker = await startWorker({
    url,
    log,
    concurrency: config.WORK_CONCURRENCY,
    tasks: collectionTasks({ db, sessions, publicUrl: config.publicUrl }),
    jobs: {
      verify: createVerify(reach),
      provision: createProvision({
        ...reach,
        seal: async (text) =>
          await seal(await readRecipients(config.TANDEM_DATA, config.TANDEM_RECIPIENTS), text),
        closing: closing.signal,
        clients: { directory: config.PROVISION_CLIENT_ID, exchange: config.PROVISION_EXCHANGE_CLIENT_ID },
      }),
      discover: createDiscover({ db, sessions }),
      unwatch: createUnwatch({ sessions }),
      tick: async () => void (await tick(db, { auditSeconds: config.AUDIT_SECONDS })),
      sweep: async () => void (await sweep(db)),
    },
  })
  return {
    close: async () => {
      closing.abort()
      await worker.close()
      sessions.close()
      await dispatcher.close()
    },
  }
}
