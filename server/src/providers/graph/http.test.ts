import { Agent } from 'undici'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createEmulator, type Emulator } from '../../../../emulator/src/main.ts'
import { addUser } from '../../../../emulator/src/tenant/directory.ts'
import { createContact, createContactFolder, moveContact } from '../../../../emulator/src/tenant/mailbox.ts'
import { drafts as draftsOf, drain, failureFrom, writable, written } from '../conformance/bench.ts'
import { contactSample } from '../conformance/samples.ts'
import type { Access, Outside } from '../provider.ts'
import { graph } from './provider.ts'

const domain = 'wire.example'
let emulator: Emulator
let dispatcher: Agent
let outside: Outside
let access: Access
let people = 0

beforeAll(async () => {
  const applications = [
    { displayName: 'Tandem-1', secrets: [{}], permissions: ['Contacts.ReadWrite', 'User.Read.All'] },
  ]
  emulator = await createEmulator({
    limits: { pageSize: 10 },
    seed: { tenants: [{ displayName: 'Wire', domains: [domain], applications }] },
  })
  dispatcher = new Agent({ connect: { ca: emulator.ca } })
  outside = { dispatcher, loginUrl: emulator.url, serviceUrl: emulator.url, timeout: 3000 }
  access = graph.signIn(settings(), { kind: 'secret', value: emulator.tenants[0]!.clientSecret! }, outside)
})

afterEach(() => emulator.control.faults.clear())

afterAll(async () => {
  await dispatcher.close()
  await emulator.close()
})

test('an expired token is replaced once, and the caller notices nothing', async () => {
  const { contacts } = mailbox(1)
  emulator.control.faults.add({
    match: { operation: 'contacts.delta' },
    times: 1,
    effect: { tokenExpired: true },
  })
  const before = await access.token()
  expect((await drain(contacts)).changes).toHaveLength(1)
  expect(await access.token()).not.toBe(before)
})

test('a service that refuses every token is AuthExpired after two requests, not a loop', async () => {
  const { contacts } = mailbox(1)
  emulator.control.faults.add({ match: { operation: 'contacts.delta' }, effect: { tokenExpired: true } })
  const before = emulator.control.log.counts().requests
  expect((await failureFrom(() => drain(contacts))).kind).toBe('AuthExpired')
  const asked = emulator.control.log.list().slice(before)
  expect(asked.filter(({ operation }) => operation === 'contacts.delta')).toHaveLength(2)
})

test('the claims of a challenge reach the sign-in service', async () => {
  const challenges: (string | undefined)[] = []
  const listening: Access = {
    token: access.token,
    drop: (token, challenge) => {
      challenges.push(challenge)
      access.drop(token, challenge)
    },
  }
  const { address } = mailbox(1)
  const claims = '{"access_token":{"nbf":{"essential":true,"value":"1700000000"}}}'
  const header = `Bearer realm="", error="insufficient_claims", claims="${Buffer.from(claims).toString('base64')}"`
  emulator.control.faults.add({
    match: { operation: 'contacts.delta' },
    times: 1,
    effect: { status: 401, headers: { 'www-authenticate': header } },
  })
  const { contacts } = graph.open(settings(), listening, address, { ...outside, wanted: { contacts: true } })
  expect((await drain(contacts!)).changes).toHaveLength(1)
  expect(challenges).toEqual([claims])
})

test('a throttled item of a batch is an outcome of its own, and no further batch is sent', async () => {
  const { contacts } = mailbox(0)
  emulator.control.faults.add({
    match: { operation: 'contacts.create' },
    times: 1,
    effect: { status: 429, retryAfter: 11 },
  })
  const before = emulator.control.log.counts().operations.$batch ?? 0
  const outcomes = await contacts.create(
    drafts(...Array.from({ length: 50 }, (_, place) => `P${place}`)),
    undefined,
  )
  expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(19)
  const failures = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.failure]))
  expect(failures.map(({ kind }) => kind)).toEqual(failures.map(() => 'Throttled'))
  expect(failures[0]).toMatchObject({ retryAfterSeconds: 11 })
  expect((emulator.control.log.counts().operations.$batch ?? 0) - before).toBe(1)
})

