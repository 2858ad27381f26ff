import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import { createDispatcher } from '../lib/outside.ts'
import type { Outside, Provider } from '../providers/provider.ts'
import type { Database } from '../store/database.ts'
import { openCredential } from '../vault/credential.ts'
import type { Opener } from '../vault/open.ts'
import { collectionTasks } from './collection-tasks.ts'
import { createDiscover } from './discover.ts'
import { reprove } from './reprove.ts'
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
  const worker = await startWorker({
    url,
    log,
    concurrency: config.WORK_CONCURRENCY,
    tasks: collectionTasks({ db, sessions, publicUrl: config.publicUrl }),
    jobs: {
      verify: createVerify(reach),
      discover: createDiscover({ db, sessions }),
      unwatch: createUnwatch({ sessions }),
      tick: async () => {
        await tick(db, { auditSeconds: config.AUDIT_SECONDS })
        await reprove(db, deps.providers, { everySeconds: config.VERIFY_SECONDS })
      },
      sweep: async () => void (await sweep(db)),
    },
  })
  return {
    close: async () => {
      await worker.close()
      sessions.close()
      await dispatcher.close()
    },
  }
}
