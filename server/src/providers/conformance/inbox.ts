import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inboxFolder } from '../../lib/mail-folder.ts'
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
  /** A message arrives in the Inbox. */
  deliver(raw: Buffer): Promise<void>
  /** Its person makes a folder beside the Inbox; returns its id. */
  addFolder(name: string): Promise<string>
  removeFolder(id: string): Promise<void>
  /** Its person moves a message. */
  move(ref: string, folder: string): Promise<void>
  /** Its person gives a message a category. */
  categorise(ref: string, category: string): Promise<void>
  /** Its person deletes a message for ever. */
  remove(ref: string): Promise<void>
  /** The bytes of a message as the mailbox has it: a service may compose anew what is delivered to it. */
  kept(ref: string): Promise<Buffer>
  /** How each message of the mailbox is marked, by reference; `folder`: its name. */
  marks(): Promise<Map<string, { isRead: boolean; categories: string[]; folder: string }>>
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
    testFolders(() => made)
    testMessages(() => made)
    testMarks(() => made)
    testTrouble(() => made)
  })
}

const mailNamed = (name: string) =>
  Buffer.from(
    `Message-ID: <${name}@x.example>\r\nFrom: a@x.example\r\nSubject: ${name}\r\n\r\nGr\xfc\xdfe \x80\xff\r\n.\r\n`,
    'latin1',
  )

/** What one reading tells: references, and where it ended. */
async function drain(inbox: Inbox, cursor?: string, since?: string, folder = inboxFolder) {
  const told: Extract<InboxChange, { kind: 'message' }>[] = []
  let last: Extract<InboxChange, { kind: 'checkpoint' }> | undefined
  for await (const page of inbox.changes(folder, cursor, since))
    for (const change of page) {
      if (change.kind === 'message') told.push(change)
      else last = change
    }
  if (last === undefined) throw new Error('a reading must end with a checkpoint')
  expect(last.more).toBe(false)
  return { refs: told.map(({ ref }) => ref).sort(), told, cursor: last.cursor }
}

async function listed(inbox: Inbox, since?: string, folder = inboxFolder): Promise<string[]> {
  const refs: string[] = []
  for await (const page of inbox.list(folder, since)) refs.push(...page.map(({ ref }) => ref))
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
}

function testFolders(bench: () => InboxBench): void {
  test('the Inbox is the first of the folders, and what its person makes stands beside it', async () => {
    const { inbox, addFolder } = await bench().mailbox()
    const id = await addFolder('Wohnungen & Häuser')
    const folders = await inbox.folders()
    expect(folders[0]!.id).toBe(inboxFolder)
    expect(folders.slice(1)).toContainEqual({ id, name: 'Wohnungen & Häuser' })
    expect(folders.map(({ name }) => name)).not.toContain('Sent Items')
  })

  test('each folder is read by itself; what its person moves into it is told there, under the reference it had', async () => {
    const { inbox, deliver, addFolder, move, kept } = await bench().mailbox()
    const folder = await addFolder('Rentals')
    await deliver(mailNamed('moves'))
    await deliver(mailNamed('stays'))
    const { refs, cursor } = await drain(inbox)
    const begun = await drain(inbox, undefined, undefined, folder)
    expect(begun.refs).toEqual([])
    await move(refs[0]!, folder)
    expect((await drain(inbox, begun.cursor, undefined, folder)).refs).toEqual([refs[0]])
    expect((await drain(inbox, cursor)).refs).toEqual([])
    expect([await listed(inbox), await listed(inbox, undefined, folder)]).toEqual([[refs[1]], [refs[0]]])
    expect(Buffer.from((await inbox.raw(refs[0]!))!).equals(await kept(refs[0]!))).toBe(true)
  })

  test('a folder that is gone is NotFound', async () => {
    const { inbox, addFolder, removeFolder } = await bench().mailbox()
    const folder = await addFolder('Gone')
    const { cursor } = await drain(inbox, undefined, undefined, folder)
    await removeFolder(folder)
    const kinds = [
      await failureFrom(() => drain(inbox, cursor, undefined, folder)),
      await failureFrom(() => drain(inbox, undefined, undefined, folder)),
      await failureFrom(() => listed(inbox, undefined, folder)),
    ].map(({ kind }) => kind)
    expect(kinds).toEqual(['NotFound', 'NotFound', 'NotFound'])
    expect((await inbox.folders()).map(({ id }) => id)).not.toContain(folder)
  })
}