test('an outage in the first batch leaves the later ones unsent and unambiguous', async () => {
  const { contacts } = mailbox(0)
  emulator.control.faults.add({ match: { operation: '$batch' }, times: 1, effect: { cut: 'after' } })
  const outcomes = await contacts.create(
    drafts(...Array.from({ length: 25 }, (_, place) => `P${place}`)),
    undefined,
  )
  const ambiguous = outcomes.map(
    (outcome) => !outcome.ok && outcome.failure.kind === 'Unavailable' && outcome.failure.ambiguous,
  )
  expect(ambiguous).toEqual([...Array(20).fill(true), ...Array(5).fill(false)])
  expect((await drain(contacts)).changes).toHaveLength(20)
})

test('pushing 100 edits is five batches, one after the other', async () => {
  const { contacts } = mailbox(0)
  const made = (
    await contacts.create(drafts(...Array.from({ length: 100 }, (_, place) => `P${place}`)), undefined)
  ).map(written)
  const before = emulator.control.log.counts().requests
  const edits = made.map(({ ref, version }) => ({ ref, version, changes: { jobTitle: 'Edited' } }))
  expect((await contacts.update(edits)).every((outcome) => outcome.ok)).toBe(true)
  expect(emulator.control.log.counts().requests - before).toBe(5)
})

test('contacts with very long notes are spread over more batches, as a request may hold 4 MB', async () => {
  const { contacts } = mailbox(0)
  const personalNotes = 'Ω'.repeat(250_000)
  const batch = drafts(...Array.from({ length: 20 }, (_, place) => `P${place}`))
  const before = emulator.control.log.counts().requests
  const outcomes = await contacts.create(
    batch.map((draft) => ({ ...draft, item: { ...draft.item, personalNotes } })),
    undefined,
  )
  expect(outcomes.every((outcome) => outcome.ok)).toBe(true)
  expect(emulator.control.log.counts().requests - before).toBe(4)
})

test('an item keeps its id when it moves to another folder', async () => {
  const { contacts, user, tenant } = mailbox(1)
  const { changes, cursor } = await drain(contacts)
  const { ref } = changes[0]!
  const folder = createContactFolder(emulator.world, tenant, user, 'Elsewhere')
  moveContact(emulator.world, tenant, user, user.mailbox!.contacts.get(ref)!, folder.id)
  expect((await contacts.get([ref])).map((found) => found.ref)).toEqual([ref])
  expect((await drain(contacts, cursor)).changes).toEqual([{ kind: 'delete', ref }])
  expect((await drain(contacts, undefined, folder.id)).changes).toMatchObject([{ kind: 'upsert', ref }])
})

test('private items are known also where the service refuses to filter by sensitivity', async () => {
  const { contacts, user, tenant } = mailbox(1)
  const folder = user.mailbox!.defaultContactFolderId
  const hidden = createContact(
    emulator.world,
    tenant,
    user,
    folder,
    { displayName: 'Doctor' },
    { 'Integer 0x36': '2' },
  )
  createContact(emulator.world, tenant, user, folder, { displayName: 'Normal' }, { 'Integer 0x36': '0' })
  const privates = async () =>
    (await drain(contacts, undefined, undefined, { markPrivate: true })).changes.flatMap((one) =>
      one.kind === 'upsert' && one.private ? one.ref : [],
    )
  expect(await privates()).toEqual([hidden.immutableId])
  emulator.control.faults.add({
    match: { operation: 'contacts.list', pathContains: 'filter=singleValue' },
    effect: { status: 400 },
  })
  expect(await privates()).toEqual([hidden.immutableId])
  expect(emulator.control.faults.list()[0]!.struck).toBe(1)
})

test('private items are not asked for where nobody wants to know', async () => {
  const { contacts } = mailbox(3)
  emulator.control.faults.add({ match: { operation: 'contacts.list' }, effect: { status: 400 } })
  expect((await drain(contacts)).changes).toHaveLength(3)
  expect(emulator.control.faults.list()[0]!.struck).toBe(0)
})

