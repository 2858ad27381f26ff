import type { ContactFields } from '@tandem/model/contact.ts'
import { Agent } from 'undici'
import { createEmulator } from '../../emulator/src/main.ts'
import { addUser } from '../../emulator/src/tenant/directory.ts'
import {
  createContact,
  deleteContact,
  expireDeltaTokens,
  findContact,
  mailboxOf,
  updateContact,
} from '../../emulator/src/tenant/mailbox.ts'
import { itemFields } from '../src/providers/graph/map.ts'
import { graph } from '../src/providers/graph/provider.ts'
import type { FaultKind } from '../src/providers/memory/faults.ts'
import type { Outside } from '../src/providers/provider.ts'
import { type FarSide, watched } from './far-side.ts'

const domain = 'history.example'

/** Mailboxes of an emulated tenant, reached over HTTPS by the graph provider; pages of three items. */
export async function graphSides(): Promise<{ open(): Promise<FarSide>; close(): Promise<void> }> {
  const emulator = await createEmulator({
    limits: { pageSize: 3 },
    seed: {
      tenants: [
        {
          displayName: 'History',
          domains: [domain],
          applications: [
            { displayName: 'Tandem-1', secrets: [{}], permissions: ['Contacts.ReadWrite', 'User.Read.All'] },
          ],
        },
      ],
    },
  })
  const { id: tenantId, clientId, clientSecret } = emulator.tenants[0]!
  const dispatcher = new Agent({ connect: { ca: emulator.ca } })
  const outside: Outside = { dispatcher, loginUrl: emulator.url, serviceUrl: emulator.url, timeout: 5000 }
  const settings = { tenantId, clientId: clientId! }
  const access = graph.signIn(settings, { kind: 'secret', value: clientSecret! }, outside)
  let made = 0
  return {
    open: async () =>
      graphSide(
        emulator,
        (address) => graph.open(settings, access, address, { ...outside, wanted: { contacts: true } }),
        ++made,
      ),
    close: async () => {
      await dispatcher.close()
      await emulator.close()
    },
  }
}

function graphSide(
  { world, control }: Awaited<ReturnType<typeof createEmulator>>,
  open: (address: string) => ReturnType<typeof graph.open>,
  nth: number,
): FarSide {
  const tenant = [...world.tenants.values()][0]!
  const address = `person${nth}@${domain}`
  const user = addUser(world, tenant, { userPrincipalName: address, displayName: `Person ${nth}` })
  const mailbox = mailboxOf(user)
  const contacts = open(address).contacts!
  const contact = (ref: string) => findContact(mailbox, ref)!
  const side: FarSide = {
    session: {
      contacts: watched(contacts, async () => await side.onRequest?.()),
      close: async () => undefined,
    },
    // Past the wire, where faults wait; the provider's own reading of a contact is what both sides compare.
    items: async () =>
      [...mailbox.contacts.values()].map((one) => ({
        ref: one.immutableId,
        version: one.changeKey,
        item: itemFields({ ...one.fields, id: one.immutableId }),
      })),
    create: async (fields) => {
      createContact(world, tenant, user, mailbox.defaultContactFolderId, fields)
    },
    edit: async (ref, changes: ContactFields) => {
      updateContact(world, tenant, user, contact(ref), changes)
    },
    delete: async (ref) => deleteContact(world, tenant, user, contact(ref)),
    fault: (kind, operation) =>
      control.faults.add({
        match: { operation: operation === 'changes' ? 'contacts.delta' : '$batch' },
        times: 1,
        effect: effects[kind],
      }),
    expire: () => expireDeltaTokens(mailbox),
    calm: () => control.faults.clear(),
    onRequest: undefined,
  }
  return side
}

const effects: Record<FaultKind, { cut: 'before' | 'after' } | { status: number; retryAfter?: number }> = {
  lost: { cut: 'after' },
  half: { cut: 'after' },
  cut: { cut: 'before' },
  throttled: { status: 429, retryAfter: 1 },
  'throttled-half': { status: 429, retryAfter: 1 },
  unavailable: { status: 503 },
  rejected: { status: 400 },
  forbidden: { status: 403 },
  expired: { status: 410 },
}