function testMarks(bench: () => InboxBench): void {
  test('messages are marked as read in the order asked, which is no news; one that is gone says so', async () => {
    const { inbox, deliver, remove, marks } = await bench().mailbox()
    for (const name of ['one', 'gone', 'three']) await deliver(mailNamed(name))
    const { refs, cursor } = await drain(inbox)
    await remove(refs[1]!)
    const outcomes = await inbox.mark(refs, { as: 'read' })
    expect(outcomes).toMatchObject([{ ok: true }, { ok: false, failure: { kind: 'NotFound' } }, { ok: true }])
    const read = [...(await marks())].map(([ref, { isRead }]) => [ref, isRead])
    expect(read).toEqual([
      [refs[0], true],
      [refs[2], true],
    ])
    expect((await drain(inbox, cursor)).refs).toEqual([])
    expect(await inbox.mark([], { as: 'read' })).toEqual([])
  })

  test('a category stands beside those that its person has given, once', async () => {
    const { inbox, deliver, remove, categorise, marks } = await bench().mailbox()
    for (const name of ['one', 'gone', 'three']) await deliver(mailNamed(name))
    const { refs, cursor } = await drain(inbox)
    await remove(refs[1]!)
    await categorise(refs[0]!, 'Important')
    for (let time = 0; time < 2; time += 1) {
      const outcomes = await inbox.mark(refs, { as: 'category', name: 'In Tandem' })
      expect(outcomes).toMatchObject([
        { ok: true },
        { ok: false, failure: { kind: 'NotFound' } },
        { ok: true },
      ])
    }
    const marked = await marks()
    expect(marked.get(refs[0]!)).toMatchObject({ categories: ['Important', 'In Tandem'], isRead: false })
    expect(marked.get(refs[2]!)).toMatchObject({ categories: ['In Tandem'] })
    expect((await drain(inbox, cursor)).refs).toEqual([])
  })

  test('messages are moved to a folder, where they keep their references; without the folder none is', async () => {
    const { inbox, deliver, remove, addFolder, removeFolder, marks } = await bench().mailbox()
    const folder = await addFolder('Done')
    for (const name of ['one', 'gone', 'three']) await deliver(mailNamed(name))
    const { refs } = await drain(inbox)
    await remove(refs[1]!)
    const outcomes = await inbox.mark(refs, { as: 'folder', id: folder })
    expect(outcomes).toMatchObject([{ ok: true }, { ok: false, failure: { kind: 'NotFound' } }, { ok: true }])
    const places = async () => [...(await marks())].map(([ref, one]) => [ref, one.folder])
    expect(await places()).toEqual([
      [refs[0], 'Done'],
      [refs[2], 'Done'],
    ])
    expect(await inbox.raw(refs[0]!)).toBeDefined()
    await removeFolder(folder)
    await deliver(mailNamed('four'))
    const [left] = await listed(inbox)
    const failure = await failureFrom(() => inbox.mark([left!], { as: 'folder', id: folder }))
    expect(failure.kind).toBe('NotFound')
    expect(await places()).toContainEqual([left, 'Inbox'])
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
    const { folders, mark } = inbox
    expect((await failureFrom(folders)).kind).toBe('Forbidden')
    for (const way of [{ as: 'read' }, { as: 'category', name: 'A' }, { as: 'folder', id: 'x' }] as const)
      expect(await mark(['message'], way)).toMatchObject([{ ok: false, failure: { kind: 'Forbidden' } }])
  })
}
