import { join } from 'node:path'
import { keyScopes } from '@tandem/model/api/api-keys.ts'
import { afterAll, expect, test } from 'vitest'
import { createTestApi } from '../../testing/api.ts'
import { createTestMailbox } from '../../testing/mailbox.ts'
import { createOneOfEach } from '../../testing/one-of-each.ts'
import { createPerson } from '../../testing/people.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { createApiKey } from '../store/api-keys.ts'
import { createInvitation } from '../store/invitations.ts'
import { grantApproval } from '../store/support-approvals.ts'
import { ensureIdentity } from '../vault/identity.ts'
import { seal } from '../vault/seal.ts'
import type { RouteEntry } from './route-table.ts'

type Headers = Record<string, string>
const folder = await temporaryFolder('roles')
afterAll(folder.remove)
const { recipients } = await ensureIdentity(folder.path)
const api = await createTestApi({ seal: (text) => seal(recipients, text) })
const { app, db } = api
const ours = await createTestMailbox(db, {}, ['contacts', 'events', 'tasks'])
const wanted = { contacts: true, calendar: true, tasks: true, send: true }
await db
  .updateTable('connection')
  .set({ wanted: JSON.stringify(wanted) })
  .execute()
const theirs = await createTestMailbox(db)
const { organisationId } = ours
const known = await createOneOfEach(api, ours)
const administrator = await createPerson(api, { role: 'administrator', organisationId })
const agent = await createPerson(api, { role: 'agent', organisationId, mailboxIds: [ours.id] })
const otherAgent = await createPerson(api, { role: 'agent', organisationId })
const operator = await createPerson(api, { role: 'operator' })
const stranger = await createPerson(api, { role: 'administrator', organisationId: theirs.organisationId })
const key = async (given: { organisationId: string | null; scopes?: string[] }): Promise<Headers> => {
  const made = await createApiKey(db, { name: 'test', expiresAt: null, ...given })
  return { authorization: `Bearer ${made.key}` }
}
const link = await createInvitation(db, {
  organisationId,
  connectionId: null,
  expiresAt: new Date(Date.now() + 3600_000),
  madeBy: 'operator:operator@tandem.example',
})
const unknown = '00000000-0000-4000-8000-000000000000'

let asked = 0
/** The status of an answer; streams end as soon as they begin. */
async function statusOf(
  { method, path }: RouteEntry,
  headers: Headers,
  ids: { mailbox: string; id: string },
  payload?: object,
) {
  asked += 1
  const url = path
    .replace(':mailbox', ids.mailbox)
    .replace(':date', '2030-05-06')
    .replace(':place', '0')
    .replace(/:\w+/g, ids.id)
    .replace(/\/calendar$/, '/calendar?from=2030-05-01T00:00:00Z&to=2030-06-01T00:00:00Z')
    .replace(/\/pictures$/, '/pictures?address=https%3A%2F%2Fsender.example%2Fp.png')
  // From somewhere else each time: limits and /metrics look at the address.
  const remoteAddress = `10.${asked >> 16}.${(asked >> 8) & 255}.${asked & 255}`
  const answer = await app.inject({
    method: method as 'GET',
    url,
    headers,
    remoteAddress,
    payloadAsStream: true,
    ...(payload && { payload }),
  })
  answer
    .stream()
    .on('error', () => undefined)
    .destroy()
  return answer.statusCode
}

const closed = () => app.routeTable.filter((route) => !route.access.includes('public'))

test('every route lets in exactly the roles and scopes that roles.golden.txt says', async () => {
  const callers: [name: string, headers: Headers][] = [
    ['nobody', {}],
    ['invitation', { authorization: `Invitation ${link.token}` }],
    ['agent', agent.headers],
    ['administrator', administrator.headers],
    ['operator', operator.headers],
    ['operator-key', await key({ organisationId: null })],
    ['key', await key({ organisationId })],
    ...(await Promise.all(
      keyScopes.map(
        async (scope) => [scope, await key({ organisationId, scopes: [scope] })] as [string, Headers],
      ),
    )),
  ]
  const { id: approval } = await grantApproval(db, {
    organisationId,
    reason: 'test',
    grantedBy: 'test',
    endsAt: new Date(Date.now() + 3600_000),
  })
  const lines: string[] = []
  for (const route of closed()) {
    const allowed: string[] = []
    for (const [name, headers] of callers) {
      const status = await statusOf(route, headers, { mailbox: ours.id, id: unknown })
      expect([route.method, route.path, name, status < 500]).toEqual([route.method, route.path, name, true])
      if (status !== 401 && status !== 403) allowed.push(name)
    }
    const text = allowed.join(' ').replace(keyScopes.join(' '), 'every-scope')
    lines.push(`${route.method.padEnd(6)} ${route.path}  ${text}`)
  }
  await db.deleteFrom('support_approval').where('id', '=', approval).execute()
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(join(import.meta.dirname, 'roles.golden.txt'))
}, 120_000)

