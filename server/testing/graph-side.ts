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
import { kindOf } from '../src/lib/kinds.ts'
import { itemFields } from '../src/providers/graph/map.ts'
import { graph } from '../src/providers/graph/provider.ts'
import type { FaultKind } from '../src/providers/memory/faults.ts'
import type { KindName } from '../src/providers/memory/mailbox.ts'
import type { Collection, Outcome, Outside } from '../src/providers/provider.ts'
import { type FarSide, watched } from './far-side.ts'
import type { Fields } from './kind-edits.ts'

const domain = 'history.example'
const permissions = ['Contacts.ReadWrite', 'Calendars.ReadWrite', 'Tasks.ReadWrite.All', 'User.Read.All']
const wanted = { contacts: true, calendar: true, tasks: true }

/** Mailboxes of an emulated tenant, reached over HTTPS by the graph provider; pages of three items. */
export async function graphSides(): Promise<{
  open(address?: string, kind?: KindName): Promise<FarSide>
  close(): Promise<void>
}> {
  const emulator = await createEmulator({
    limits: { pageSize: 3 },
    seed: {
      tenants: [
        {
          displayName: 'History',
          domains: [domain],
          applications: [{ displayName: 'Tandem-1', secrets: [{}], permissions }],
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
    open: async (_address, kind = 'contacts') =>
      (kind === 'contacts' ? graphSide : otherSide)(
        emulator,
        (address) => graph.open(settings, access, address, { ...outside, wanted }),
        ++made,
        kind,
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
    edit: async (ref, changes) => {
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

/** Events or tasks: the person's hand is the provider as well, with no fault in its way. */
function otherSide(
  emulator: Awaited<ReturnType<typeof createEmulator>>,
  open: (address: string) => ReturnType<typeof graph.open>,
  nth: number,
  kind: KindName,
): FarSide {
  const { world, control } = emulator
  const tenant = [...world.tenants.values()][0]!
  const address = `person${nth}@${domain}`
  const user = addUser(world, tenant, { userPrincipalName: address, displayName: `Person ${nth}` })
  const name = kind === 'events' ? 'calendar' : 'tasks'
  const collection = open(address)[name] as unknown as Collection<Fields>
  const quietly = async <T>(act: () => Promise<T>): Promise<T> => {
    const waiting = control.faults.list().filter(({ times, struck }) => struck < (times ?? 1))
    control.faults.clear()
    try {
      return await act()
    } finally {
      for (const { match, times = 1, struck, effect } of waiting)
        control.faults.add({ match, times: times - struck, effect })
    }
  }
  const items = async () => {
    const refs: string[] = []
    for await (const page of collection.identify(undefined)) refs.push(...page.map(({ ref }) => ref))
    const found = await collection.get(refs)
    return found.map(({ ref, version, item }) => ({ ref, version, item }))
  }
  const side: FarSide = {
    session: {
      [name]: watched(collection, async () => await side.onRequest?.()),
      close: async () => undefined,
    },
    items: () => quietly(items),
    create: (fields) =>
      quietly(async () => {
        done((await collection.create!([{ operationId: crypto.randomUUID(), item: fields }], undefined))[0])
      }),
    edit: (ref, changes) =>
      quietly(async () => {
        const [found] = await collection.get([ref])
        const { edited } = kindOf(kind)
        const item = edited(found!.item, changes)
        done((await collection.update!([{ ref, version: found!.version, changes, item }]))[0])
      }),
    delete: (ref) =>
      quietly(async () => {
        const [found] = await collection.get([ref])
        done((await collection.remove!([{ ref, version: found!.version }]))[0])
      }),
    fault: (fault, operation) =>
      control.faults.add({
        match: { operation: operation === 'changes' ? '*.delta' : '$batch' },
        times: 1,
        effect: effects[fault],
      }),
    expire: () => expireDeltaTokens(mailboxOf(user)),
    calm: () => control.faults.clear(),
    onRequest: undefined,
  }
  return side
}

function done(outcome: Outcome | undefined): void {
  if (!outcome?.ok) throw new Error(`The person could not: ${JSON.stringify(outcome)}`)
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
