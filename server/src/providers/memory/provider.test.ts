import type { Bench, Desk } from '../conformance/bench.ts'
import { testProvider } from '../provider.conformance.ts'
import type { NotificationRequest } from '../provider.ts'
import type { Operation } from './faults.ts'
import { createMemoryServer } from './provider.ts'

const writes: Operation[] = ['create', 'update', 'remove']

testProvider('memory', async () => {
  const { provider, server } = createMemoryServer({ pageSize: 10 })
  let made = 0
  const sent: NotificationRequest[] = []
  server.onNotification = (subscriptionId, secret) => {
    sent.push({ query: {}, headers: {}, body: { subscriptionId, secret } })
  }
  const total = () => [...server.requests.values()].reduce((sum, count) => sum + count, 0)

  const desk = async (): Promise<Desk> => {
    const address = `person${++made}@memory.example`
    const mailbox = server.mailbox(address)
    const access = provider.signIn({}, { kind: 'secret', value: 'x' }, {} as never)
    let counted = total()
    return {
      session: provider.open({}, access, address, {} as never),
      person: {
        create: async (fields, options) => mailbox.create(fields, options).ref,
        edit: async (ref, changes) => void mailbox.edit(ref, changes),
        delete: async (ref) => mailbox.delete(ref),
        addFolder: async (name) => mailbox.addFolder(name),
        fault: async (kind, request) =>
          server.faults.add({
            kind,
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
        notifications: { url: 'memory:', next: async () => sent.pop()! },
      },
    }
  }
  const nobody = () =>
    provider.open({}, provider.signIn({}, { kind: 'secret', value: 'x' }, {} as never), 'nobody', {} as never)
  return { pageSize: 10, provider, mailbox: desk, nobody, close: async () => undefined } satisfies Bench
})
