import { readFile } from 'node:fs/promises'
import { Agent, fetch } from 'undici'
import { type ApiContact, apiOf, within } from './api.ts'
import type { Demo } from './demo.ts'

/** Both sides of a demo: Tandem through its API, the mailboxes as their people (and the administrator) change them. */
export interface World {
  demo: Demo
  api: ReturnType<typeof apiOf>
  /** The emulator's control interface. */
  control: <T>(method: string, path: string, body?: unknown) => Promise<T>
}

interface Mailbox {
  id: string
  address: string
}

/** Opens both sides of a demo. */
export async function openWorld(demo: Demo): Promise<World> {
  const { url, caFile, controlToken } = demo.emulator
  const dispatcher = new Agent({ connect: { ca: await readFile(caFile, 'utf8') } })
  const control = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await fetch(`${url}/_control${path}`, {
      method,
      dispatcher,
      headers: { authorization: `Bearer ${controlToken}`, 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`)
    return (text === '' ? undefined : JSON.parse(text)) as T
  }
  return { demo, api: apiOf(demo), control }
}

/** Its person deletes all but `keep`; Tandem looks once, so that all of it is seen at once. */
export async function lose(world: World, mailbox: Mailbox, keep: number) {
  const items = await inMailbox(world, mailbox)
  await unheard(world, async () => {
    await Promise.all(
      items
        .slice(keep)
        .map(({ id }) => world.control('DELETE', `/mailboxes/${mailbox.address}/contacts/${id}`)),
    )
  })
  await world.api('POST', `/mailboxes/${mailbox.id}/sync`)
  return mailbox
}

/** What is done meanwhile in the mailboxes is told to nobody. */
async function unheard(world: World, act: () => Promise<void>): Promise<void> {
  await world.control('PUT', '/notifications', { drop: 1 })
  await act()
  await world.control('DELETE', '/notifications')
}

export async function inMailbox(world: World, mailbox: { address: string }) {
  const { contacts } = await world.control<{ contacts: { id: string; fields: ApiContact }[] }>(
    'GET',
    `/mailboxes/${mailbox.address}/contacts?top=1000`,
  )
  return contacts
}

export async function listHere(world: World, mailbox: { id: string }): Promise<ApiContact[]> {
  const path = `/mailboxes/${mailbox.id}/contacts?limit=200`
  return (await world.api<{ items: ApiContact[] }>('GET', path)).items
}

/** Three contacts: changed on both sides, deleted there and edited here, deleted here and edited there. */
export async function conflictsOf(world: World, mailbox: { id: string; address: string }) {
  const there = await inMailbox(world, mailbox)
  const here = await listHere(world, mailbox)
  const alone = here.filter(
    ({ displayName }) => there.filter(({ fields }) => fields.displayName === displayName).length === 1,
  )
  const [both, gone, back] = alone as [ApiContact, ApiContact, ApiContact]
  const item = (contact: ApiContact) => {
    const found = there.find(({ fields }) => fields.displayName === contact.displayName)
    return `/mailboxes/${mailbox.address}/contacts/${found!.id}`
  }
  const fields = { jobTitle: 'Written in Outlook' }
  await unheard(world, async () => {
    await world.api('PATCH', `/mailboxes/${mailbox.id}`, { writeBack: false })
    await world.control('PATCH', item(both), { fields })
    await world.control('DELETE', item(gone))
    await world.control('PATCH', item(back), { fields })
    await editHere(world, mailbox, both, { jobTitle: 'Written in Tandem' })
    await editHere(world, mailbox, gone, { jobTitle: 'Written in Tandem' })
    const path = `/mailboxes/${mailbox.id}/contacts/${back.id}`
    await world.api('DELETE', path, undefined, { 'if-match': `"${back.version}"` })
  })
  await world.api('POST', `/mailboxes/${mailbox.id}/sync`)
  await within(5000, 'three conflicts', async () => {
    const { items } = await world.api<{ items: unknown[] }>('GET', `/conflicts?mailbox=${mailbox.id}`)
    return items.length === 3
  })
  await world.api('PATCH', `/mailboxes/${mailbox.id}`, { writeBack: true })
  return [both, gone, back] as const
}

export async function editHere(
  world: World,
  mailbox: { id: string },
  { id, version }: ApiContact,
  changes: object,
) {
  const path = `/mailboxes/${mailbox.id}/contacts/${id}`
  await world.api('PATCH', path, changes, { 'if-match': `"${version}"` })
}

/** Somebody whom the directory showed to nobody yet, with five contacts and two in a folder of their own. */
export async function freshPerson(
  world: World,
  address: string,
  mailboxes: { address: string; state: string }[],
): Promise<void> {
  const [tenant] = world.demo.emulator.tenants
  await world.control('POST', `/tenants/${tenant!.id}/users`, {
    address,
    displayName: 'Fresh Start',
    generatedContacts: 5,
    folders: [{ displayName: 'VIP', contacts: [{ displayName: 'Zoë' }, { displayName: 'Ødegård' }] }],
  })
  const members = mailboxes.filter(({ state }) => state === 'on').map((mailbox) => mailbox.address)
  await world.control('PUT', `/tenants/${tenant!.id}/groups/Tandem%20users`, {
    members: [...members, address],
  })
}

/** The value of a secret of the demo's application whose time is over. */
export async function expiredSecret(world: World): Promise<string> {
  const [tenant] = world.demo.emulator.tenants
  const secrets = `/tenants/${tenant!.id}/applications/${tenant!.clientId}/secrets`
  const made = await world.control<{ keyId: string; secret: string }>('POST', secrets, {
    displayName: 'old',
    days: 9,
  })
  await world.control('PUT', `${secrets}/${made.keyId}`, { days: -1 })
  return made.secret
}
