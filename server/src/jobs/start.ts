import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import { createOutside } from '../providers/outside.ts'
import type { Provider } from '../providers/provider.ts'
import type { Database } from '../store/database.ts'
import { openCredential } from '../vault/credential.ts'
import type { Opener } from '../vault/open.ts'
import { collectionTasks } from './collection-tasks.ts'
import { createDiscover } from './discover.ts'
import { createExpiries } from './expiries.ts'
import { createExpiry } from './expiry.ts'
import { createLook } from './look.ts'
import { createNotices } from './notices.ts'
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
  const outside = await createOutside(config)
  const reach = {
    db,
    open: (sealed: string) => openCredential(deps.open, sealed),
    outside: outside.reach,
    registry: deps.providers,
  }
  const sessions = createSessions(reach)
  const worker = await startWorker({
    url,
    log,
    concurrency: config.WORK_CONCURRENCY,
    forget: sessions.forget,
    tasks: collectionTasks({ db, sessions, publicUrl: config.publicUrl }),
    jobs: {
      verify: createVerify(reach),
      look: createLook(reach),
      discover: createDiscover({ db, sessions }),
      unwatch: createUnwatch({ sessions }),
      tick: async () => {
        await tick(db, { auditSeconds: config.AUDIT_SECONDS })
        await reprove(db, deps.providers, { everySeconds: config.VERIFY_SECONDS })
      },
      sweep: async () => void (await sweep(db)),
      notices: createNotices({ db, config }),
      expiries: createExpiries({ db }),
      expiry: createExpiry({ db, sessions, open: reach.open }),
    },
  })
  return {
    close: async () => {
      await worker.close()
      sessions.close()
      await outside.close()
    },
  }
}
