import { expect, test } from 'vitest'
import { type Bench, type Desk, draft, drafts, drain, lastOf, type Sample, written } from './bench.ts'

/** How a collection is written. */
export function testWriting<T extends object>(bench: () => Bench, sample: Sample<T>): void {
  testCreates(bench, sample)
  testEdits(bench, sample)
  testConflicts(bench, sample)
  testRemovals(bench, sample)
}

function testCreates<T extends object>(bench: () => Bench, sample: Sample<T>): void {
  test('every field that is created can be read back untouched', async () => {
    const { session } = await bench().mailbox()
    const collection = sample.of(session)
    const [outcome] = await collection.create([draft(sample.everyField)], undefined)
    const { ref } = written(outcome)
    const [found] = await collection.get([ref])
    expect(sample.written(found!.item)).toEqual(sample.normal(sample.everyField))
    const change = lastOf(await drain(collection)).get(ref)
    expect(change?.kind === 'upsert' && sample.written(change.item)).toEqual(sample.normal(sample.everyField))
  })

  test('outcomes stand in the order of the input and carry the version that reading brings: our echo', async () => {
    const { session } = await bench().mailbox()
    const collection = sample.of(session)
    const batch = drafts(sample, ...Array.from({ length: 45 }, (_, place) => `Person ${place}`))
    const outcomes = (await collection.create(batch, undefined)).map(written)
    const read = lastOf(await drain(collection))
    outcomes.forEach((outcome, place) => {
      const { item } = batch[place]!
      expect(read.get(outcome.ref)).toMatchObject({ version: outcome.version, item })
    })
  })

  test('a create can be found by its operation, an unknown operation cannot', async () => {
    const { session } = await bench().mailbox()
    const collection = sample.of(session)
    const batch = drafts(sample, ...Array.from({ length: 25 }, (_, place) => `Person ${place}`))
    const outcomes = (await collection.create(batch, undefined)).map(written)
    const asked = [...batch.map((draft) => draft.operationId), crypto.randomUUID()]
    const found = await collection.find(asked, undefined)
    expect([...found.keys()].sort()).toEqual(batch.map((draft) => draft.operationId).sort())
    expect(found.get(batch[3]!.operationId)).toMatchObject({
      ref: outcomes[3]!.ref,
      version: outcomes[3]!.version,
    })
  })

  test('a create goes into the chosen folder', async () => {
    const { session, person } = await bench().mailbox()
    const collection = sample.of(session)
    const folder = await sample.hand(person).addFolder('Chosen')
    const [draft] = drafts(sample, 'Inside')
    const [outcome] = await collection.create([draft!], folder)
    expect((await drain(collection, undefined, folder)).changes.map(({ ref }) => ref)).toEqual([
      written(outcome).ref,
    ])
    expect((await drain(collection)).changes).toEqual([])
    expect((await collection.find([draft!.operationId], folder)).size).toBe(1)
  })
}

function testEdits<T extends object>(bench: () => Bench, sample: Sample<T>): void {
  test('an edit changes what it names and nothing else', async () => {
    const desk = await bench().mailbox()
    const collection = sample.of(desk.session)
    const { ref, version } = await made(desk, sample, sample.everyField)
    const edit = editOf(sample, { ref, version }, sample.everyField, sample.edit)
    const [outcome] = await collection.update([edit])
    const [found] = await collection.get([ref])
    expect(sample.written(found!.item)).toEqual(sample.normal({ ...sample.everyField, ...sample.edit }))
    expect(found!.version).toBe(written(outcome).version)
    expect(found!.version).not.toBe(version)
  })

  test('null empties a field of any type', async () => {
    const desk = await bench().mailbox()
    const collection = sample.of(desk.session)
    const made_ = await made(desk, sample, sample.everyField)
    const changes = Object.fromEntries(sample.emptied.map((name) => [name, null])) as Partial<T>
    written((await collection.update([editOf(sample, made_, sample.everyField, changes)]))[0])
    const [found] = await collection.get([made_.ref])
    const kept = Object.entries(sample.everyField).filter(([name]) => !sample.emptied.includes(name))
    expect(sample.written(found!.item)).toEqual(sample.normal(Object.fromEntries(kept) as T))
  })
}

