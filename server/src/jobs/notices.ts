import { readFile } from 'node:fs/promises'
import type { Transporter } from 'nodemailer'
import type { Config } from '../config.ts'
import { noticeLetter } from '../mail/notice-letter.ts'
import type { Database } from '../store/database.ts'
import { endMail, leaveUnmailed, type MailEnd, type NoticeMail, takeMail } from '../store/notice-mail.ts'

interface NoticesJob {
  log: { warn(facts: object, text: string): void }
  signal: AbortSignal
}

const minute = 60
/** A mail server that says nothing for so long has failed, in milliseconds. */
const patience = 30_000
/** Longer than any try takes: nodemailer's steps are each bounded by `patience`. */
const holdSeconds = 5 * minute
/** Pauses between the tries, in seconds: a little more than two days in all. */
const pauses = [minute, 5 * minute, 15 * minute, 60 * minute, 240 * minute, 720 * minute, 1440 * minute]

/**
 * The job `notices`: mails what waits, one address at a time, so that a wrong one keeps nobody else's. A mail whose answer
 * was lost goes out once more, with the same Message-ID: SMTP has no way to ask whether the first one arrived.
 */
export function createNotices(deps: { db: Database; config: Config }) {
  const { db, config } = deps
  return async (_payload: object, job: NoticesJob): Promise<void> => {
    if (config.SMTP_URL === undefined) return await leaveUnmailed(db)
    let transport: Transporter | undefined
    for (;;) {
      job.signal.throwIfAborted()
      const mail = await takeMail(db, holdSeconds)
      if (mail === undefined) return
      const end = await send(async () => (transport ??= await openTransport(config)), mail, config)
      if (end.state !== 'sent')
        job.log.warn(
          { notice: mail.noticeId, attempt: mail.attempts, problem: end.problem },
          'notice not mailed',
        )
      await endMail(db, mail, end)
    }
  }
}

/** A password of its own goes before the one of the address. */
async function openTransport(config: Config): Promise<Transporter> {
  const url = new URL(config.SMTP_URL ?? '')
  const file = config.SMTP_PASSWORD_FILE
  const password =
    file === undefined ? decodeURIComponent(url.password) : (await readFile(file, 'utf8')).trim()
  const secure = url.protocol === 'smtps:'
  // Where no mail server is set nobody waits for its library at the start.
  const { createTransport } = await import('nodemailer')
  return createTransport({
    host: url.hostname,
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    // A password never crosses a wire that others can read.
    requireTLS: !secure && url.username !== '' && !/^(localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname),
    ...(url.username !== '' && { auth: { user: decodeURIComponent(url.username), pass: password } }),
    connectionTimeout: patience,
    greetingTimeout: patience,
    socketTimeout: patience,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
}

async function send(open: () => Promise<Transporter>, mail: NoticeMail, config: Config): Promise<MailEnd> {
  try {
    const transport = await open()
    await transport.sendMail(
      noticeLetter(mail, { from: config.SMTP_FROM ?? '', publicUrl: config.publicUrl }),
    )
    return { state: 'sent' }
  } catch (failure) {
    return endOf(failure, mail.attempts)
  }
}

/** A 5xx to the address itself is final (RFC 5321, 4.2.1); all else may pass: a server at rest, a wrong password. */
function endOf(failure: unknown, attempts: number): MailEnd {
  const { responseCode, response, code, command } = failure as {
    responseCode?: number
    response?: string
    code?: string
    command?: string
  }
  const refused = (responseCode ?? 0) >= 500 && (command === 'RCPT TO' || code === 'EENVELOPE')
  const pause = pauses[attempts - 1]
  const problem = sentenceOf({ code, response })
  if (refused || pause === undefined) return { state: 'refused', problem }
  return { state: 'waiting', problem, againInSeconds: pause }
}

function sentenceOf({
  code,
  response,
}: {
  code?: string | undefined
  response?: string | undefined
}): string {
  if (code === 'ENOENT' || code === 'EACCES') return 'The file of SMTP_PASSWORD_FILE cannot be read.'
  if (code === 'EAUTH')
    return 'The mail server refused the sign-in: look at the user and the password of SMTP_URL.'
  if (response !== undefined) return `The mail server did not take it: ${response.slice(0, 300)}`
  return `The mail server could not be reached (${code ?? 'no answer'}).`
}
