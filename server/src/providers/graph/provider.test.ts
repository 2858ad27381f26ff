import { Agent } from 'undici'
import { createEmulator } from '../../../../emulator/src/main.ts'
import { addUser } from '../../../../emulator/src/tenant/directory.ts'
import {
  createContact,
  createContactFolder,
  deleteContact,
  expireDeltaTokens,
  findContact,
  mailboxOf,
  updateContact,
} from '../../../../emulator/src/tenant/mailbox.ts'
import type { User } from '../../../../emulator/src/tenant/types.ts'
import { listenForNotifications } from '../../../testing/notifications.ts'
import type { Bench, Desk, FaultKind } from '../conformance/bench.ts'
import { testProvider } from '../provider.conformance.ts'
import type { Outside } from '../provider.ts'
import { graph } from './provider.ts'

const pageSize = 10
const domain = 'conformance.example'

testProvider('graph', async () => {
  const emulator = await createEmulator({
    limits: { pageSize },
    seed: {
      tenants: [
        {
          displayName: 'Conformance',
          domains: [domain],
          applications: [
            { displayName: 'Tandem-1', secrets: [{}], permissions: ['Contacts.ReadWrite', 'User.Read.All'] },
          ],
        },
      ],
    },
  })
  const { world, control } = emulator
  const tenant = [...world.tenants.values()][0]!
  const { id: tenantId, clientId, clientSecret } = emulator.tenants[0]!
  const dispatcher = new Agent({ connect: { ca: emulator.ca } })
  const outside: Outside = { dispatcher, loginUrl: emulator.url, serviceUrl: emulator.url, timeout: 5_000 }
  const settings = { tenantId, clientId: clientId! }
  const access = graph.signIn(settings, { kind: 'secret', value: clientSecret! }, outside)
  await access.token()
  const listener = await listenForNotifications((posted) => graph.notification!(posted))
  let made = 0

  const desk = async (): Promise<Desk> => {
    const address = `person${++made}@${domain}`
    const user = addUser(world, tenant, { userPrincipalName: address, displayName: `Person ${made}` })
    return {
      session: graph.open(settings, access, address, { ...outside, wanted: { contacts: true } }),
      person: { ...personOf(user), notifications: listener.place() },
    }
  }

  const personOf = (user: User): Desk['person'] => {
    const mailbox = mailboxOf(user)
    const contact = (ref: string) => findContact(mailbox, ref)!
    let counted = control.log.counts().requests
    return {
      create: async (fields, options = {}) => {
        const folder = options.folder ?? mailbox.defaultContactFolderId
        const extended: Record<string, string> = options.private ? { 'Integer 0x36': '2' } : {}
        return createContact(world, tenant, user, folder, fields, extended).immutableId
      },
      edit: async (ref, changes) => void updateContact(world, tenant, user, contact(ref), changes),
      delete: async (ref) => deleteContact(world, tenant, user, contact(ref)),
      addFolder: async (name) => createContactFolder(world, tenant, user, name).id,
      fault: async (kind, request) => {
        const operation = request === 'write' ? '$batch' : 'contacts.delta'
        control.faults.add({ match: { operation }, times: 1, effect: effects[kind] })
      },
      expireCursors: async () => expireDeltaTokens(mailbox),
      requests: async () => {
        const before = counted
        counted = control.log.counts().requests
        return counted - before
      },
    }
  }

  const nobody = () =>
    graph.open(settings, access, `nobody@${domain}`, { ...outside, wanted: { contacts: true } })
  const close = async () => {
    await listener.close()
    await dispatcher.close()
    await emulator.close()
  }
  return { pageSize, provider: graph, mailbox: desk, nobody, close } satisfies Bench
})

const effects: Record<FaultKind, { cut: 'after' } | { status: number; retryAfter?: number }> = {
  lost: { cut: 'after' },
  throttled: { status: 429, retryAfter: 7 },
  unavailable: { status: 503 },
}
