import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Failure } from '../failures.ts'
import type { Drafts, Letter, LetterAttachment, Sender } from '../sender.ts'
import { failureFrom } from './bench.ts'

/** What a provider's test brings to the specification of sending. */
export interface SendBench {
  /** A new mailbox; `readMail`: drafts may be written and Sent be looked into. */
  mailbox(readMail: boolean): Promise<SendDesk>
  /** A sender of a mailbox that does not exist. */
  nobody(readMail: boolean): Sender
  close(): Promise<void>
}

export interface SendDesk {
  sender: Sender
  /** The Message-IDs in the mailbox's own folders. */
  sent(): Promise<string[]>
  drafts(): Promise<string[]>
  /** What was delivered to an address. */
  inbox(address: string): Promise<Delivered[]>
  /** Takes a draft or a sent letter out of the mailbox, as its person may. */
  remove(ref: string): Promise<void>
  /** Strikes the next request of the step. `lost`: done, the answer is cut; `throttled`: not done, 7 seconds; `down`: not done. */
  fault(kind: 'lost' | 'throttled' | 'down', step: SendStep): Promise<void>
}
export type SendStep = 'submit' | 'find' | 'create' | 'attach' | 'send'

export interface Delivered {
  messageId: string
  subject: string
  from: string
  /** Names and addresses in To and Cc, as the recipient sees them. */
  to: string[]
  cc: string[]
  replyTo: string[]
  html: string | null
  text: string | null
  importance: string
  inReplyTo: string | null
  references: string[]
  attachments: { name: string; contentType: string; contentId: string | null; bytes: Buffer }[]
}

/** The specification of a sender: what every method that sends does in the same way. */
export function testSender(name: string, make: () => Promise<SendBench>): void {
  describe(`${name} keeps the contract of a sender`, () => {
    let made: SendBench
    beforeAll(async () => {
      made = await make()
    })
    afterAll(() => made.close())
    const bench = () => made
    describe('in one request', () => testSubmit(bench))
    describe('by drafts', () => testDrafts(bench))
    describe('by drafts, in trouble', () => testDraftTrouble(bench))
  })
}

function testSubmit(bench: () => SendBench): void {
  test('a letter arrives with all it has, once for each recipient, and lies in Sent', async () => {
    const desk = await bench().mailbox(false)
    const letter = fullLetter()
    expect(await desk.sender.submit(letter)).toEqual({ ok: true })
    expect(await desk.sent()).toEqual([letter.messageId])
    await expectDelivered(desk, letter)
  })

  test('without permission to read mail there are no drafts', async () => {
    expect((await bench().mailbox(false)).sender.drafts).toBeUndefined()
  })

  test('a lost answer is ambiguous and the letter went out; refused ones did not', async () => {
    const desk = await bench().mailbox(false)
    await desk.fault('lost', 'submit')
    const letter = smallLetter()
    expect(await desk.sender.submit(letter)).toMatchObject(failed({ kind: 'Unavailable', ambiguous: true }))
    expect(await desk.inbox(letter.to[0]!.address)).toHaveLength(1)
    await desk.fault('throttled', 'submit')
    const later = smallLetter()
    const throttled = { kind: 'Throttled', retryAfterSeconds: 7 } as const
    expect(await desk.sender.submit(later)).toMatchObject(failed(throttled))
    await desk.fault('down', 'submit')
    expect(await desk.sender.submit(later)).toMatchObject(failed({ kind: 'Unavailable' }))
    expect(await desk.inbox(later.to[0]!.address)).toEqual([])
    expect(await desk.sender.submit(later)).toEqual({ ok: true })
  })

  test('a mailbox that is not there is Forbidden', async () => {
    const answer = await bench().nobody(false).submit(smallLetter())
    expect(answer).toMatchObject(failed({ kind: 'Forbidden' }))
  })
}

