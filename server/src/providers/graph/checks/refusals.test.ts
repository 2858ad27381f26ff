import { join } from 'node:path'
import { Agent } from 'undici'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { signInCodes } from '../../../../../emulator/src/login/errors.ts'
import { createEmulator, type Emulator } from '../../../../../emulator/src/main.ts'
import { type Failure, ProviderError } from '../../failures.ts'
import { sentenceFor } from '../../login/sentences.ts'
import type { Access, Outside } from '../../provider.ts'
import { graphClient } from '../http.ts'
import { graph } from '../provider.ts'
import { refusalWords } from './refusals.ts'

const golden = join(import.meta.dirname, 'refusals.golden.txt')
const domain = 'refused.example'
const mailbox = `anna@${domain}`

/** The code table of platform-facts 1.5, row by row. */
const signInRows = `
90002 | 900023 | 90014 900144 | 9002313 | 700016 | 700038 7000112 | 7000215 | 7000222 | 7000216 7000218 | 700025
700027 50012 50013 | 700024 | 50126 | 50034 | 50053 | 50055 | 50056 | 50057 | 50059 50020 | 50072 50074 | 50076 50079
50078 | 50105 | 50132 50133 50173 | 50158 | 50194 | 50196 | 53000 53001 53002 | 53003 | 530035 530032 53011 | 54005 | 65001
65004 | 90094 90095 90008 | 650052 650057 | 500011 | 500014 | 70011 1002012 | 28002 28003 700022 | 70000 | 70001 | 70002
70003 | 70008 700082 | 700084 | 70043 | 70016 70018 70019 70020 | 501481 50148 | 50011 | 9001023 9002331 | 90033 90055 90024`
  .split(/\D+/)
  .filter((word) => word !== '')
  .map(Number)

const challenge = {
  'www-authenticate': `Bearer realm="", error="insufficient_claims", claims="${Buffer.from('{"access_token":{"nbf":{"essential":true,"value":"1"}}}').toString('base64')}"`,
}

