import { Agent } from 'undici'
import { expect, test } from 'vitest'
import { createEmulator } from '../../../../emulator/src/main.ts'
import { addUser } from '../../../../emulator/src/tenant/directory.ts'
import type { MailContent } from '../../../../emulator/src/tenant/mail-types.ts'
import { mailboxOf } from '../../../../emulator/src/tenant/mailbox.ts'
import { deleteMessage, findMessage } from '../../../../emulator/src/tenant/messages.ts'
import { mailSettled } from '../../../../emulator/src/tenant/post.ts'
import { type Delivered, type SendStep, testSender } from '../conformance/sending.ts'
import type { Outside } from '../provider.ts'
import { graph } from './provider.ts'
import { letterFailure } from './send-refusals.ts'
import { isAllowed } from './upload.ts'

const domain = 'sending.example'
const operations: Record<SendStep, string> = {
  submit: 'sendMail',
  find: 'messages.list',
  create: 'messages.create',
  attach: 'attachments.create',
  send: 'messages.send',
}

testSender('graph', async () => {
  // What may be read is granted to one application alone: the other could not, if it tried.
  const emulator = await createEmulator({
    seed: {
      tenants: [
        {
          displayName: 'Sending',
          domains: [domain],
          applications: [
            { displayName: 'Sends', secrets: [{}], permissions: ['Mail.Send'] },
            { displayName: 'Reads', secrets: [{}], permissions: ['Mail.Send', 'Mail.ReadWrite'] },
          ],
        },
      ],
    },
  })
  const { world, control } = emulator
  const tenant = [...world.tenants.values()][0]!
  const dispatcher = new Agent({ connect: { ca: emulator.ca } })
  const outside: Outside = { dispatcher, loginUrl: emulator.url, serviceUrl: emulator.url, timeout: 5_000 }
  const accesses = [...tenant.applications.values()].map(({ appId, passwords }) =>
    graph.signIn(
      { tenantId: tenant.id, clientId: appId },
      { kind: 'secret', value: passwords[0]!.secret },
      outside,
    ),
  )
  const sender = (address: string, readMail: boolean) =>
    graph.open({} as never, accesses[readMail ? 1 : 0]!, address, {
      ...outside,
      wanted: { send: true, readMail },
    }).send!
  let made = 0

  const mailbox = async (readMail: boolean) => {
    const address = `person${++made}@${domain}`
    const user = addUser(world, tenant, { userPrincipalName: address, displayName: `Person ${made}` })
    const box = mailboxOf(user)
    const inFolder = (name: 'drafts' | 'sentitems') =>
      [...box.mail.messages.values()]
        .filter((message) => message.folderId === box.mail.wellKnown[name])
        .map((message) => message.internetMessageId)
    return {
      sender: sender(address, readMail),
      sent: async () => inFolder('sentitems'),
      drafts: async () => inFolder('drafts'),
      inbox: async (to: string) => {
        await mailSettled(world)
        return [...world.outside.mails.values()]
          .filter((one) => one.recipients.includes(to.toLowerCase()))
          .map(({ mail }) => delivered(mail))
      },
      remove: async (ref: string) => deleteMessage(world, tenant, user, findMessage(box, ref)!),
      fault: async (kind: 'lost' | 'throttled' | 'down', step: SendStep) => {
        const effects = {
          lost: { cut: 'after' },
          throttled: { status: 429, retryAfter: 7 },
          down: { status: 503 },
        } as const
        const match = { operation: operations[step], mailbox: address }
        control.faults.add({ match, times: 1, effect: effects[kind] })
      },
    }
  }

  const delivered = (mail: MailContent): Delivered => ({
    messageId: mail.internetMessageId,
    subject: mail.subject,
    from: mail.from?.address ?? '',
    to: mail.to.map((one) => one.address),
    cc: mail.cc.map((one) => one.address),
    replyTo: mail.replyTo.map((one) => one.address),
    html: mail.body.contentType === 'html' ? mail.body.content : null,
    text: mail.body.contentType === 'text' ? mail.body.content : null,
    importance: mail.importance,
    inReplyTo: mail.inReplyTo ?? null,
    references: mail.references,
    attachments: mail.attachments.map(({ name, contentType, contentId, content }) => ({
      name,
      contentType: contentType ?? '',
      contentId,
      bytes: world.contents.get(content),
    })),
  })

  return {
    mailbox,
    nobody: (readMail) => sender(`nobody@${domain}`, readMail),
    close: async () => {
      await dispatcher.close()
      await emulator.close()
    },
  }
})

test.each([
  ['https://graph.microsoft.com/upload', true],
  ['https://outlook.office.com/api/v2.0/x?authtoken=y', true],
  ['http://outlook.office.com/api', false],
  ['https://outlook.office.com:8443/api', false],
  ['https://outlook.office.com@evil.example/api', false],
  ['https://evil.example/outlook.office.com', false],
  ['https://sub.outlook.office.com/api', false],
])('a file may be uploaded to %s: %s', (url, allowed) => {
  const outside = { serviceUrl: 'https://graph.microsoft.com', uploadHosts: ['outlook.office.com'] }
  expect(isAllowed(url, outside)).toBe(allowed)
})

test.each([
  ['ErrorInvalidRecipients', 400, 'recipient'],
  ['ErrorMessageSizeExceeded', 413, 'too-large'],
  ['RequestEntityTooLarge', 413, 'too-large'],
  ['SomethingNew', 413, 'too-large'],
  ['ErrorSendAsDenied', 403, 'send-as'],
  ['ErrorExceededMessageLimit', 429, 'limit'],
])('%s (%i) means for a letter: %s', (code, status, meaning) => {
  const evidence = { request: 'POST x', at: '', code, status }
  expect(letterFailure({ kind: 'Throttled', retryAfterSeconds: 1, detail: 'x', evidence })).toMatchObject({
    kind: 'Rejected',
    code: meaning,
  })
})