function testDrafts(bench: () => SendBench): void {
  test('a letter goes by Drafts to its recipients and into Sent, and is found on the way', async () => {
    const desk = await bench().mailbox(true)
    const drafts = draftsOf(desk)
    const letter = fullLetter()
    expect((await drafts.find([letter.operationId])).size).toBe(0)
    const made = await drafts.create(letter)
    if (!made.ok) throw new Error(`expected a draft: ${JSON.stringify(made)}`)
    for (const file of letter.attachments.slice(made.attached))
      expect(await drafts.attach(made.ref, file, () => undefined)).toEqual({ ok: true })
    const draft = (await drafts.find([letter.operationId])).get(letter.operationId)
    expect(draft).toMatchObject({ state: 'draft', ref: made.ref, strays: [] })
    expect(draft?.attachments.map((one) => one.name)).toEqual(letter.attachments.map((one) => one.name))
    expect(await desk.drafts()).toEqual([letter.messageId])
    expect(await drafts.send(made.ref)).toEqual({ ok: true })
    expect((await drafts.find([letter.operationId])).get(letter.operationId)?.state).toBe('sent')
    expect([await desk.drafts(), await desk.sent()]).toEqual([[], [letter.messageId]])
    await expectDelivered(desk, letter)
  })

  test('many letters are found together, those that are nowhere are left out', async () => {
    const desk = await bench().mailbox(true)
    const drafts = draftsOf(desk)
    const letters = Array.from({ length: 23 }, smallLetter)
    for (const letter of letters) expect(await drafts.create(letter)).toMatchObject({ ok: true })
    const found = await drafts.find([...letters.map((one) => one.operationId), crypto.randomUUID()])
    expect([...found.keys()].sort()).toEqual(letters.map((one) => one.operationId).sort())
  })

  test('a large attachment arrives to the byte and tells how far it has come', async () => {
    const desk = await bench().mailbox(true)
    const drafts = draftsOf(desk)
    const large = attachment('large.bin', 9_000_001)
    const letter = { ...smallLetter(), attachments: [large] }
    const made = await drafts.create(letter)
    if (!made.ok) throw new Error(`expected a draft: ${JSON.stringify(made)}`)
    const heard: number[] = []
    if (made.attached === 0)
      expect(await drafts.attach(made.ref, large, (bytes) => heard.push(bytes))).toEqual({ ok: true })
    expect(heard.at(-1) ?? large.size).toBe(large.size)
    expect([...heard].sort((a, b) => a - b)).toEqual(heard)
    expect(await drafts.send(made.ref)).toEqual({ ok: true })
    const [arrived] = await desk.inbox(letter.to[0]!.address)
    expect(arrived?.attachments[0]?.bytes.equals(large.bytes)).toBe(true)
  })

  test('a draft that is discarded is gone; once more is no error', async () => {
    const desk = await bench().mailbox(true)
    const drafts = draftsOf(desk)
    const letter = smallLetter()
    const made = await drafts.create(letter)
    if (!made.ok) throw new Error('expected a draft')
    expect(await drafts.discard(made.ref)).toEqual({ ok: true })
    expect(await drafts.discard(made.ref)).toEqual({ ok: true })
    expect(await desk.drafts()).toEqual([])
    expect((await drafts.find([letter.operationId])).size).toBe(0)
  })
}

function testDraftTrouble(bench: () => SendBench): void {
  test('after a lost answer the look tells whether it happened', async () => {
    const desk = await bench().mailbox(true)
    const drafts = draftsOf(desk)
    const letter = smallLetter()
    const stateOf = async () => (await drafts.find([letter.operationId])).get(letter.operationId)?.state
    const ambiguous = failed({ kind: 'Unavailable', ambiguous: true })
    await desk.fault('lost', 'create')
    expect(await drafts.create(letter)).toMatchObject(ambiguous)
    const found = (await drafts.find([letter.operationId])).get(letter.operationId)
    expect(found?.state).toBe('draft')
    await desk.fault('lost', 'send')
    expect(await drafts.send(found!.ref)).toMatchObject(ambiguous)
    expect(await stateOf()).toBe('sent')
    expect(await desk.inbox(letter.to[0]!.address)).toHaveLength(1)
  })

  test('a second draft of the same operation is told as a stray, and Sent counts before Drafts', async () => {
    const desk = await bench().mailbox(true)
    const drafts = draftsOf(desk)
    const letter = smallLetter()
    const [first, second] = [await drafts.create(letter), await drafts.create(letter)]
    if (!first.ok || !second.ok) throw new Error('expected drafts')
    const both = (await drafts.find([letter.operationId])).get(letter.operationId)!
    expect([both.ref, ...both.strays].sort()).toEqual([first.ref, second.ref].sort())
    expect(await drafts.send(first.ref)).toEqual({ ok: true })
    const sent = (await drafts.find([letter.operationId])).get(letter.operationId)
    expect(sent).toMatchObject({ state: 'sent', strays: [second.ref] })
  })

  test('throttled steps are not done and say when to come back', async () => {
    const desk = await bench().mailbox(true)
    const drafts = draftsOf(desk)
    const letter = smallLetter()
    const throttled = { kind: 'Throttled', retryAfterSeconds: 7 } as const
    await desk.fault('throttled', 'create')
    expect(await drafts.create(letter)).toMatchObject(failed(throttled))
    await desk.fault('throttled', 'find')
    expect(await failureFrom(() => drafts.find([letter.operationId]))).toMatchObject(throttled)
    expect(await desk.drafts()).toEqual([])
    const made = await drafts.create(letter)
    if (!made.ok) throw new Error('expected a draft')
    await desk.fault('throttled', 'send')
    expect(await drafts.send(made.ref)).toMatchObject(failed(throttled))
    expect(await desk.inbox(letter.to[0]!.address)).toEqual([])
  })

  test('a draft that its person has deleted is NotFound', async () => {
    const desk = await bench().mailbox(true)
    const drafts = draftsOf(desk)
    const letter = smallLetter()
    const made = await drafts.create(letter)
    if (!made.ok) throw new Error('expected a draft')
    await desk.remove(made.ref)
    expect(await drafts.send(made.ref)).toMatchObject(failed({ kind: 'NotFound' }))
  })

  test('a mailbox that is not there is Forbidden at every step', async () => {
    const drafts = bench().nobody(true).drafts!
    const letter = smallLetter()
    expect(await drafts.create(letter)).toMatchObject(failed({ kind: 'Forbidden' }))
    expect((await failureFrom(() => drafts.find([letter.operationId]))).kind).toBe('Forbidden')
    expect(await drafts.send('draft')).toMatchObject(failed({ kind: 'Forbidden' }))
  })
}