test('without an approval operators are refused every route of a mailbox’s data, and answered on all others as before', async () => {
  for (const route of closed()) {
    const status = await statusOf(route, operator.headers, { mailbox: ours.id, id: unknown })
    const isData = route.path.includes(':mailbox') && !route.access.includes('operator')
    if (isData)
      expect([route.method, route.path, [400, 403, 415, 428].includes(status)]).toEqual([
        route.method,
        route.path,
        true,
      ])
    if (isData && route.method === 'GET') expect([route.path, status]).toEqual([route.path, 403])
  }
}, 60_000)

/** What makes a body of these routes valid, so that the answer is about the address. */
const bodies: Record<string, object> = {
  'PATCH /api/v1/connections/:id': { testMailbox: 'a@example.com' },
  'PUT /api/v1/connections/:id/credential': { kind: 'secret', value: 'x' },
  'PATCH /api/v1/connections/:id/mailboxes': { ids: 'all', state: 'off' },
  'POST /api/v1/connections/:id/mailboxes': { addresses: ['a@example.com'] },
  'POST /api/v1/organisations/:id/connections': { method: 'memory' },
  'POST /api/v1/organisations/:id/invitations': {},
  'POST /api/v1/organisations/:id/approvals': { reason: 'x' },
  'PATCH /api/v1/mailboxes/:mailbox': { state: 'off' },
  'PATCH /api/v1/templates/:id': { name: 'x' },
  'POST /api/v1/templates/:id/preview': {},
  'POST /api/v1/mailboxes/:mailbox/contacts': { displayName: 'x' },
  'POST /api/v1/mailboxes/:mailbox/tasks': { title: 'x' },
}

function idFor({ path }: RouteEntry): string | undefined {
  const parts = path.split('/')
  return known[parts[parts.lastIndexOf(':id') - 1] ?? '']
}

test('another organisation’s administrator, its key and an agent without the mailbox get 404 for everything that exists here', async () => {
  const strangers = [
    stranger.headers,
    await key({ organisationId: theirs.organisationId }),
    otherAgent.headers,
  ]
  const before = await everything()
  for (const route of closed().filter(({ path }) => /:(mailbox|id)/.test(path))) {
    for (const headers of strangers) {
      const ids = { mailbox: ours.id, id: idFor(route) ?? unknown }
      const status = await statusOf(route, headers, ids, bodies[`${route.method} ${route.path}`])
      // Without a body that fits, the refusal is of the body.
      expect([
        route.method,
        route.path,
        [400, 403, 404, 415, 428].includes(status) ? 'refused' : status,
      ]).toEqual([route.method, route.path, 'refused'])
      if (route.method === 'GET')
        expect([route.path, [403, 404].includes(status)]).toEqual([route.path, true])
    }
  }
  expect(await everything()).toEqual(before)
}, 60_000)

test('the same addresses are there for whoever may see them: the refusals above are no mistake of the test', async () => {
  for (const route of closed()) {
    const id = idFor(route)
    if (route.method !== 'GET' || id === undefined || !route.path.endsWith(':id')) continue
    if (route.access.includes('invitation')) continue
    expect([route.path, await statusOf(route, administrator.headers, { mailbox: ours.id, id })]).toEqual([
      route.path,
      200,
    ])
  }
})

/** How many rows of ours there are, by table, and the newest change of them. */
async function everything() {
  const tables = [
    'record',
    'template',
    'mailbox',
    'connection',
    'outgoing_message',
    'calendar_feed',
    'api_key',
    'change',
  ] as const
  return await Promise.all(
    tables.map((table) =>
      db
        .selectFrom(table)
        .selectAll()
        .where('organisation_id', '=', organisationId)
        .orderBy((eb) => eb.ref(table === 'change' ? 'seq' : ('id' as never)))
        .execute(),
    ),
  )
}
