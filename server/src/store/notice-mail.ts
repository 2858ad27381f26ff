import { sql } from 'kysely'
import { announce } from './announce.ts'
import type { Db } from './database.ts'

/** A notice on its way to one address. */
export interface NoticeMail {
  noticeId: string
  organisationId: string
  organisationName: string
  address: string
  /** This try included. */
  attempts: number
  subject: string
  text: string
  path: string
  createdAt: Date
}

/**
 * Takes the next mail that is due; nobody else gets it for `holdSeconds`. A worker that dies meanwhile leaves it to be
 * taken once more after that time.
 */
export async function takeMail(db: Db, holdSeconds: number): Promise<NoticeMail | undefined> {
  const { rows } = await sql<NoticeMail>`
    WITH next AS (
      SELECT notice_id, address FROM notice_mail
      WHERE state = 'waiting' AND due_at <= now()
      ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED
    )
    UPDATE notice_mail m
    SET attempts = m.attempts + 1, due_at = now() + make_interval(secs => ${holdSeconds})
    FROM next, notice n JOIN organisation o ON o.id = n.organisation_id
    WHERE m.notice_id = next.notice_id AND m.address = next.address AND n.id = m.notice_id
    RETURNING m.notice_id AS "noticeId", m.organisation_id AS "organisationId", o.name AS "organisationName",
      m.address, m.attempts, n.subject, n.text, n.path, n.created_at AS "createdAt"`.execute(db)
  return rows[0]
}

/** How a try ended: over, or to be tried again after a pause. */
export type MailEnd =
  | { state: 'sent' }
  | { state: 'refused'; problem: string }
  | { state: 'waiting'; problem: string; againInSeconds: number }

/** Stores how a try ended. */
export async function endMail(db: Db, mail: NoticeMail, end: MailEnd): Promise<void> {
  const problem = end.state === 'sent' ? null : end.problem
  const seconds = end.state === 'waiting' ? end.againInSeconds : 0
  await sql`
    UPDATE notice_mail SET state = ${end.state}, problem = ${problem},
      due_at = now() + make_interval(secs => ${seconds}),
      ended_at = CASE WHEN ${end.state} = 'waiting' THEN NULL ELSE now() END
    WHERE notice_id = ${mail.noticeId} AND address = ${mail.address} AND attempts = ${mail.attempts}`.execute(
    db,
  )
  await announce(db, { organisationId: mail.organisationId, topic: 'notice', id: mail.noticeId })
}

/** Without a mail server: what waits is only shown, also when one is set later. */
export async function leaveUnmailed(db: Db): Promise<void> {
  await sql`
    UPDATE notice_mail SET state = 'unmailed', ended_at = now(), problem = 'No mail server is set (SMTP_URL).'
    WHERE state = 'waiting'`.execute(db)
}
