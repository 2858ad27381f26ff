import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Inbox, InboxChange } from '../inbox.ts'
import { failureFrom } from './bench.ts'

/** What a provider's test brings to the specification of reading mail. */
export interface InboxBench {
  mailbox(): Promise<InboxDesk>
  /** The inbox of a mailbox that does not exist. */
  nobody(): Inbox
  now(): number
  close(): Promise<void>
}

export interface InboxDesk {
  inbox: Inbox
  /** A message arrives. */
  deliver(raw: Buffer): Promise<void>
  /** Its person deletes a message for ever. */
  remove(ref: string): Promise<void>
  /** The bytes of a message as the mailbox has it: a service may compose anew what is delivered to it. */
  kept(ref: string): Promise<Buffer>
  /** Whether each message of the mailbox is read, by reference. */
  read(): Promise<Map<string, boolean>>
  expireCursors(): Promise<void>
  /** The next listing of changes is told to come back in 7 seconds. */
  throttle(): Promise<void>
}

/** The specification of an inbox: what every method that fetches mail does in the same way. */
export function testInbox(name: string, make: () => Promise<InboxBench>): void {
  describe(`${name} keeps the contract of an inbox`, () => {
    let made: InboxBench
    beforeAll(async () => {
      made = await make()
    })
    afterAll(() => made.close())
    testListing(() => made)
    testMessages(() => made)
    testTrouble(() => made)
  })
}

const mailNamed = (name: string) =>
  Buffer.from(
    `Message-ID: <${name}@x.example>\r\nFrom: a@x.example\r\nSubject: ${name}\r\n\r\nGr\xfc\xdfe \x80\xff\r\n.\r\n`,
    'latin1',
  )

/** What one reading tells: references, and where it ended. */
async function drain(inbox: Inbox, cursor?: string, since?: string) {
  const told: Extract<InboxChange, { kind: 'message' }>[] = []
  let last: Extract<InboxChange, { kind: 'checkpoint' }> | undefined
  for await (const page of inbox.changes(cursor, since))
    for (const change of page) {
      if (change.kind === 'message') told.push(change)
      else last = change
    }
  if (last === undefined) throw new Error('a reading must end with a checkpoint')
  expect(last.more).toBe(false)
  return { refs: told.map(({ ref }) => ref).sort(), told, cursor: last.cursor }
}

async function listed(inbox: Inbox, since?: string): Promise<string[]> {
  const refs: string[] = []
  for await (const page of inbox.list(since)) refs.push(...page.map(({ ref }) => ref))
  return refs.sort()
}

function testListing(bench: () => InboxBench): void {
  test('the first reading tells of every message with the time of its receipt, each further one of what came since', async () => {
    const { inbox, deliver } = await bench().mailbox()
    expect((await drain(inbox)).refs).toEqual([])
    for (let nth = 0; nth < 25; nth += 1) await deliver(mailNamed(`first-${nth}`))
    const first = await drain(inbox)
    expect(new Set(first.refs).size).toBe(25)
    for (const { receivedAt } of first.told)
      expect(Math.abs(Date.parse(receivedAt) - bench().now())).toBeLessThan(60_000)
    expect((await drain(inbox, first.cursor)).refs).toEqual([])
    await deliver(mailNamed('later'))
    const later = await drain(inbox, first.cursor)
    expect(later.refs).toHaveLength(1)
    expect(first.refs).not.toContain(later.refs[0])
    expect((await drain(inbox, later.cursor)).refs).toEqual([])
  })

  test('the audit lists the same messages, whatever a cursor has told', async () => {
    const { inbox, deliver } = await bench().mailbox()
    for (let nth = 0; nth < 25; nth += 1) await deliver(mailNamed(`audit-${nth}`))
    const { refs } = await drain(inbox)
    expect(await listed(inbox)).toEqual(refs)
  })

  test('what came before a moment is told by neither', async () => {
    const { inbox, deliver } = await bench().mailbox()
    await deliver(mailNamed('old'))
    const at = (hours: number) => new Date(bench().now() + hours * 3600_000).toISOString()
    expect([(await drain(inbox, undefined, at(1))).refs, await listed(inbox, at(1))]).toEqual([[], []])
    expect(await listed(inbox, at(-1))).toHaveLength(1)
    expect((await drain(inbox, undefined, at(-1))).refs).toHaveLength(1)
  })

  test('an expired cursor begins anew: everything is told again', async () => {
    const { inbox, deliver, expireCursors } = await bench().mailbox()
    await deliver(mailNamed('one'))
    const first = await drain(inbox)
    await deliver(mailNamed('two'))
    await expireCursors()
    const again = await drain(inbox, first.cursor)
    expect(again.refs).toHaveLength(2)
    expect((await drain(inbox, again.cursor)).refs).toEqual([])
  })
}

function testMessages(bench: () => InboxBench): void {
  test('the bytes of a message are those that the mailbox has, each time they are asked for', async () => {
    const { inbox, deliver, kept } = await bench().mailbox()
    await deliver(mailNamed('bytes'))
    const [ref] = (await drain(inbox)).refs
    for (let time = 0; time < 2; time += 1)
      expect(Buffer.from((await inbox.raw(ref!))!).equals(await kept(ref!))).toBe(true)
    expect((await kept(ref!)).includes('Message-ID: <bytes@x.example>')).toBe(true)
  })

  test('a message that is gone has no bytes, is listed no more, and stops nothing', async () => {
    const { inbox, deliver, remove } = await bench().mailbox()
    await deliver(mailNamed('gone'))
    await deliver(mailNamed('stays'))
    const { refs, cursor } = await drain(inbox)
    await remove(refs[0]!)
    expect(await inbox.raw(refs[0]!)).toBeUndefined()
    expect(await listed(inbox)).toEqual([refs[1]])
    expect((await drain(inbox, cursor)).refs).toEqual([])
  })

  test('messages are marked as read in the order asked, which is no news; one that is gone says so', async () => {
    const { inbox, deliver, remove, read } = await bench().mailbox()
    for (const name of ['one', 'gone', 'three']) await deliver(mailNamed(name))
    const { refs, cursor } = await drain(inbox)
    await remove(refs[1]!)
    const outcomes = await inbox.markRead(refs)
    expect(outcomes).toMatchObject([{ ok: true }, { ok: false, failure: { kind: 'NotFound' } }, { ok: true }])
    expect(await read()).toEqual(
      new Map([
        [refs[0], true],
        [refs[2], true],
      ]),
    )
    expect((await drain(inbox, cursor)).refs).toEqual([])
    expect(await inbox.markRead([])).toEqual([])
  })
}

function testTrouble(bench: () => InboxBench): void {
  test('a throttled reading says when to come back, and goes on where it was', async () => {
    const { inbox, deliver, throttle } = await bench().mailbox()
    await deliver(mailNamed('one'))
    await throttle()
    expect(await failureFrom(() => drain(inbox))).toMatchObject({ kind: 'Throttled', retryAfterSeconds: 7 })
    expect((await drain(inbox)).refs).toHaveLength(1)
  })

  test('a mailbox that is not there is Forbidden, never NotFound: nobody shall take its mail for deleted', async () => {
    const inbox = bench().nobody()
    expect((await failureFrom(() => drain(inbox))).kind).toBe('Forbidden')
    expect((await failureFrom(() => listed(inbox))).kind).toBe('Forbidden')
    expect((await failureFrom(() => inbox.raw('message'))).kind).toBe('Forbidden')
    expect(await inbox.markRead(['message'])).toMatchObject([{ ok: false, failure: { kind: 'Forbidden' } }])
  })
}
