import { Agent } from 'undici'
import { callControl } from '../../../../emulator/src/control/room.ts'
import { createEmulator } from '../../../../emulator/src/main.ts'
import { addUser } from '../../../../emulator/src/tenant/directory.ts'
import {
  createMailFolder,
  deleteMailFolder,
  findMailFolder,
} from '../../../../emulator/src/tenant/mail-folders.ts'
import { expireDeltaTokens, mailboxOf } from '../../../../emulator/src/tenant/mailbox.ts'
import {
  deleteMessage,
  findMessage,
  moveMessage,
  updateMessage,
} from '../../../../emulator/src/tenant/messages.ts'
import { testInbox } from '../conformance/inbox.ts'
import { graph } from './provider.ts'

testInbox('graph', async () => {
  const permissions = ['Mail.ReadWrite']
  const application = { displayName: 'Fetches', secrets: [{}], permissions }
  const emulator = await createEmulator({
    limits: { pageSize: 10 },
    seed: { tenants: [{ displayName: 'Inbox', domains: ['inbox.example'], applications: [application] }] },
  })
  const { world, control } = emulator
  const tenant = [...world.tenants.values()][0]!
  const { id: tenantId, clientId, clientSecret } = emulator.tenants[0]!
  const dispatcher = new Agent({ connect: { ca: emulator.ca } })
  const outside = { dispatcher, loginUrl: emulator.url, serviceUrl: emulator.url, timeout: 5000 }
  const settings = { tenantId, clientId: clientId! }
  const access = graph.signIn(settings, { kind: 'secret', value: clientSecret! }, outside)
  const open = (address: string) =>
    graph.open(settings, access, address, { ...outside, wanted: { readMail: true } }).inbox!
  let made = 0
  return {
    mailbox: async () => {
      const address = `desk${++made}@inbox.example`
      const user = addUser(world, tenant, { userPrincipalName: address, displayName: 'Desk' })
      const mailbox = mailboxOf(user)
      return {
        inbox: open(address),
        deliver: async (raw) => {
          await callControl(control, 'POST', `/mailboxes/${address}/deliver`, {
            base64: raw.toString('base64'),
          })
        },
        remove: async (ref) => deleteMessage(world, tenant, user, findMessage(mailbox, ref)!),
        kept: async (ref) => {
          const shown = await callControl(control, 'GET', `/mailboxes/${address}/messages/${ref}/raw`)
          return Buffer.from((shown as { base64: string }).base64, 'base64')
        },
        addFolder: async (displayName) =>
          createMailFolder(world, tenant, user, { displayName, parentFolderId: mailbox.rootFolderId }).id,
        removeFolder: async (id) => deleteMailFolder(world, tenant, user, findMailFolder(mailbox, id)!),
        move: async (ref, folder) => {
          moveMessage(world, tenant, user, findMessage(mailbox, ref)!, folder)
        },
        categorise: async (ref, category) => {
          updateMessage(world, tenant, user, findMessage(mailbox, ref)!, { categories: [category] })
        },
        marks: async () =>
          new Map(
            [...mailbox.mail.messages.values()].map(({ immutableId, isRead, categories, folderId }) => [
              immutableId,
              { isRead, categories, folder: findMailFolder(mailbox, folderId)!.displayName },
            ]),
          ),
        expireCursors: async () => expireDeltaTokens(mailbox),
        throttle: async () => {
          const effect = { status: 429, retryAfter: 7 }
          control.faults.add({ match: { operation: 'messages.delta' }, times: 1, effect })
        },
      }
    },
    nobody: () => open('nobody@inbox.example'),
    now: () => world.clock.now(),
    close: async () => {
      await dispatcher.close()
      await emulator.close()
    },
  }
})
