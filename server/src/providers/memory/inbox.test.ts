import { testInbox } from '../conformance/inbox.ts'
import type { Reach } from '../provider.ts'
import { createMemoryServer } from './provider.ts'

const reach = { wanted: { readMail: true } } as Reach

testInbox('memory', async () => {
  const { provider, server } = createMemoryServer({ pageSize: 10 })
  const access = provider.signIn({}, { kind: 'secret', value: 'x' }, reach)
  const open = (address: string) => provider.open({}, access, address, reach).inbox!
  let made = 0
  return {
    mailbox: async () => {
      const address = `desk${++made}@memory.example`
      server.mailbox(address)
      const mail = server.mail(address)
      return {
        inbox: open(address),
        deliver: async (raw) => void mail.arrive(raw),
        remove: async (ref) => void mail.messages.delete(ref),
        kept: async (ref) => mail.messages.get(ref)!.raw,
        addFolder: async (name) => {
          mail.folders.set(name, name)
          return name
        },
        removeFolder: async (id) => {
          mail.folders.delete(id)
          for (const { ref, folder } of [...mail.messages.values()])
            if (folder === id) mail.messages.delete(ref)
        },
        move: async (ref, folder) => mail.move(ref, folder),
        categorise: async (ref, category) => void mail.messages.get(ref)!.categories.push(category),
        marks: async () =>
          new Map(
            [...mail.messages.values()].map((one) => [
              one.ref,
              { ...one, folder: mail.folders.get(one.folder)! },
            ]),
          ),
        expireCursors: async () => server.expireCursors(address),
        throttle: async () =>
          server.faults.add({ kind: 'throttled', operation: 'changes', seconds: 7, mailbox: address }),
      }
    },
    nobody: () => open('nobody'),
    now: Date.now,
    close: async () => undefined,
  }
})
