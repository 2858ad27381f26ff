import { expect, test } from 'vitest'
import { normalContact } from '../../lib/normal-contact.ts'
import { type Bench, contactsOf, type Desk, drafts, drain, everyField, failureFrom } from './bench.ts'

/** How a collection is read. */
export function testReading(bench: () => Bench): void {
  testPaging(bench)
  testCursors(bench)

  test('every field comes as the person wrote it, also non-Latin names and notes of 30 KB', async () => {
    const desk = await bench().mailbox()
    const ref = await desk.person.create(everyField)
    const [change] = (await drain(contactsOf(desk))).changes
    expect(change).toMatchObject({ kind: 'upsert', ref, item: normalContact(everyField) })
    expect(change?.kind === 'upsert' && change.item).toEqual(normalContact(everyField))
  })

  test('private items are marked where that is asked for, others are not', async () => {
    const desk = await bench().mailbox()
    const hidden = await desk.person.create({ displayName: 'Doctor' }, { private: true })
    const shown = await desk.person.create({ displayName: 'Plumber' })
    const { changes } = await drain(contactsOf(desk), undefined, undefined, { markPrivate: true })
    const marks = changes.map((change) => [change.ref, change.kind === 'upsert' && change.private === true])
    expect(Object.fromEntries(marks)).toEqual({ [hidden]: true, [shown]: false })
  })

  test('folders are listed, the default one first, and each holds its own items', async () => {
    const desk = await bench().mailbox()
    const contacts = contactsOf(desk)
    const folder = await desk.person.addFolder('Πελάτες')
    const inside = await desk.person.create({ displayName: 'Inside' }, { folder })
    const outside = await desk.person.create({ displayName: 'Outside' })
    const folders = await contacts.folders()
    expect(folders[1]).toEqual({ id: folder, name: 'Πελάτες' })
    expect((await drain(contacts, undefined, folder)).changes.map(({ ref }) => ref)).toEqual([inside])
    expect((await drain(contacts)).changes.map(({ ref }) => ref)).toEqual([outside])
    expect((await drain(contacts, undefined, folders[0]!.id)).changes.map(({ ref }) => ref)).toEqual([
      outside,
    ])
  })

  test('a folder that does not exist is NotFound', async () => {
    const desk = await bench().mailbox()
    const folder = await desk.person.addFolder('Soon gone')
    const failure = await failureFrom(() => drain(contactsOf(desk), undefined, `${folder}AAA=`))
    expect(failure.kind).toBe('NotFound')
  })

  test('get brings items by reference and leaves out those that are gone', async () => {
    const desk = await bench().mailbox()
    const contacts = contactsOf(desk)
    const created = await contacts.create(drafts(...names(45)), undefined)
    const refs = created.flatMap((outcome) => (outcome.ok ? [outcome.ref] : []))
    await desk.person.delete(refs[7]!)
    const found = await contacts.get(refs)
    expect(found.map(({ ref }) => ref).sort()).toEqual(refs.filter((_, place) => place !== 7).sort())
    expect(found.find(({ ref }) => ref === refs[0])!.item).toMatchObject({ displayName: 'Person 000' })
    expect(await contacts.get([])).toEqual([])
  })
}

function testPaging(bench: () => Bench): void {
  test('a first reading comes in pages, each ending in a checkpoint, and says which is the last', async () => {
    const desk = await filled(bench())
    const { pages, changes } = await drain(contactsOf(desk))
    expect(changes.map((change) => change.kind)).toEqual(changes.map(() => 'upsert'))
    expect(new Set(changes.map(({ ref }) => ref)).size).toBe(bench().pageSize * 2 + 1)
    expect(pages.length).toBeGreaterThanOrEqual(3)
    const ends = pages.map((page) => page.at(-1))
    expect(ends.map((end) => end?.kind === 'checkpoint' && end.more)).toEqual(
      pages.map((_, place) => place < pages.length - 1),
    )
  })

  test('a reading broken off goes on at its last checkpoint', async () => {
    const desk = await filled(bench())
    const contacts = contactsOf(desk)
    const refs = new Set<string>()
    let cursor: string | undefined
    for await (const page of contacts.changes(undefined, undefined)) {
      for (const change of page) {
        if (change.kind === 'upsert') refs.add(change.ref)
        if (change.kind === 'checkpoint') cursor = change.cursor
      }
      break
    }
    for (const change of (await drain(contacts, cursor)).changes) refs.add(change.ref)
    expect(refs.size).toBe(bench().pageSize * 2 + 1)
  })

  test('identify names everything with its version, in pages', async () => {
    const desk = await filled(bench())
    const contacts = contactsOf(desk)
    const named: { ref: string; version: string }[] = []
    for await (const page of contacts.identify(undefined)) named.push(...page)
    const read = (await drain(contacts)).changes.flatMap((change) =>
      change.kind === 'upsert' ? [{ ref: change.ref, version: change.version }] : [],
    )
    const byRef = (a: { ref: string }, b: { ref: string }) => (a.ref < b.ref ? -1 : 1)
    expect(named.sort(byRef)).toEqual(read.sort(byRef))
  })

  test('an empty mailbox is one empty page with a cursor', async () => {
    const desk = await bench().mailbox()
    const { pages, cursor } = await drain(contactsOf(desk))
    expect(pages).toEqual([[{ kind: 'checkpoint', cursor, more: false }]])
    expect(cursor).not.toBe('')
  })
}

