import type { ContactFields } from '@tandem/model/contact.ts'
import { expect, test } from 'vitest'
import { normalContact } from '../../lib/normal-contact.ts'
import { type Bench, contactsOf, type Desk, drafts, drain, everyField, written } from './bench.ts'

/** How a collection is written. */
export function testWriting(bench: () => Bench): void {
  testCreates(bench)
  testEdits(bench)
  testRemovals(bench)
}

function testCreates(bench: () => Bench): void {
  test('every field that is created can be read back untouched', async () => {
    const contacts = contactsOf(await bench().mailbox())
    const [outcome] = await contacts.create(
      [{ operationId: crypto.randomUUID(), item: everyField }],
      undefined,
    )
    const [found] = await contacts.get([written(outcome).ref])
    expect(found!.item).toEqual(normalContact(everyField))
    const [change] = (await drain(contacts)).changes
    expect(change?.kind === 'upsert' && change.item).toEqual(normalContact(everyField))
  })

  test('outcomes stand in the order of the input and carry the version that reading brings: our echo', async () => {
    const contacts = contactsOf(await bench().mailbox())
    const batch = drafts(...Array.from({ length: 45 }, (_, place) => `Person ${place}`))
    const outcomes = (await contacts.create(batch, undefined)).map(written)
    const read = new Map((await drain(contacts)).changes.map((change) => [change.ref, change]))
    outcomes.forEach((outcome, place) => {
      const item = batch[place]!.item
      expect(read.get(outcome.ref)).toMatchObject({ version: outcome.version, item })
    })
  })

  test('a create can be found by its operation, an unknown operation cannot', async () => {
    const contacts = contactsOf(await bench().mailbox())
    const batch = drafts(...Array.from({ length: 25 }, (_, place) => `Person ${place}`))
    const outcomes = (await contacts.create(batch, undefined)).map(written)
    const asked = [...batch.map((draft) => draft.operationId), crypto.randomUUID()]
    const found = await contacts.find(asked, undefined)
    expect([...found.keys()].sort()).toEqual(batch.map((draft) => draft.operationId).sort())
    expect(found.get(batch[3]!.operationId)).toMatchObject({
      ref: outcomes[3]!.ref,
      version: outcomes[3]!.version,
    })
  })

  test('a create goes into the chosen folder', async () => {
    const desk = await bench().mailbox()
    const contacts = contactsOf(desk)
    const folder = await desk.person.addFolder('Chosen')
    const [draft] = drafts('Inside')
    const [outcome] = await contacts.create([draft!], folder)
    expect((await drain(contacts, undefined, folder)).changes.map(({ ref }) => ref)).toEqual([
      written(outcome).ref,
    ])
    expect((await drain(contacts)).changes).toEqual([])
    expect((await contacts.find([draft!.operationId], folder)).size).toBe(1)
  })
}

function testEdits(bench: () => Bench): void {
  test('an edit changes what it names and nothing else', async () => {
    const desk = await bench().mailbox()
    const contacts = contactsOf(desk)
    const { ref, version } = await made(desk, everyField)
    const changes = { jobTitle: 'Πλοίαρχος', businessPhones: ['+1'] }
    const [outcome] = await contacts.update([{ ref, version, changes }])
    const [found] = await contacts.get([ref])
    expect(found!.item).toEqual(normalContact({ ...everyField, ...changes }))
    expect(found!.version).toBe(written(outcome).version)
    expect(found!.version).not.toBe(version)
  })

  test('null empties a field of any type', async () => {
    const desk = await bench().mailbox()
    const contacts = contactsOf(desk)
    const { ref, version } = await made(desk, everyField)
    const emptied = Object.keys(everyField).filter(
      (name) => !['displayName', 'fileAs', 'surname'].includes(name),
    )
    const changes = Object.fromEntries(emptied.map((name) => [name, null])) as Partial<ContactFields>
    written((await contacts.update([{ ref, version, changes }]))[0])
    const [found] = await contacts.get([ref])
    const { displayName, fileAs, surname } = everyField
    expect(found!.item).toEqual({ displayName, fileAs, surname })
  })

  test('an edit of an older version is a Conflict and changes nothing', async () => {
    const desk = await bench().mailbox()
    const contacts = contactsOf(desk)
    const { ref, version } = await made(desk, { displayName: 'Mine', jobTitle: 'One' })
    await desk.person.edit(ref, { displayName: 'Theirs' })
    const [outcome] = await contacts.update([{ ref, version, changes: { displayName: 'Ours' } }])
    expect(outcome).toMatchObject({ ok: false, failure: { kind: 'Conflict' } })
    expect((await contacts.get([ref]))[0]!.item.displayName).toBe('Theirs')
  })

  test('one bad edit of a batch leaves the others alone', async () => {
    const desk = await bench().mailbox()
    const contacts = contactsOf(desk)
    const items = await Promise.all(['A', 'B', 'C'].map((displayName) => made(desk, { displayName })))
    await desk.person.delete(items[1]!.ref)
    const edits = items.map(({ ref, version }) => ({ ref, version, changes: { jobTitle: 'Edited' } }))
    const outcomes = await contacts.update(edits)
    expect(outcomes.map((outcome) => (outcome.ok ? 'ok' : outcome.failure.kind))).toEqual([
      'ok',
      'NotFound',
      'ok',
    ])
  })
}

function testRemovals(bench: () => Bench): void {
  test('a removal takes the item away; a second one is NotFound', async () => {
    const desk = await bench().mailbox()
    const contacts = contactsOf(desk)
    const item = await made(desk, { displayName: 'Goes' })
    const { cursor } = await drain(contacts)
    expect((await contacts.remove([item]))[0]).toMatchObject({ ok: true, ref: item.ref })
    expect((await drain(contacts, cursor)).changes).toEqual([{ kind: 'delete', ref: item.ref }])
    expect((await contacts.remove([item]))[0]).toMatchObject({ ok: false, failure: { kind: 'NotFound' } })
  })

  test('a removal of an older version is a Conflict and removes nothing', async () => {
    const desk = await bench().mailbox()
    const contacts = contactsOf(desk)
    const item = await made(desk, { displayName: 'Edited meanwhile' })
    await desk.person.edit(item.ref, { jobTitle: 'New' })
    expect((await contacts.remove([item]))[0]).toMatchObject({ ok: false, failure: { kind: 'Conflict' } })
    expect(await contacts.get([item.ref])).toHaveLength(1)
  })

  test('nothing to do is no request', async () => {
    const desk = await bench().mailbox()
    const contacts = contactsOf(desk)
    await desk.person.requests()
    expect([
      await contacts.create([], undefined),
      await contacts.update([]),
      await contacts.remove([]),
    ]).toEqual([[], [], []])
    expect((await contacts.find([], undefined)).size).toBe(0)
    expect(await desk.person.requests()).toBe(0)
  })
}

async function made(desk: Desk, item: ContactFields): Promise<{ ref: string; version: string }> {
  const [outcome] = await contactsOf(desk).create([{ operationId: crypto.randomUUID(), item }], undefined)
  const { ref, version } = written(outcome)
  return { ref, version }
}
