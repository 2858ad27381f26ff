import { sql } from 'kysely'
import { pino } from 'pino'
import { readConfig } from '../../server/src/config.ts'
import type { Emulator } from '../../server/src/demo/emulator.ts'
import { startWork } from '../../server/src/jobs/start.ts'
import { providers } from '../../server/src/providers/registry.ts'
import { hint } from '../../server/src/queue/add.ts'
import { updateContacts } from '../../server/src/store/contact-edits.ts'
import type { Database } from '../../server/src/store/database.ts'
import { switchOnMany } from '../../server/src/store/mailbox-switch.ts'
import { ensureIdentity } from '../../server/src/vault/identity.ts'
import { createOpener } from '../../server/src/vault/open.ts'
import { temporaryFolder } from '../../server/testing/temporary-folder.ts'
import { connectTenant } from '../../server/testing/tenant.ts'

/** The product's worker on the emulated tenant: nothing is connected yet, no mailbox is switched on. */
export async function startProduct(db: Database, url: string, emulator: Emulator, concurrency: number) {
  const folder = await temporaryFolder('bench-keys')
  const data = folder.path
  const identity = await ensureIdentity(data)
  const config = readConfig({
    TANDEM_DATA: data,
    LOGIN_URL: emulator.url,
    SERVICE_URL: emulator.url,
    OUTSIDE_CA_FILE: emulator.ca,
    WORK_CONCURRENCY: String(concurrency),
    // Nobody listens here for notifications: timers and hints of the benchmark drive it.
    PUBLIC_URL: 'http://127.0.0.1:9',
  })
  const mailboxes = await connectTenant(db, emulator.tenants[0]!, identity.recipients)
  const open = await createOpener(identity.identityFile)
  const work = await startWork({ config, db, url, log: pino({ level: 'silent' }), open, providers })
  const close = async () => {
    await work.close()
    await folder.remove()
  }
  return { mailboxes, close }
}

type Kind = 'contacts' | 'events'

/** First sync of all mailboxes: records per second from the first hint to the last mailbox being live. */
export async function measureFirstSync(
  db: Database,
  mailboxes: string[],
  kind: Kind = 'contacts',
): Promise<number> {
  const began = performance.now()
  await switchOnMany(db, mailboxes)
  await hintAll(db, mailboxes, `pull:${kind}`)
  await until(async () => (await count(db, sql`SELECT count(*) FROM collection WHERE state <> 'live'`)) === 0)
  const seconds = (performance.now() - began) / 1000
  return (await count(db, sql`SELECT count(*) FROM record`)) / seconds
}

/** Asks every mailbox to be pulled again, and waits until nothing is left to do. */
export async function pullAll(db: Database, mailboxes: string[], kind: Kind = 'contacts'): Promise<void> {
  await hintAll(db, mailboxes, `pull:${kind}`)
  await idle(db)
}

/** Edits `most` contacts of one mailbox in Tandem and waits until the mailbox has them. */
export async function pushEdits(db: Database, mailboxId: string, most: number): Promise<number> {
  const contacts = await db
    .selectFrom('record')
    .select(['id', 'organisation_id'])
    .where('mailbox_id', '=', mailboxId)
    .limit(most)
    .execute()
  const owner = { id: mailboxId, organisationId: contacts[0]?.organisation_id ?? '' }
  await db.transaction().execute(async (tx) => {
    await updateContacts(
      tx,
      owner,
      contacts.map(({ id }, nth) => ({ id, changes: { jobTitle: `Edited ${nth}` } })),
    )
    await hint(tx, [{ mailboxId, task: 'push:contacts', reason: 'edit' }])
  })
  await idle(db)
  return contacts.length
}

async function hintAll(db: Database, mailboxes: string[], task: `pull:${Kind}`): Promise<void> {
  await hint(
    db,
    mailboxes.map((mailboxId) => ({ mailboxId, task, reason: 'bench' })),
  )
}

/** Nothing due, nothing at work, nothing to be sent. */
async function idle(db: Database): Promise<void> {
  await until(async () => {
    const busy = sql`SELECT (SELECT count(*) FROM outbox) + (SELECT count(*) FROM lease WHERE worker_id IS NOT NULL)
      + (SELECT count(*) FROM todo WHERE due_at <= now() AND (task LIKE 'pull:%' OR task LIKE 'push:%')) AS count`
    return (await count(db, busy)) === 0
  })
}

async function count(db: Database, query: ReturnType<typeof sql>): Promise<number> {
  const { rows } = await query.execute(db)
  return Number((rows[0] as { count: number }).count)
}

async function until(done: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 300_000
  while (!(await done())) {
    if (Date.now() > end) throw new Error('The benchmark did not come to rest within 5 minutes')
    await new Promise((go) => setTimeout(go, 20))
  }
}
