import { expect, test } from 'vitest'
import { type Bench, contactsOf, drafts, drain, failureFrom, written } from './bench.ts'

/** What a collection does when the other side does not do what it should. */
export function testTrouble(bench: () => Bench): void {
  test('a lost answer to a create is ambiguous, and the operation tells that it happened', async () => {
    const desk = await bench().mailbox()
    const contacts = contactsOf(desk)
    const batch = drafts('One', 'Two')
    await desk.person.fault('lost', 'write')
    const outcomes = await contacts.create(batch, undefined)
    const ambiguous = { ok: false, failure: { kind: 'Unavailable', ambiguous: true } }
    expect(outcomes).toMatchObject([ambiguous, ambiguous])
    const found = await contacts.find(
      batch.map((draft) => draft.operationId),
      undefined,
    )
    expect(found.size).toBe(2)
  })

  test('throttled writes say when to come back and are not done', async () => {
    const desk = await bench().mailbox()
    const contacts = contactsOf(desk)
    await desk.person.fault('throttled', 'write')
    const [outcome] = await contacts.create(drafts('Later'), undefined)
    expect(outcome).toMatchObject({ ok: false, failure: { kind: 'Throttled', retryAfterSeconds: 7 } })
    expect((await drain(contacts)).changes).toEqual([])
  })

  test('throttled reads say when to come back', async () => {
    const desk = await bench().mailbox()
    await desk.person.fault('throttled', 'read')
    const failure = await failureFrom(() => drain(contactsOf(desk)))
    expect(failure).toMatchObject({ kind: 'Throttled', retryAfterSeconds: 7 })
  })

  test('a service that is down is Unavailable, and works again by itself', async () => {
    const desk = await bench().mailbox()
    const contacts = contactsOf(desk)
    await desk.person.fault('unavailable', 'read')
    expect((await failureFrom(() => drain(contacts))).kind).toBe('Unavailable')
    await desk.person.fault('unavailable', 'write')
    expect((await contacts.create(drafts('One'), undefined))[0]).toMatchObject({
      failure: { kind: 'Unavailable' },
    })
    written((await contacts.create(drafts('Two'), undefined))[0])
  })

  test('a mailbox that is not there is Forbidden, never NotFound: nobody shall take its items for deleted', async () => {
    const session = bench().nobody()
    const contacts = contactsOf({ session, person: undefined as never })
    expect((await failureFrom(() => drain(contacts))).kind).toBe('Forbidden')
    expect((await failureFrom(() => contacts.get(['item']))).kind).toBe('Forbidden')
    const [created] = await contacts.create(drafts('One'), undefined)
    const [updated] = await contacts.update([{ ref: 'item', version: 'v', changes: { title: 'Dr.' } }])
    const [removed] = await contacts.remove([{ ref: 'item', version: 'v' }])
    const forbidden = { ok: false, failure: { kind: 'Forbidden' } }
    expect([created, updated, removed]).toMatchObject([forbidden, forbidden, forbidden])
  })
}
