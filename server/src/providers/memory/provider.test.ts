import type { Bench, Desk, Hand, KindName } from '../conformance/bench.ts'
import { testProvider } from '../provider.conformance.ts'
import type { NotificationRequest, Reach } from '../provider.ts'
import type { MemoryBox } from './box.ts'
import type { Operation } from './faults.ts'
import { createMemoryServer } from './provider.ts'

const writes: Operation[] = ['create', 'update', 'remove']
const reach = { wanted: { contacts: true, calendar: true, tasks: true } } as Reach

testProvider('memory', async () => {
  let ahead = 0
  const now = () => Date.now() + ahead
  const { provider, server } = createMemoryServer({ pageSize: 10, now })
  let made = 0
  const sent: NotificationRequest[] = []
  server.onNotification = (subscriptionId, secret) => {
    sent.push({ query: {}, headers: {}, body: { subscriptionId, secret } })
  }
  const total = () => [...server.requests.values()].reduce((sum, count) => sum + count, 0)
  const access = provider.signIn({}, { kind: 'secret', value: 'x' }, reach)

  const desk = async (): Promise<Desk> => {
    const address = `person${++made}@memory.example`
    const mailbox = server.mailbox(address)
    let counted = total()
    let mailed = 0
    return {
      session: provider.open({}, access, address, reach),
      person: {
        contacts: handOf(mailbox),
        events: handOf(mailbox.events, { sensitivity: 'private' }),
        tasks: handOf(mailbox.tasks),
        fault: async (kind, request, collection: KindName) =>
          server.faults.add({
            kind,
            collection,
            seconds: 7,
            operation: request === 'read' ? 'changes' : writes[0]!,
            mailbox: address,
          }),
        expireCursors: async () => server.expireCursors(address),
        requests: async () => {
          const before = counted
          counted = total()
          return counted - before
        },
        mailed: async () => {
          const ours = server.mailed.filter(({ from }) => from === address).map(({ to }) => to)
          const since = ours.slice(mailed)
          mailed = ours.length
          return since
        },
        notifications: { url: 'memory:', next: async () => sent.pop()! },
      },
    }
  }
  return {
    pageSize: 10,
    provider,
    mailbox: desk,
    nobody: () => provider.open({}, access, 'nobody', reach),
    pass: (days) => {
      ahead += days * 86_400_000
    },
    now,
    close: async () => undefined,
  } satisfies Bench
})

/** `hidden` is what makes an item private, where that stands in its content. */
function handOf<T extends object>(box: MemoryBox<T>, hidden?: Partial<T>): Hand<T> {
  return {
    create: async (fields, options) =>
      box.create(options?.private ? { ...fields, ...hidden } : fields, options).ref,
    edit: async (ref, changes) => void box.edit(ref, changes),
    delete: async (ref) => box.delete(ref),
    addFolder: async (name) => box.addFolder(name),
  }
}
