import { expect, test } from 'vitest'
import { type Bench, drafts, drain, failureFrom, type Sample, written } from './bench.ts'

/** What a collection does when the other side does not do what it should. */
export function testTrouble<T extends object>(bench: () => Bench, sample: Sample<T>): void {
  test('a lost answer to a create is ambiguous, and the operation tells that it happened', async () => {
    const desk = await bench().mailbox()
    const collection = sample.of(desk.session)
    const batch = drafts(sample, 'One', 'Two')
    await ready(collection)
    await desk.person.fault('lost', 'write', sample.kind)
    const outcomes = await collection.create(batch, undefined)
    const ambiguous = { ok: false, failure: { kind: 'Unavailable', ambiguous: true } }
    expect(outcomes).toMatchObject([ambiguous, ambiguous])
    const operations = batch.map((draft) => draft.operationId)
    expect((await collection.find(operations, undefined)).size).toBe(2)
  })

  test('throttled writes say when to come back and are not done', async () => {
    const desk = await bench().mailbox()
    const collection = sample.of(desk.session)
    await ready(collection)
    await desk.person.fault('throttled', 'write', sample.kind)
    const [outcome] = await collection.create(drafts(sample, 'Later'), undefined)
    expect(outcome).toMatchObject({ ok: false, failure: { kind: 'Throttled', retryAfterSeconds: 7 } })
    expect((await drain(collection)).changes).toEqual([])
  })

  test('throttled reads say when to come back', async () => {
    const desk = await bench().mailbox()
    await desk.person.fault('throttled', 'read', sample.kind)
    const failure = await failureFrom(() => drain(sample.of(desk.session)))
    expect(failure).toMatchObject({ kind: 'Throttled', retryAfterSeconds: 7 })
  })

  test('a service that is down is Unavailable, and works again by itself', async () => {
    const desk = await bench().mailbox()
    const collection = sample.of(desk.session)
    await desk.person.fault('unavailable', 'read', sample.kind)
    expect((await failureFrom(() => drain(collection))).kind).toBe('Unavailable')
    await ready(collection)
    await desk.person.fault('unavailable', 'write', sample.kind)
    expect((await collection.create(drafts(sample, 'One'), undefined))[0]).toMatchObject({
      failure: { kind: 'Unavailable' },
    })
    written((await collection.create(drafts(sample, 'Two'), undefined))[0])
  })

  test('a mailbox that is not there is Forbidden, never NotFound: nobody shall take its items for deleted', async () => {
    const collection = sample.of(bench().nobody())
    expect((await failureFrom(() => drain(collection))).kind).toBe('Forbidden')
    expect((await failureFrom(() => collection.get(['item|item']))).kind).toBe('Forbidden')
    const [created] = await collection.create(drafts(sample, 'One'), undefined)
    const changes = sample.renamed('Two')
    const item = sample.named('Two')
    const [updated] = await collection.update([{ ref: 'item|item', version: 'v', changes, item }])
    const [removed] = await collection.remove([{ ref: 'item|item', version: 'v' }])
    const forbidden = { ok: false, failure: { kind: 'Forbidden' } }
    expect([created, updated, removed]).toMatchObject([forbidden, forbidden, forbidden])
  })
}

/** What a collection asks once and then knows is asked before the trouble begins. */
async function ready(collection: { folders(): Promise<unknown> }): Promise<void> {
  await collection.folders()
}