function testConflicts<T extends object>(bench: () => Bench, sample: Sample<T>): void {
  test('an edit of an older version is a Conflict and changes nothing', async () => {
    const desk = await bench().mailbox()
    const collection = sample.of(desk.session)
    const before = { ...sample.named('Mine'), ...sample.other }
    const item = await made(desk, sample, before)
    await sample.hand(desk.person).edit(item.ref, sample.renamed('Theirs'))
    const [outcome] = await collection.update([editOf(sample, item, before, sample.renamed('Ours'))])
    expect(outcome).toMatchObject({ ok: false, failure: { kind: 'Conflict' } })
    expect(sample.nameOf((await collection.get([item.ref]))[0]!.item)).toBe('Theirs')
  })

  test('one bad edit of a batch leaves the others alone', async () => {
    const desk = await bench().mailbox()
    const collection = sample.of(desk.session)
    const befores = ['A', 'B', 'C'].map(sample.named)
    const items = await Promise.all(befores.map((before) => made(desk, sample, before)))
    await sample.hand(desk.person).delete(items[1]!.ref)
    const edits = items.map((item, place) => editOf(sample, item, befores[place]!, sample.edit))
    const outcomes = await collection.update(edits)
    expect(outcomes.map((outcome) => (outcome.ok ? 'ok' : outcome.failure.kind))).toEqual([
      'ok',
      'NotFound',
      'ok',
    ])
  })
}

function testRemovals<T extends object>(bench: () => Bench, sample: Sample<T>): void {
  test('a removal takes the item away; a second one is NotFound', async () => {
    const desk = await bench().mailbox()
    const collection = sample.of(desk.session)
    const item = await made(desk, sample, sample.named('Goes'))
    const { cursor } = await drain(collection)
    expect((await collection.remove([item]))[0]).toMatchObject({ ok: true, ref: item.ref })
    expect((await drain(collection, cursor)).changes).toEqual([{ kind: 'delete', ref: item.ref }])
    expect((await collection.remove([item]))[0]).toMatchObject({ ok: false, failure: { kind: 'NotFound' } })
  })

  test('a removal of an older version is a Conflict and removes nothing', async () => {
    const desk = await bench().mailbox()
    const collection = sample.of(desk.session)
    const item = await made(desk, sample, sample.named('Edited meanwhile'))
    await sample.hand(desk.person).edit(item.ref, sample.other)
    expect((await collection.remove([item]))[0]).toMatchObject({ ok: false, failure: { kind: 'Conflict' } })
    expect(await collection.get([item.ref])).toHaveLength(1)
  })

  test('nothing to do is no request', async () => {
    const desk = await bench().mailbox()
    const collection = sample.of(desk.session)
    await desk.person.requests()
    expect([
      await collection.create([], undefined),
      await collection.update([]),
      await collection.remove([]),
    ]).toEqual([[], [], []])
    expect((await collection.find([], undefined)).size).toBe(0)
    expect(await desk.person.requests()).toBe(0)
  })
}

/** An edit as every push gives it: what changes, and all fields as they shall be. */
function editOf<T extends object>(
  sample: Sample<T>,
  { ref, version }: { ref: string; version: string },
  before: T,
  changes: Partial<T>,
) {
  return { ref, version, changes, item: sample.normal({ ...before, ...changes }), say: { notify: true } }
}

async function made<T extends object>(
  desk: Desk,
  sample: Sample<T>,
  item: T,
): Promise<{ ref: string; version: string }> {
  const [outcome] = await sample.of(desk.session).create([draft(item)], undefined)
  const { ref, version } = written(outcome)
  return { ref, version }
}
