import { Agent } from 'undici'
import { createEmulator } from '../../../../emulator/src/main.ts'
import { addUser } from '../../../../emulator/src/tenant/directory.ts'
import { expireDeltaTokens, mailboxOf } from '../../../../emulator/src/tenant/mailbox.ts'
import { postedMails } from '../../../../emulator/src/tenant/post.ts'
import { handsOf, invite } from '../../../testing/graph-hands.ts'
import { listenForNotifications } from '../../../testing/notifications.ts'
import type { Bench, Desk, FaultKind, KindName } from '../conformance/bench.ts'
import { testProvider } from '../provider.conformance.ts'
import type { Reach } from '../provider.ts'
import { graph } from './provider.ts'

const pageSize = 10
const domain = 'conformance.example'
const permissions = ['Contacts.ReadWrite', 'Calendars.ReadWrite', 'Tasks.ReadWrite.All', 'User.Read.All']

testProvider('graph', async () => {
  const emulator = await createEmulator({
    limits: { pageSize },
    seed: {
      tenants: [
        {
          displayName: 'Conformance',
          domains: [domain],
          applications: [{ displayName: 'Tandem-1', secrets: [{}], permissions }],
        },
      ],
    },
  })
  const { world, control } = emulator
  const tenant = [...world.tenants.values()][0]!
  const { id: tenantId, clientId, clientSecret } = emulator.tenants[0]!
  const dispatcher = new Agent({ connect: { ca: emulator.ca } })
  const reach: Reach = {
    dispatcher,
    loginUrl: emulator.url,
    serviceUrl: emulator.url,
    timeout: 5_000,
    wanted: { contacts: true, calendar: true, tasks: true },
    now: () => new Date(world.clock.now()),
  }
  const settings = { tenantId, clientId: clientId! }
  const access = graph.signIn(settings, { kind: 'secret', value: clientSecret! }, reach)
  await access.token()
  const listener = await listenForNotifications((posted) => graph.notification!(posted))
  let made = 0
  const person = () => {
    const address = `person${++made}@${domain}`
    return addUser(world, tenant, { userPrincipalName: address, displayName: `Person ${made}` })
  }

  const desk = async (): Promise<Desk> => {
    const user = person()
    const mailbox = mailboxOf(user)
    let counted = control.log.counts().requests
    let mailed = 0
    return {
      session: graph.open(settings, access, user.mail, reach),
      person: {
        ...handsOf({ world, tenant, user }),
        fault: async (kind, request, collection) => {
          const operation = request === 'write' ? '$batch' : deltas[collection]
          control.faults.add({ match: { operation }, times: 1, effect: effects[kind] })
        },
        expireCursors: async () => expireDeltaTokens(mailbox),
        requests: async () => {
          const before = counted
          counted = control.log.counts().requests
          return counted - before
        },
        mailed: async () => {
          const all = postedMails(world)
            .filter(({ from }) => from === user.mail)
            .flatMap(({ recipients }) => recipients)
          const since = all.slice(mailed)
          mailed = all.length
          return since
        },
        invited: async (meeting) => invite({ world, tenant, user: person() }, user, meeting),
        notifications: listener.place(),
      },
    }
  }

  return {
    pageSize,
    provider: graph,
    mailbox: desk,
    nobody: () => graph.open(settings, access, `nobody@${domain}`, reach),
    pass: (days) => control.advance(days * 86_400),
    now: () => world.clock.now(),
    close: async () => {
      await listener.close()
      await dispatcher.close()
      await emulator.close()
    },
  } satisfies Bench
})

const deltas: Record<KindName, string> = {
  contacts: 'contacts.delta',
  events: 'calendarView.delta',
  tasks: 'tasks.delta',
}
const effects: Record<FaultKind, { cut: 'after' } | { status: number; retryAfter?: number }> = {
  lost: { cut: 'after' },
  throttled: { status: 429, retryAfter: 7 },
  unavailable: { status: 503 },
}
