import { askUntil, type DemoApi } from './api.ts'
import type { Emulator } from './emulator.ts'
import { makeQueue } from './queue.ts'

interface Named {
  id: string
  name: string
}
interface Report {
  id: string
  state: string
  checks: { check: string; title: string; state: string; headline?: string; milliseconds?: number }[]
}
interface MailboxFacts {
  id: string
  address: string
  state: string
  collections: { kind: string; state: string; counts: { records: number } }[]
}

export interface DemoState {
  organisations: Named[]
  /** Setup's link for the customer that is left unconnected. */
  invitation: string
  /** Who works in the queue. */
  agents: { email: string; password: string }[]
}

/** Connects the demo brokerage end to end through the API, as its people would, and says how far it is. */
export async function connectDemo(
  api: DemoApi,
  emulator: Emulator,
  say: (line: string) => void,
): Promise<DemoState> {
  const [harbor, summit] = emulator.tenants
  if (harbor === undefined || summit === undefined) throw new Error('The emulator has no demo tenants')
  const brokerage = await api<Named>('POST', '/organisations', { name: harbor.displayName })
  const connectionId = await connect(api, brokerage.id, harbor)
  await verify(api, connectionId, say)
  await api('POST', `/connections/${connectionId}/activate`)
  await switchOn(api, connectionId, harbor, say)
  const agents = await makeQueue(api, { organisationId: brokerage.id, domain: harbor.domain }, say)
  const other = await api<Named>('POST', '/organisations', { name: summit.displayName })
  const invitation = await api<{ url: string }>('POST', `/organisations/${other.id}/invitations`, {})
  return {
    organisations: [brokerage, other].map(({ id, name }) => ({ id, name })),
    invitation: invitation.url,
    agents,
  }
}

/** Deletes what a first start that was interrupted has left: nobody holds on to it. */
export async function forgetHalfADemo(api: DemoApi, emulator: Emulator): Promise<void> {
  const names = emulator.tenants.map((tenant) => tenant.displayName)
  const { items } = await api<{ items: Named[] }>('GET', '/organisations')
  for (const { id, name } of items) if (names.includes(name)) await api('DELETE', `/organisations/${id}`)
}

type Tenant = Emulator['tenants'][number]

async function connect(api: DemoApi, organisationId: string, tenant: Tenant): Promise<string> {
  const { id } = await api<{ id: string }>('POST', `/organisations/${organisationId}/connections`, {
    method: 'graph',
    settings: { tenantId: tenant.id, clientId: tenant.clientId },
    wanted: { contacts: true, calendar: true, tasks: true, send: true, readMail: true },
    testMailbox: tenant.users[0]?.address,
    refusedMailbox: `ceo@${tenant.domain}`,
  })
  const { clientSecret: value, clientSecretExpiresAt: expiresAt } = tenant
  await api('PUT', `/connections/${id}/credential`, { kind: 'secret', value, expiresAt })
  return id
}

async function verify(api: DemoApi, connectionId: string, say: (line: string) => void): Promise<void> {
  const started = Date.now()
  const { id } = await api<Report>('POST', `/connections/${connectionId}/verifications`, {})
  const said = new Set<string>()
  const report = await askUntil(
    async () => {
      const answer = await api<Report>('GET', `/verifications/${id}`)
      for (const check of answer.checks) {
        if (said.has(check.check) || check.state === 'waiting' || check.state === 'running') continue
        said.add(check.check)
        say(`  ${check.state === 'ok' ? '✓' : check.state} ${check.title}`)
      }
      return answer
    },
    (answer) => answer.state === 'passed' || answer.state === 'failed',
    { seconds: 60, every: 100, waitingFor: 'the verification' },
  )
  if (report.state === 'failed') {
    const wrong = report.checks.find((check) => check.state === 'failed')
    throw new Error(`The demo connection could not be proven: ${wrong?.title}: ${wrong?.headline}`)
  }
  say(`  proven in ${seconds(started)}`)
}

async function switchOn(
  api: DemoApi,
  connectionId: string,
  tenant: Tenant,
  say: (line: string) => void,
): Promise<void> {
  const started = Date.now()
  const list = () => api<{ items: MailboxFacts[] }>('GET', `/connections/${connectionId}/mailboxes?limit=500`)
  const found = await askUntil(list, (answer) => answer.items.length >= tenant.users.length, {
    seconds: 30,
    every: 200,
    waitingFor: 'the directory',
  })
  say(`  ${found.items.length} mailboxes found in the directory`)
  const chosen = found.items.filter((mailbox) => !leftOff.includes(mailbox.address.split('@')[0] ?? ''))
  await Promise.all(chosen.map((mailbox) => api('PATCH', `/mailboxes/${mailbox.id}`, { state: 'on' })))
  const chosenIds = new Set(chosen.map((mailbox) => mailbox.id))
  const live = await askUntil(
    async () => (await list()).items.filter((mailbox) => chosenIds.has(mailbox.id)),
    (mailboxes) => mailboxes.every(({ collections }) => collections.every(({ state }) => state === 'live')),
    { seconds: 60, every: 200, waitingFor: 'the first sync' },
  )
  for (const { address, collections } of live)
    say(`  ${address}: ${collections.map(({ kind, counts }) => `${counts.records} ${kind}`).join(', ')}`)
  const total = (kind: string) =>
    live
      .flatMap(({ collections }) => collections.filter((collection) => collection.kind === kind))
      .reduce((sum, { counts }) => sum + counts.records, 0)
  const sums = ['contacts', 'events', 'tasks'].map((kind) => `${total(kind)} ${kind}`).join(', ')
  say(`  ${sums} of ${live.length} mailboxes in step in ${seconds(started)}`)
}

/** Of these the tenant shows what Tandem says of a mailbox that must be refused, has no licence, or is elsewhere. */
const leftOff = ['ceo', 'intern', 'henrik.sorensen']

function seconds(since: number): string {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`
}