/** The rows of platform-facts 2.9: status, code, the service's words, headers. */
const graphRows: [status: number, code: string, message: string, headers?: Record<string, string>][] = [
  [400, 'ErrorInvalidIdMalformed', 'Id is malformed.'],
  [400, 'ErrorInvalidRequest', "Your request can't be completed."],
  [400, 'RequestBodyRead', 'The property does not exist on type.'],
  [400, 'BadRequest', 'Unable to read JSON request payload.'],
  [400, 'InefficientFilter', 'The restriction or sort order is too complex for this operation.'],
  [401, 'InvalidAuthenticationToken', 'Access token is empty.'],
  [401, 'InvalidAuthenticationToken', 'Access token has expired or is not yet valid.'],
  [401, 'InvalidAuthenticationToken', 'CompactToken parsing failed with error code: 80049217'],
  [401, 'InvalidAuthenticationToken', 'Lifetime validation failed, the token is expired.'],
  [401, 'InvalidAuthenticationToken', 'Access token validation failure. Invalid audience.'],
  [401, 'InvalidAuthenticationToken', 'Continuous access evaluation resulted in challenge.', challenge],
  [403, 'ErrorAccessDenied', 'Access is denied. Check credentials and try again.'],
  [403, 'ErrorAccessDenied', 'Access to OData is disabled.'],
  [403, 'ErrorAccessDenied', '[RAOP] : Blocked by tenant configured AppOnly AccessPolicy settings.'],
  [403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.'],
  [403, 'SomethingElse', 'Forbidden.'],
  [404, 'ErrorItemNotFound', 'The specified object was not found in the store.'],
  [404, 'ErrorInvalidUser', `The requested user '${mailbox}' is invalid.`],
  [
    404,
    'MailboxNotEnabledForRESTAPI',
    'The mailbox is either inactive, soft-deleted, or is hosted on-premise.',
  ],
  [404, 'MailboxNotEnabledForRESTAPI', 'REST API is not yet supported for this mailbox.'],
  [404, 'Request_ResourceNotFound', `Resource '${mailbox}' does not exist.`],
  [404, 'ResourceNotFound', 'Resource could not be discovered.'],
  [404, 'ErrorFolderNotFound', 'The specified folder could not be found in the store.'],
  [409, 'ErrorFolderExists', 'A folder with the specified name already exists.'],
  [410, 'SyncStateNotFound', 'The sync state generation is not found; generation=149;[highest=157].'],
  [412, 'ErrorIrresolvableConflict', 'The change key passed in the request does not match.'],
  [413, 'RequestEntityTooLarge', 'The request is too large.'],
  [424, 'FailedDependency', 'The request depends on another request which failed.'],
  [429, 'ApplicationThrottled', 'Application is over its MailboxConcurrency limit.'],
  [429, 'TooManyRequests', 'Too many requests.'],
  [423, 'ErrorMailboxMoveInProgress', 'Mailbox move in progress.'],
  [500, 'InternalServerError', 'The server was unable to process the request.'],
  [501, 'NotImplemented', 'Not implemented.'],
  [502, 'BadGateway', 'An upstream server gave an invalid answer.'],
  [503, 'ServiceUnavailable', 'The service is temporarily unavailable.'],
  [504, 'GatewayTimeout', 'The server did not respond in time.'],
  [507, 'ErrorQuotaExceeded', 'The mailbox has exceeded its quota.'],
  [509, 'BandwidthLimitExceeded', 'The bandwidth limit is exceeded.'],
]
/** Those that a letter meets. */
const letterRows: typeof graphRows = [
  [400, 'ErrorInvalidRecipients', "At least one recipient isn't valid."],
  [400, 'ErrorMimeContentInvalidBase64String', 'The MIME content is not valid base64.'],
  [
    403,
    'ErrorSendAsDenied',
    'The user account does not have the right to send mail on behalf of the account.',
  ],
  [413, 'ErrorMessageSizeExceeded', 'The message exceeds the maximum supported size.'],
  [429, 'ErrorExceededMessageLimit', 'Cannot send mail. The daily limit has been reached.'],
  [400, 'ErrorExceededMessageLimit', 'Cannot send mail. The daily limit has been reached.'],
  [403, 'ErrorExceededMessageLimit', 'Cannot send mail. The daily limit has been reached.'],
]

let emulator: Emulator
let dispatcher: Agent
let outside: Outside
const settings = { tenantId: '', clientId: '' }

beforeAll(async () => {
  emulator = await createEmulator({
    seed: {
      tenants: [
        {
          displayName: 'Refused',
          domains: [domain],
          users: [{ address: mailbox, displayName: 'Anna' }],
          applications: [
            {
              displayName: 'Tandem-1',
              secrets: [{ value: 'the~value' }],
              permissions: ['Contacts.ReadWrite', 'Mail.Send'],
            },
          ],
        },
      ],
    },
  })
  dispatcher = new Agent({ connect: { ca: emulator.ca } })
  outside = { dispatcher, loginUrl: emulator.url, serviceUrl: emulator.url, timeout: 5000 }
  const tenant = [...emulator.world.tenants.values()][0]!
  Object.assign(settings, {
    tenantId: tenant.id,
    clientId: [...tenant.applications.values()][0]!.appId,
  })
})
afterAll(async () => {
  await dispatcher.close()
  await emulator.close()
})

const signIn = (): Access => graph.signIn(settings, { kind: 'secret', value: 'the~value' }, outside)

/** What the product's own client makes of it when `operation` is struck by `effect`. */
async function failureOf(operation: string, effect: object, act: () => Promise<unknown>): Promise<Failure> {
  const { id } = emulator.control.faults.add({ match: { operation }, effect })
  try {
    const answer = await act()
    if (typeof answer === 'object' && answer !== null && 'failure' in answer) return answer.failure as Failure
  } catch (error) {
    if (error instanceof ProviderError) return error.failure
    throw error
  } finally {
    emulator.control.faults.remove(id)
  }
  throw new Error(`${operation} was not refused: ${JSON.stringify(effect)}`)
}

const letter = {
  ...{ operationId: 'o', messageId: `<o@${domain}>`, cc: [], bcc: [], replyTo: [], subject: 's', html: null },
  ...{ text: 't', importance: 'normal' as const, inReplyTo: null, references: [], attachments: [] },
  to: [{ name: '', address: mailbox }],
}

interface Line {
  row: string
  headline: string
  meaning: string
  actor: string
  minutes: number
  remedy: string
}

async function walk(): Promise<Line[]> {
  const lines: Line[] = []
  for (const code of signInCodes) {
    const failure = await failureOf('token', { code: String(code) }, () => signIn().token())
    const words = sentenceFor(failure, { tenantId: 'contoso.com', clientId: '9d2f6c18' })
    lines.push({ row: `AADSTS${code}`, ...words })
  }
  const access = signIn()
  const client = graphClient(access, outside)
  const sender = graph.open({} as never, access, mailbox, { ...outside, wanted: { send: true } }).send!
  const read = () => client({ method: 'GET', path: `/v1.0/users/${mailbox}/contacts` })
  for (const [rows, operation, act] of [
    [graphRows, 'contacts.list', read],
    [letterRows, 'sendMail', () => sender.submit(letter)],
  ] as const) {
    for (const [status, code, message, headers] of rows) {
      const effect = { status, code, message, ...(headers && { headers }) }
      const words = refusalWords(await failureOf(operation, effect, act), mailbox)
      expect(words, `${status} ${code}: ${message}`).toBeDefined()
      lines.push({ row: `${status} ${code} “${message}”`, ...words! })
    }
  }
  return lines
}

test('every row of both tables has its own sentence, actor and remedy, as in refusals.golden.txt', async () => {
  for (const code of signInRows) expect(signInCodes, `${code} of the fact sheet`).toContain(code)
  const lines = await walk()
  const seen = new Map<string, string>()
  for (const { row, headline, meaning, remedy, minutes } of lines) {
    expect(headline, row).not.toMatch(/no sentence for|AADSTS|Error[A-Z]|\d{3,}|\{/)
    expect(`${meaning}${remedy}`, row).not.toMatch(/\{\w+\}/)
    expect([headline.length <= 90, meaning.length > 20, remedy.length >= 12, minutes > 0], row).toEqual([
      true,
      true,
      true,
      true,
    ])
    expect(`${headline} ${meaning}`, row).not.toMatch(
      /something went wrong|you (forgot|failed)|your (fault|mistake)|invalid/i,
    )
    // The daily limit is one thing under three statuses.
    const kind = row.includes('ErrorExceededMessageLimit') ? 'the daily limit' : row
    expect(seen.get(headline) ?? kind, headline).toBe(kind)
    seen.set(headline, kind)
  }
  const text = lines.map(
    ({ row, headline, meaning, actor, minutes, remedy }) =>
      `${row}\n  ${headline}\n  ${meaning}\n  (${actor}, ${minutes} min) ${remedy}\n`,
  )
  // Reviewed for plain language; after a change: read the difference, then `vitest run -u` this file.
  await expect(text.join('\n')).toMatchFileSnapshot(golden)
})

test('an answer that no row knows is shown as it is, in the service’s own words', async () => {
  const failure = await failureOf('token', { status: 400, code: '999999', message: 'New words.' }, () =>
    signIn().token(),
  )
  const words = sentenceFor(failure, { tenantId: 't', clientId: 'c' })
  expect(words.meaning).toContain('New words.')
  expect(words.remedy).toContain('AADSTS999999')
})
