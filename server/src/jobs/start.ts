import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import { createDispatcher } from '../lib/outside.ts'
import { openRawStore } from '../mail/inbound/open-raw-store.ts'
import { createOutside } from '../providers/outside.ts'
import type { Provider } from '../providers/provider.ts'
import { askWhereDue } from '../routing/ask.ts'
import type { Database } from '../store/database.ts'
import { openCredential } from '../vault/credential.ts'
import { readRecipients } from '../vault/identity.ts'
import type { Opener } from '../vault/open.ts'
import { seal } from '../vault/seal.ts'
import { collectionTasks } from './collection-tasks.ts'
import { createDiscover } from './discover.ts'
import { createErase } from './erase.ts'
import { createExpiries } from './expiries.ts'
import { createExpiry } from './expiry.ts'
import { createLook } from './look.ts'
import { createNotices } from './notices.ts'
import { createProvision } from './provision.ts'
import { reprove } from './reprove.ts'
import { createRoute } from './route.ts'
import { createSessions } from './sessions.ts'
import { sweep } from './sweep.ts'
import { sweepMail } from './sweep-mail.ts'
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
  const outside = await createOutside(config)
  const reach = {
    db,
    open: (sealed: string) => openCredential(deps.open, sealed),
    outside: outside.reach,
    registry: deps.providers,
  }
  const sessions = createSessions(reach)
  const rawMail = openRawStore(config)
  const closing = new AbortController()
  const worker = await startWorker({
    url,
    log,
    concurrency: config.WORK_CONCURRENCY,
    forget: sessions.forget,
    tasks: collectionTasks({ db, sessions, publicUrl: config.publicUrl, rawMail }),
    jobs: {
      verify: createVerify(reach),
      look: createLook(reach),
      provision: createProvision({
        ...reach,
        seal: async (text) =>
          await seal(await readRecipients(config.TANDEM_DATA, config.TANDEM_RECIPIENTS), text),
        closing: closing.signal,
        clients: { directory: config.PROVISION_CLIENT_ID, exchange: config.PROVISION_EXCHANGE_CLIENT_ID },
      }),
      discover: createDiscover({ db, sessions }),
      unwatch: createUnwatch({ sessions }),
      tick: async () => {
        await tick(db, { auditSeconds: config.AUDIT_SECONDS })
        await askWhereDue(db)
        await reprove(db, deps.providers, { everySeconds: config.VERIFY_SECONDS })
      },
      route: createRoute({ db }),
      sweep: async () => {
        await sweep(db)
        await sweepMail({ db, rawMail })
      },
      erase: createErase({ db, rawMail }),
      notices: createNotices({ db, config }),
      expiries: createExpiries({ db }),
      expiry: createExpiry({ db, sessions, open: reach.open }),
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
      closing.abort()
      await Promise.all([worker.close(), webhooks.close()])
      sessions.close()
      await Promise.all([outside.close(), webhookDispatcher.close()])
    },
  }
}
