import { sql } from 'kysely'
import { pino } from 'pino'
import { createApp } from '../../server/src/api/app.ts'
import { createAuth } from '../../server/src/api/sign-in.ts'
import { readConfig } from '../../server/src/config.ts'
import { createApiKey } from '../../server/src/store/api-keys.ts'
import type { Database } from '../../server/src/store/database.ts'

const day = 86_400_000
/** How long each side is measured. */
const milliseconds = 5000
const atATime = 4

/** What a page asks for: a week, a month or a quarter, of one mailbox after the other. */
interface View {
  mailbox: string
  from: string
  to: string
}

/** Views of the calendar over HTTP, and the bare rows behind the same ones, each per second. */
export async function measureViews(db: Database, url: string, mailboxes: string[]) {
  const views = viewsOf(mailboxes)
  const config = readConfig({ TANDEM_DATA: '/nowhere', LOG_LEVEL: 'silent' })
  const auth = createAuth({ db, config, secret: 'a secret of the benchmark, thirty-two characters' })
  const log = pino({ level: 'silent' })
  const seal = async () => Promise.reject(new Error('Nothing is sealed here'))
  const app = await createApp({ db, url, config, log, auth, seal, providers: {}, version: 'bench' })
  const { key } = await createApiKey(db, { name: 'bench', organisationId: null, expiresAt: null })
  const server = await app.listen({ port: 0, host: '127.0.0.1' })
  let appointments = 0
  const ask = async ({ mailbox, from, to }: View) => {
    const answer = await fetch(`${server}/api/v1/mailboxes/${mailbox}/calendar?from=${from}&to=${to}`, {
      headers: { authorization: `Bearer ${key}` },
    })
    if (answer.status !== 200) throw new Error(`The view answered ${answer.status}: ${await answer.text()}`)
    appointments = ((await answer.json()) as { items: unknown[] }).items.length
  }
  try {
    await perSecond(views, ask, 1000)
    const before = await perSecond(views, async (view) => await readRows(db, view))
    const rate = await perSecond(views, ask)
    const after = await perSecond(views, async (view) => await readRows(db, view))
    return { rate, bare: Math.max(before, after), appointments }
  } finally {
    await app.close()
  }
}

/** The same rows by the same columns, and nothing done with them. */
async function readRows(db: Database, { mailbox, from, to }: View): Promise<void> {
  await sql`
    SELECT id, version, fields - 'body' AS fields FROM record
    WHERE mailbox_id = ${mailbox} AND kind = 'events' AND deleted_at IS NULL
      AND ends_at >= ${from}::timestamptz - interval '26 hours' AND starts_at < ${to}::timestamptz + interval '26 hours'`.execute(
    db,
  )
}

function viewsOf(mailboxes: string[]): View[] {
  return mailboxes.flatMap((mailbox) =>
    [7, 31, 92].map((days) => ({
      mailbox,
      from: new Date(Date.now() - 7 * day).toISOString(),
      to: new Date(Date.now() + (days - 7) * day).toISOString(),
    })),
  )
}

async function perSecond(
  views: View[],
  run: (view: View) => Promise<void>,
  length = milliseconds,
): Promise<number> {
  const began = performance.now()
  let done = 0
  const worker = async () => {
    while (performance.now() - began < length) {
      await run(views[done++ % views.length]!)
    }
  }
  await Promise.all(Array.from({ length: atATime }, worker))
  return (done * 1000) / (performance.now() - began)
}
