import { join } from 'node:path'
import type { Dispatcher } from 'undici'
import { queueRouting } from '../model/src/api/routing.ts'
import { type Emulator, startEmulator } from '../server/src/demo/emulator.ts'
import { arrived } from '../server/src/jobs/arrived.ts'
import { createDispatcher } from '../server/src/lib/outside.ts'
import { type FetchDeps, fetchMail } from '../server/src/mail/inbound/fetch.ts'
import { rawStoreIn } from '../server/src/mail/inbound/raw-store.ts'
import { graph } from '../server/src/providers/graph/provider.ts'
import { openDatabase } from '../server/src/store/database.ts'
import { putQueue } from '../server/src/store/queues.ts'
import { putRouting } from '../server/src/store/routing.ts'
import { createTestMailbox } from '../server/testing/mailbox.ts'
import { temporaryFolder } from '../server/testing/temporary-folder.ts'
import type { Bench } from './main.ts'

/** Graph lets an application make 10,000 requests in ten minutes for a mailbox, and each message is one. */
const messages = 9500
const sideBySide = 4

/** A mailbox full of mail is fetched, parsed, threaded and stored, against a loop that downloads and keeps the same bytes. */
export const bench: Bench = async ({ url, say }) => {
  const folder = await temporaryFolder('bench-inbound')
  const emulator = await startEmulator({ port: 0, data: folder.path })
  const db = openDatabase(url, { pool: 10, name: 'bench' })
  const { id: tenantId, clientId, clientSecret, users } = emulator.tenants[0]!
  const dispatcher = await createDispatcher({ caFile: emulator.ca, timeout: 30_000 })
  const outside = { dispatcher, loginUrl: emulator.url, serviceUrl: emulator.url, timeout: 30_000 }
  const settings = { tenantId, clientId: clientId! }
  const access = graph.signIn(settings, { kind: 'secret', value: clientSecret! }, outside)
  const inboxOf = (address: string) =>
    graph.open(settings, access, address, { ...outside, wanted: { readMail: true } }).inbox!
  try {
    const [before, ours, after] = users.map(({ address }) => address) as [string, string, string]
    for (const address of [before, ours, after]) await fill(emulator, dispatcher, address)
    const first = await bareRate(inboxOf(before), join(folder.path, 'before'))
    const mailbox = await createTestMailbox(db, { state: 'first', write_back: false }, ['inbox'])
    await putQueue(db, mailbox, { name: 'Bench', mark: 'nothing', since: null })
    await putRouting(db, mailbox.id, routing)
    const rate = await productRate({
      db,
      inbox: inboxOf(ours),
      store: rawStoreIn(join(folder.path, 'ours')),
      owner: mailbox,
      stored: async (run) => await db.transaction().execute(run),
      arrived,
      signal: new AbortController().signal,
    })
    const bare = Math.max(first, await bareRate(inboxOf(after), join(folder.path, 'after')))
    const ratio = Math.round((rate / bare) * 100) / 100
    say(`${messages} messages: ${rate}/s, a loop that only downloads and keeps them ${bare}/s (${ratio})`)
    return { name: 'inbound', ratio, messagesPerSecond: rate, barePerSecond: bare }
  } finally {
    await dispatcher.close()
    await db.destroy()
    await emulator.close()
    await folder.remove()
  }
}

/** Rules that look at everything there is; the language is asked for once, as no queue of one language is. */
const routing = queueRouting.parse({
  distribution: 'automatic',
  targetMinutes: 240,
  hours: { zone: 'Europe/Lisbon', week: [{ day: 'monday', from: '09:00', to: '17:00' }] },
  rules: [
    { name: 'Rents', when: { words: ['rent', 'flat', 'invoice'] }, effect: { skills: { rents: 2 } } },
    { name: 'Known', when: { customer: 'known' }, effect: { priority: 2 } },
    { name: 'Files', when: { hasAttachment: true, sender: ['@customers.example'] }, effect: { priority: 4 } },
  ],
})

async function fill(emulator: Emulator, dispatcher: Dispatcher, address: string): Promise<void> {
  const { statusCode, body } = await dispatcher.request({
    origin: emulator.url,
    path: `/_control/mailboxes/${address}/fill-mail`,
    method: 'POST',
    headers: { authorization: `Bearer ${emulator.controlToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ messages, seed: 7 }),
  })
  const answer = await body.text()
  if (statusCode !== 200) throw new Error(`The mailbox was not filled: ${answer}`)
}

async function productRate(deps: FetchDeps): Promise<number> {
  const began = performance.now()
  const count = await fetchMail(deps)
  if (count < messages) throw new Error(`${count} of ${messages} messages were fetched`)
  return rateOf(count, began)
}

async function bareRate(inbox: FetchDeps['inbox'], folder: string): Promise<number> {
  const store = rawStoreIn(folder)
  const began = performance.now()
  let count = 0
  for await (const changes of inbox.changes('inbox', undefined, undefined)) {
    const refs = changes.flatMap((change) => (change.kind === 'message' ? [change.ref] : []))
    const one = async () => {
      for (let ref = refs.shift(); ref !== undefined; ref = refs.shift()) {
        await store.put((await inbox.raw(ref))!)
        count += 1
      }
    }
    await Promise.all(Array.from({ length: sideBySide }, one))
  }
  return rateOf(count, began)
}

function rateOf(count: number, began: number): number {
  return Math.round((count / (performance.now() - began)) * 1000)
}