async function expectDelivered(desk: SendDesk, letter: ReturnType<typeof fullLetter>): Promise<void> {
  for (const { address } of [...letter.to, ...letter.cc, ...letter.bcc]) {
    const arrived = await desk.inbox(address)
    expect(arrived).toHaveLength(1)
    const [one] = arrived
    expect(one).toMatchObject({
      messageId: letter.messageId,
      subject: letter.subject,
      to: letter.to.map((person) => person.address),
      cc: letter.cc.map((person) => person.address),
      replyTo: letter.replyTo.map((person) => person.address),
      importance: 'high',
      inReplyTo: letter.inReplyTo,
      references: letter.references,
    })
    expect(one?.html).toContain('Ζωή &lt;3 Καλημέρα')
    expect(one?.attachments.map(({ bytes: _, ...facts }) => facts)).toEqual(
      letter.attachments.map(({ name, contentType, contentId }) => ({ name, contentType, contentId })),
    )
    letter.attachments.forEach((file, place) => {
      expect(one?.attachments[place]?.bytes.equals(file.bytes)).toBe(true)
    })
  }
}

/** A letter with everything. */
function fullLetter() {
  const operationId = crypto.randomUUID()
  const person = (name: string) => ({ name, address: `${name.toLowerCase()}.${operationId}@world.example` })
  return {
    operationId,
    messageId: `<${operationId}@sender.example>`,
    to: [person('Ada'), person('Bo')],
    cc: [person('Cy')],
    bcc: [person('Di')],
    replyTo: [person('Desk')],
    subject: 'Angebot für “Ζωή” 🏡',
    html: '<p>Ζωή &lt;3 Καλημέρα</p><p><img src="cid:logo"></p>',
    text: 'Ζωή <3 Καλημέρα',
    importance: 'high' as const,
    inReplyTo: '<before@world.example>',
    references: ['<first@world.example>', '<before@world.example>'],
    attachments: [
      { ...attachment('logo.png', 900), contentType: 'image/png', contentId: 'logo' },
      attachment('δοκιμή.txt', 40_000),
      attachment('empty.txt', 0),
    ],
  } satisfies Letter
}

function smallLetter(): Letter {
  return { ...fullLetter(), cc: [], bcc: [], replyTo: [], attachments: [] }
}

function attachment(name: string, size: number): LetterAttachment & { bytes: Buffer } {
  const bytes = Buffer.alloc(size, Buffer.from(`${name}: all that is in it, over and over. `))
  return {
    name,
    contentType: 'application/octet-stream',
    size,
    contentId: null,
    bytes,
    async *read(offset) {
      for (let at = offset; at < size; at += 700_000) yield bytes.subarray(at, at + 700_000)
    },
  }
}

function draftsOf(desk: SendDesk): Drafts {
  if (!desk.sender.drafts) throw new Error('expected drafts')
  return desk.sender.drafts
}

function failed(failure: Partial<Failure>) {
  return { ok: false, failure }
}
