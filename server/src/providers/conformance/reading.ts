import { expect, test } from 'vitest'
import {
  type Bench,
  type Desk,
  draft,
  drafts,
  drain,
  failureFrom,
  lastOf,
  listing,
  names,
  type Sample,
} from './bench.ts'

/** How a collection is read. */
export function testReading<T extends object>(bench: () => Bench, sample: Sample<T>): void {
  testPaging(bench, sample)
  testCursors(bench, sample)
  testFolders(bench, sample)

  test('every field comes as the person wrote it, also non-Latin names and long texts', async () => {
    const desk = await bench().mailbox()
    const ref = await sample.hand(desk.person).create(sample.everyField)
    const change = lastOf(await drain(sample.of(desk.session))).get(ref)
    expect(change?.kind).toBe('upsert')
    expect(change?.kind === 'upsert' && sample.written(change.item)).toEqual(sample.normal(sample.everyField))
  })

  test.runIf(sample.hasPrivate)(
    'private items are marked where that is asked for, others are not',
    async () => {
      const desk = await bench().mailbox()
      const hand = sample.hand(desk.person)
      const hidden = await hand.create(sample.named('Doctor'), { private: true })
      const shown = await hand.create(sample.named('Plumber'))
      const { changes } = await drain(sample.of(desk.session), undefined, undefined, { markPrivate: true })
      const marks = changes.map((change) => [change.ref, change.kind === 'upsert' && change.private === true])
      expect(Object.fromEntries(marks)).toEqual({ [hidden]: true, [shown]: false })
    },
  )

  test('get brings items by reference and leaves out those that are gone', async () => {
    const desk = await bench().mailbox()
    const collection = sample.of(desk.session)
    const created = await collection.create(drafts(sample, ...names(45)), undefined)
    const refs = created.flatMap((outcome) => (outcome.ok ? [outcome.ref] : []))
    await sample.hand(desk.person).delete(refs[7]!)
    const found = await collection.get(refs)
    expect(found.map(({ ref }) => ref).sort()).toEqual(refs.filter((_, place) => place !== 7).sort())
    expect(sample.nameOf(found.find(({ ref }) => ref === refs[0])!.item)).toBe('Person 000')
    expect(await collection.get([])).toEqual([])
  })
}

function testFolders<T extends object>(bench: () => Bench, sample: Sample<T>): void {
  test('folders are listed, the default one first, and each holds its own items', async () => {
    const desk = await bench().mailbox()
    const collection = sample.of(desk.session)
    const hand = sample.hand(desk.person)
    const folder = await hand.addFolder('Πελάτες')
    const inside = await hand.create(sample.named('Inside'), { folder })
    const outside = await hand.create(sample.named('Outside'))
    const folders = await collection.folders()
    expect(folders.slice(1)).toContainEqual({ id: folder, name: 'Πελάτες' })
    const refs = async (id?: string) => (await drain(collection, undefined, id)).changes.map(({ ref }) => ref)
    expect(await refs(folder)).toEqual([inside])
    expect(await refs()).toEqual([outside])
    expect(await refs(folders[0]!.id)).toEqual([outside])
  })

  test('a folder that does not exist is NotFound', async () => {
    const desk = await bench().mailbox()
    const folder = await sample.hand(desk.person).addFolder('Soon gone')
    const failure = await failureFrom(() => drain(sample.of(desk.session), undefined, `${folder}AAA=`))
    expect(failure.kind).toBe('NotFound')
  })
}

