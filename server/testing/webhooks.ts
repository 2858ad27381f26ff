import { pino } from 'pino'
import { afterAll } from 'vitest'
import { WebhookLoop } from '../src/jobs/webhooks/webhook-loop.ts'
import { createDispatcher } from '../src/lib/outside.ts'
import { readInsideRule } from '../src/lib/outside-address.ts'
import type { Database } from '../src/store/database.ts'

/** What tests allow: receivers on this machine. */
export const insideOfTests = readInsideRule('127.0.0.1')

/** Seals so that a test can see whether something was opened: no key is needed. */
export const sealForTests = async (text: string) => `sealed:${Buffer.from(text).toString('base64')}`
export const openForTests = async (sealed: string) => Buffer.from(sealed.slice(7), 'base64').toString('utf8')

/** A worker's part that makes the deliveries; closed at the end. */
export async function startWebhooks(db: Database, url: string, timeout = 2000): Promise<WebhookLoop> {
  const dispatcher = await createDispatcher({ timeout, inside: insideOfTests })
  const loop = new WebhookLoop({
    db,
    url,
    log: pino({ level: 'error' }),
    open: openForTests,
    dispatcher,
    inside: insideOfTests,
    timeout,
    concurrency: 50,
  })
  afterAll(async () => {
    await loop.close()
    await dispatcher.destroy()
  })
  return loop
}
