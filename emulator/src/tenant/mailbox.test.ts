import { expect, test } from 'vitest'
import { changesAfter, livingItems } from './change-log.ts'
import { addTenant, addUser, findUser } from './directory.ts'
import { dumpWorld, loadWorld } from './dump.ts'
import { idKind } from './item-ids.ts'
import {
  createContact,
  createContactFolder,
  deleteContact,
  findContact,
  findContactFolder,
  mailboxOf,
  moveContact,
  setPhoto,
  updateContact,
} from './mailbox.ts'
import type { ContactFolder, Tenant, User } from './types.ts'
import { createWorld, type World, type WorldEvent } from './world.ts'

function start(): { world: World; tenant: Tenant; user: User; folder: ContactFolder } {
  const world = createWorld({ seed: 7, now: () => 1_800_000_000_000 })
  const tenant = addTenant(world, { displayName: 'Hafen Makler', domains: ['hafen.example'] })
  const user = addUser(world, tenant, { userPrincipalName: 'Anna@hafen.example', displayName: 'Anna' })
  const folder = findContactFolder(mailboxOf(user), 'contacts') as ContactFolder
  return { world, tenant, user, folder }
}

test('Two worlds of one seed give out the same ids, another seed gives out others', () => {
  const ids = [7, 7, 8].map((seed) => {
    const { ids } = createWorld({ seed })
    return [ids.guid(), ids.guid(), ids.text(12)].join()
  })
  expect(ids[0]).toBe(ids[1])
  expect(ids[0]).not.toBe(ids[2])
  expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12},/)
})

test('A contact is found by both of its ids, of the length that Exchange gives them', () => {
  const { world, tenant, user, folder } = start()
  const contact = createContact(world, tenant, user, 'contacts', { givenName: 'Ines' })
  expect([contact.id.length, contact.immutableId.length, folder.id.length]).toEqual([152, 72, 120])
  expect([contact.id, contact.immutableId, folder.id].map(idKind)).toEqual(['item', 'immutable', 'folder'])
  expect(findContact(mailboxOf(user), contact.id)).toBe(contact)
  expect(findContact(mailboxOf(user), contact.immutableId)).toBe(contact)
  expect(idKind('AAMkAGI2')).toBeUndefined()
})

test('A move changes the folder-bound id, keeps the immutable one and is a departure in the old folder', () => {
  const { world, tenant, user, folder } = start()
  const events: WorldEvent[] = []
  world.on((event) => events.push(event))
  const target = createContactFolder(world, tenant, user, 'Owners')
  const contact = createContact(world, tenant, user, folder.id, { givenName: 'Ines' })
  const before = { ...contact }
  const seen = mailboxOf(user).changeNumber
  moveContact(world, tenant, user, contact, target.id)
  expect(contact.immutableId).toBe(before.immutableId)
  expect(findContact(mailboxOf(user), before.id)).toBeUndefined()
  expect(changesAfter(folder, seen, 0, 10).changes).toEqual([
    { id: before.id, immutableId: before.immutableId, left: true },
  ])
  expect(changesAfter(target, seen, 0, 10).changes).toEqual([contact])
  expect(events.map((event) => `${event.kind} ${'changeType' in event ? event.changeType : ''}`)).toEqual([
    'folder created',
    'contact created',
    'contact deleted',
    'contact created',
  ])
})

test('The change log pages through living contacts, tells of departures only to those who saw the contact, and stays small', () => {
  const { world, tenant, user, folder } = start()
  const contacts = Array.from({ length: 200 }, (_, at) =>
    createContact(world, tenant, user, folder.id, { givenName: `${at}` }),
  )
  for (let round = 0; round < 10; round += 1) {
    for (const contact of contacts) updateContact(world, tenant, user, contact, { jobTitle: `${round}` })
  }
  expect(folder.log.length).toBeLessThan(500)
  const first = changesAfter(folder, 0, mailboxOf(user).changeNumber, 150)
  const second = changesAfter(folder, first.last, mailboxOf(user).changeNumber, 150)
  expect([first.changes.length, first.more, second.changes.length, second.more]).toEqual([
    150,
    true,
    50,
    false,
  ])
  const seen = mailboxOf(user).changeNumber
  const brief = createContact(world, tenant, user, folder.id, {})
  deleteContact(world, tenant, user, brief)
  deleteContact(world, tenant, user, contacts[3]!)
  expect(changesAfter(folder, seen, 0, 10).changes).toEqual([
    { id: contacts[3]!.id, immutableId: contacts[3]!.immutableId, left: true },
  ])
  expect(livingItems(folder)).toHaveLength(199)
})

test('A dumped world that went through JSON continues where it was', () => {
  const { world, tenant, user, folder } = start()
  const kept = createContact(world, tenant, user, folder.id, { givenName: 'Ines' }, { 'String x': '1' })
  const gone = createContact(world, tenant, user, folder.id, { givenName: 'Otto' })
  const seen = mailboxOf(user).changeNumber
  deleteContact(world, tenant, user, gone)
  setPhoto(world, tenant, user, kept, { contentType: 'image/jpeg', bytes: Buffer.from([1, 2, 3]) })
  const copy = createWorld()
  loadWorld(copy, JSON.parse(JSON.stringify(dumpWorld(world))))
  expect(dumpWorld(copy)).toEqual(dumpWorld(world))
  const sameUser = findUser(copy.tenants.get(tenant.id)!, 'anna@HAFEN.example') as User
  const sameFolder = findContactFolder(mailboxOf(sameUser), 'contacts') as ContactFolder
  expect(changesAfter(sameFolder, seen, 0, 10)).toEqual(changesAfter(folder, seen, 0, 10))
  expect(copy.ids.guid()).toBe(world.ids.guid())
})
