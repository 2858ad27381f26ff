import type { Delivered, SendStep } from '../conformance/sending.ts'
import { testSender } from '../conformance/sending.ts'
import type { SendOperation } from './faults.ts'
import { createMemoryServer } from './provider.ts'
import type { StoredLetter } from './sender.ts'

const operations: Record<SendStep, SendOperation> = {
  submit: 'submit',
  find: 'findLetters',
  create: 'draft',
  attach: 'attach',
  send: 'send',
}
const kinds = { lost: 'lost', throttled: 'throttled', down: 'unavailable' } as const

testSender('memory', async () => {
  const { provider, server } = createMemoryServer()
  const outside = { dispatcher: null as never, loginUrl: '', serviceUrl: '', timeout: 1000 }
  const access = provider.signIn({}, { kind: 'secret', value: 'x' }, outside)
  const sender = (address: string, readMail: boolean) =>
    provider.open({}, access, address, { ...outside, wanted: { send: true, readMail } }).send!
  let made = 0
  return {
    mailbox: async (readMail) => {
      const address = `person${++made}@example.com`
      server.mailbox(address)
      const { post } = server
      return {
        sender: sender(address, readMail),
        sent: async () => post.sent(address).map((one) => one.letter.messageId),
        drafts: async () => post.drafts(address).map((one) => one.letter.messageId),
        inbox: async (to) => post.inbox(to).map((one) => delivered(one, address)),
        remove: async (ref) => {
          for (const folder of [post.drafts(address), post.sent(address)]) {
            const place = folder.findIndex((one) => one.ref === ref)
            if (place >= 0) folder.splice(place, 1)
          }
        },
        fault: async (kind, step) =>
          server.faults.add({ kind: kinds[kind], operation: operations[step], mailbox: address, seconds: 7 }),
      }
    },
    nobody: (readMail) => sender('nobody@example.com', readMail),
    close: async () => undefined,
  }
})

function delivered({ letter, attachments }: StoredLetter, from: string): Delivered {
  const addresses = (people: { address: string }[]) => people.map((one) => one.address)
  return {
    ...letter,
    from,
    to: addresses(letter.to),
    cc: addresses(letter.cc),
    replyTo: addresses(letter.replyTo),
    attachments: attachments.map(({ size: _, ...file }) => file),
  }
}
