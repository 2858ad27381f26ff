import { arrived } from '../src/jobs/arrived.ts'
import { rawStoreIn } from '../src/mail/inbound/raw-store.ts'
import { readMail } from '../src/mail/inbound/read-mail.ts'
import { storeMails } from '../src/mail/inbound/store-mails.ts'
import type { TestApi } from './api.ts'

interface Mailbox {
  id: string
  organisationId: string
}

let came = 0

/** Mail comes into a queue as a fetch stores it, one after the other, a second apart, or `at` a moment; returns the id of its conversation. */
export function arrivals({ db, deps }: TestApi, mailbox: Mailbox) {
  const store = rawStoreIn(deps.config.mailFolder)
  return async (raw: string | Buffer, into = mailbox, at?: Date): Promise<string> => {
    came += 1
    const bytes = Buffer.from(raw)
    const receivedAt = (at ?? new Date(Date.now() + came * 1000)).toISOString()
    const mail = { ref: `arrived-${came}`, receivedAt, ...(await readMail(bytes, await store.put(bytes))) }
    await db.transaction().execute(async (tx) => await storeMails(tx, into, [mail], arrived))
    const stored = await db
      .selectFrom('inbound_message')
      .select('conversation_id')
      .where('remote_id', '=', mail.ref)
      .executeTakeFirstOrThrow()
    return stored.conversation_id
  }
}

/** Asks the API in-process; `as` are the caller's headers. */
export function asking({ app, asOperator }: TestApi) {
  return async <Body>(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    payload?: object,
    headers: Record<string, string> = asOperator,
  ) => {
    const answer = await app.inject({ method, url: `/api/v1${path}`, headers, ...(payload && { payload }) })
    return { status: answer.statusCode, body: answer.json() as Body }
  }
}