function testCursors(bench: () => Bench): void {
  test('a cursor brings what changed since: new, edited and deleted items, and nothing else', async () => {
    const desk = await bench().mailbox()
    const contacts = contactsOf(desk)
    const stays = await desk.person.create({ displayName: 'Stays' })
    const edited = await desk.person.create({ displayName: 'Before', jobTitle: 'Kept' })
    const deleted = await desk.person.create({ displayName: 'Goes' })
    const first = await drain(contacts)
    await desk.person.edit(edited, { displayName: 'After' })
    await desk.person.delete(deleted)
    const added = await desk.person.create({ displayName: 'Comes' })
    const second = await drain(contacts, first.cursor)
    const seen = Object.fromEntries(second.changes.map((change) => [change.ref, change]))
    expect(Object.keys(seen).sort()).toEqual([edited, deleted, added].sort())
    expect(seen[stays]).toBeUndefined()
    expect(seen[deleted]).toEqual({ kind: 'delete', ref: deleted })
    expect(seen[edited]).toMatchObject({ item: { displayName: 'After', jobTitle: 'Kept' } })
    expect(seen[added]).toMatchObject({ item: { displayName: 'Comes' } })
  })

  test('when nothing changed a reading is one request and one checkpoint', async () => {
    const desk = await filled(bench())
    const contacts = contactsOf(desk)
    const { cursor } = await drain(contacts)
    await desk.person.requests()
    const again = await drain(contacts, cursor)
    expect(await desk.person.requests()).toBe(1)
    expect(again.changes).toEqual([])
    expect(again.pages).toHaveLength(1)
  })

  test('an expired cursor is a reset followed by a full listing', async () => {
    const desk = await filled(bench())
    const contacts = contactsOf(desk)
    const { cursor } = await drain(contacts)
    await desk.person.expireCursors()
    const again = await drain(contacts, cursor)
    expect(again.pages[0]![0]).toEqual({ kind: 'reset' })
    expect(new Set(again.changes.map(({ ref }) => ref)).size).toBe(bench().pageSize * 2 + 1)
    expect((await drain(contacts, again.cursor)).changes).toEqual([])
  })

  test('what is written while a first reading runs is not missed', async () => {
    const desk = await filled(bench())
    const contacts = contactsOf(desk)
    let late: string | undefined
    const seen = new Set<string>()
    let last = ''
    for await (const page of contacts.changes(undefined, undefined)) {
      late ??= await desk.person.create({ displayName: 'Late' })
      for (const change of page) {
        if (change.kind === 'checkpoint') last = change.cursor
        if (change.kind === 'upsert') seen.add(change.ref)
      }
    }
    for (const change of (await drain(contacts, last)).changes) seen.add(change.ref)
    expect(seen).toContain(late)
  })
}

/** A mailbox with two full pages and one item. */
async function filled(bench: Bench): Promise<Desk> {
  const desk = await bench.mailbox()
  const outcomes = await contactsOf(desk).create(drafts(...names(bench.pageSize * 2 + 1)), undefined)
  expect(outcomes.filter((outcome) => !outcome.ok)).toEqual([])
  return desk
}

function names(count: number): string[] {
  return Array.from({ length: count }, (_, place) => `Person ${String(place).padStart(3, '0')}`)
}