test('cursors hold no host, so that a stored one follows the setting', async () => {
  const { contacts } = mailbox(25)
  const cursors: string[] = []
  for await (const page of contacts.changes(undefined, undefined)) {
    for (const change of page) if (change.kind === 'checkpoint') cursors.push(change.cursor)
  }
  expect(cursors).toHaveLength(3)
  for (const cursor of cursors) expect(cursor).toMatch(/^\/v1\.0\/users\//)
})

test('a cursor of another provider is a reset, and is sent nowhere', async () => {
  const { contacts } = mailbox(2)
  const { resets, changes } = await drain(contacts, 'https://attacker.example/v1.0/x')
  expect(resets).toEqual([undefined])
  expect(changes).toHaveLength(2)
})

test('a listing whose state is lost between two pages starts again, once', async () => {
  const { contacts } = mailbox(25)
  const gone = {
    match: { operation: 'contacts.delta', pathContains: 'skiptoken' },
    effect: { gone: true as const },
  }
  emulator.control.faults.add({ ...gone, times: 1 })
  const { resets, changes } = await drain(contacts)
  expect(resets).toEqual([undefined])
  expect(new Set(changes.map(({ ref }) => ref)).size).toBe(25)
  emulator.control.faults.add(gone)
  expect((await failureFrom(() => drain(contacts))).kind).toBe('CursorExpired')
})

test('a request that takes too long is lost', async () => {
  const { address } = mailbox(1)
  emulator.control.faults.add({ match: { operation: 'contacts.delta' }, times: 1, effect: { delayMs: 2000 } })
  const { contacts } = graph.open(settings(), access, address, {
    ...outside,
    wanted: { contacts: true },
    timeout: 200,
  })
  expect(await failureFrom(() => drain(contacts!))).toMatchObject({ kind: 'Unavailable', ambiguous: false })
})

test('folders below folders are listed as well', async () => {
  const { contacts, user, tenant } = mailbox(0)
  const parent = createContactFolder(emulator.world, tenant, user, 'Parent')
  createContactFolder(emulator.world, tenant, user, 'Child', parent.id)
  const folders = await contacts.folders()
  expect(folders.map(({ name }) => name)).toEqual(['Contacts', 'Parent', 'Child'])
})

test('the directory gives people with addresses, shared mailboxes too, guests not', async () => {
  const tenant = [...emulator.world.tenants.values()][0]!
  const add = (name: string, more = {}) =>
    addUser(emulator.world, tenant, { userPrincipalName: `${name}@${domain}`, displayName: name, ...more })
  add('Member')
  add('shared', { mailboxKind: 'shared', accountEnabled: false })
  add('guest', { userType: 'Guest' })
  add('no-mailbox', { mailboxKind: 'none' })
  const found = new Map<string, boolean>()
  for await (const page of graph.directory!(settings(), access, outside)) {
    for (const { address, enabled } of page) found.set(address, enabled)
  }
  expect(found.get(`member@${domain}`)).toBe(true)
  expect(found.get(`shared@${domain}`)).toBe(false)
  expect([found.has(`guest@${domain}`), found.has(`no-mailbox@${domain}`)]).toEqual([false, false])
})

function settings() {
  const { id: tenantId, clientId } = emulator.tenants[0]!
  return { tenantId, clientId: clientId! }
}

/** A new mailbox with so many contacts. */
function mailbox(count: number) {
  const tenant = [...emulator.world.tenants.values()][0]!
  const address = `wire${++people}@${domain}`
  const user = addUser(emulator.world, tenant, { userPrincipalName: address, displayName: address })
  for (let made = 0; made < count; made += 1) {
    createContact(emulator.world, tenant, user, user.mailbox!.defaultContactFolderId, {
      displayName: `C${made}`,
    })
  }
  const session = graph.open(settings(), access, address, { ...outside, wanted: { contacts: true } })
  return { address, user, tenant, contacts: writable(session.contacts) }
}

function drafts(...names: string[]) {
  return draftsOf(contactSample, ...names)
}