function testPaging<T extends object>(bench: () => Bench, sample: Sample<T>): void {
  test('a first reading comes in pages, each ending in a checkpoint, and says which is the last', async () => {
    const desk = await filled(bench(), sample)
    const reading = await drain(sample.of(desk.session))
    expect(reading.changes.map((change) => change.kind)).toEqual(reading.changes.map(() => 'upsert'))
    expect(lastOf(reading).size).toBe(bench().pageSize * 2 + 1)
    const pages = listing(reading)
    expect(pages.length).toBeGreaterThanOrEqual(3)
    const ends = pages.map((page) => page.at(-1))
    expect(ends.map((end) => end?.kind === 'checkpoint' && end.more)).toEqual(
      pages.map((_, place) => place < pages.length - 1),
    )
  })

  test('a reading of a window begins with a reset that names it, any other with none', async () => {
    const desk = await bench().mailbox()
    const { resets, pages } = await drain(sample.of(desk.session))
    expect(resets.map((window) => window !== undefined)).toEqual(sample.hasWindow ? [true] : [])
    if (sample.hasWindow) expect(pages[0]![0]).toEqual({ kind: 'reset', window: resets[0] })
  })

  test('a reading broken off goes on at its last checkpoint', async () => {
    const desk = await filled(bench(), sample)
    const collection = sample.of(desk.session)
    const refs = new Set<string>()
    let cursor: string | undefined
    for await (const page of collection.changes(undefined, undefined)) {
      for (const change of page) {
        if (change.kind === 'upsert') refs.add(change.ref)
        if (change.kind === 'checkpoint') cursor = change.cursor
      }
      if (cursor !== undefined) break
    }
    const rest = await drain(collection, cursor)
    expect(rest.resets).toEqual([])
    for (const change of rest.changes) refs.add(change.ref)
    expect(refs.size).toBe(bench().pageSize * 2 + 1)
  })

  test('identify names everything with its version, in pages', async () => {
    const desk = await filled(bench(), sample)
    const collection = sample.of(desk.session)
    const named: { ref: string; version: string; beyond?: boolean }[] = []
    for await (const page of collection.identify(undefined)) named.push(...page)
    const read = (await drain(collection)).changes.flatMap((change) =>
      change.kind === 'upsert' ? [{ ref: change.ref, version: change.version }] : [],
    )
    const byRef = (a: { ref: string }, b: { ref: string }) => (a.ref < b.ref ? -1 : 1)
    expect(named.sort(byRef)).toEqual(read.sort(byRef))
  })

  test('an empty mailbox is one empty page with a cursor', async () => {
    const desk = await bench().mailbox()
    const reading = await drain(sample.of(desk.session))
    expect(listing(reading)).toEqual([[{ kind: 'checkpoint', cursor: reading.cursor, more: false }]])
    expect(reading.cursor).not.toBe('')
  })
}

function testCursors<T extends object>(bench: () => Bench, sample: Sample<T>): void {
  test('a cursor brings what changed since: new, edited and deleted items, and nothing else', async () => {
    const desk = await bench().mailbox()
    const collection = sample.of(desk.session)
    const hand = sample.hand(desk.person)
    const stays = await hand.create(sample.named('Stays'))
    const edited = await hand.create({ ...sample.named('Before'), ...sample.other })
    const deleted = await hand.create(sample.named('Goes'))
    const { cursor } = await drain(collection)
    await hand.edit(edited, sample.renamed('After'))
    await hand.delete(deleted)
    const added = await hand.create(sample.named('Comes'))
    const seen = lastOf(await drain(collection, cursor))
    expect([...seen.keys()].sort()).toEqual([edited, deleted, added].sort())
    expect(seen.get(stays)).toBeUndefined()
    expect(seen.get(deleted)).toEqual({ kind: 'delete', ref: deleted })
    expect(seen.get(edited)).toMatchObject({ item: { ...sample.renamed('After'), ...sample.other } })
    expect(seen.get(added)).toMatchObject({ item: sample.renamed('Comes') })
  })

  test('when nothing changed a reading is one request and one checkpoint', async () => {
    const desk = await filled(bench(), sample)
    const collection = sample.of(desk.session)
    const { cursor } = await drain(collection)
    await desk.person.requests()
    const again = await drain(collection, cursor)
    expect(await desk.person.requests()).toBe(1)
    expect(again.changes).toEqual([])
    expect(again.pages).toHaveLength(1)
  })

  test('an expired cursor is a reset followed by a full listing', async () => {
    const desk = await filled(bench(), sample)
    const collection = sample.of(desk.session)
    const { cursor } = await drain(collection)
    await desk.person.expireCursors()
    const again = await drain(collection, cursor)
    expect(again.pages[0]![0]).toMatchObject({ kind: 'reset' })
    expect(again.resets.map((window) => window !== undefined)).toEqual([sample.hasWindow])
    expect(lastOf(again).size).toBe(bench().pageSize * 2 + 1)
    expect((await drain(collection, again.cursor)).changes).toEqual([])
  })

  test('what is written while a first reading runs is not missed', async () => {
    const desk = await filled(bench(), sample)
    const collection = sample.of(desk.session)
    let late: string | undefined
    const seen = new Set<string>()
    let last = ''
    for await (const page of collection.changes(undefined, undefined)) {
      if (page.some((change) => change.kind === 'checkpoint'))
        late ??= await sample.hand(desk.person).create(sample.named('Late'))
      for (const change of page) {
        if (change.kind === 'checkpoint') last = change.cursor
        if (change.kind === 'upsert') seen.add(change.ref)
      }
    }
    for (const change of (await drain(collection, last)).changes) seen.add(change.ref)
    expect(seen).toContain(late)
  })
}

/** A mailbox with two full pages and one item. */
async function filled<T extends object>(bench: Bench, sample: Sample<T>): Promise<Desk> {
  const desk = await bench.mailbox()
  const batch = names(bench.pageSize * 2 + 1).map((name) => draft(sample.named(name)))
  const outcomes = await sample.of(desk.session).create(batch, undefined)
  expect(outcomes.filter((outcome) => !outcome.ok)).toEqual([])
  return desk
}
