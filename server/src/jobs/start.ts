import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import { createDispatcher } from '../lib/outside.ts'
import type { Outside, Provider } from '../providers/provider.ts'
import type { Database } from '../store/database.ts'
import { openCredential } from '../vault/credential.ts'
import type { Opener } from '../vault/open.ts'
import { collectionTasks } from './collection-tasks.ts'
import { createDiscover } from './discover.ts'
import { createSessions } from './sessions.ts'
import { sweep } from './sweep.ts'
import { tick } from './tick.ts'
import { createUnwatch } from './unwatch.ts'
import { createVerify } from './verify.ts'
import { WebhookLoop } from './webhooks/webhook-loop.ts'
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

/** A receiver is to answer first and work then (docs/webhooks.md). */
const webhookTimeoutMs = 15_000

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
      tick: async () => void (await tick(db, { auditSeconds: config.AUDIT_SECONDS })),
      sweep: async () => void (await sweep(db)),
    },
  })
  const webhookDispatcher = await createDispatcher({
    caFile: config.OUTSIDE_CA_FILE,
    timeout: webhookTimeoutMs,
    inside: config.ALLOWED_INSIDE,
  })
  const webhooks = new WebhookLoop({
    db,
    url,
    log,
    open: deps.open,
    dispatcher: webhookDispatcher,
    inside: config.ALLOWED_INSIDE,
    timeout: webhookTimeoutMs,
    concurrency: 50,
  })
  return {
    close: async () => {
      await Promise.all([worker.close(), webhooks.close()])
      sessions.close()
      await Promise.all([dispatcher.close(), webhookDispatcher.close()])
    },
  }
}
