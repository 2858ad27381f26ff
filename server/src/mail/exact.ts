import { type Failure, ProviderError } from '../providers/failures.ts'
import type { Drafts, FoundLetter, Letter, Sent } from '../providers/sender.ts'
import { announceOutgoingSoon } from '../store/outgoing.ts'
import { type DueMessage, type Outcome, storeProgress } from '../store/outgoing-work.ts'
import { countUse } from '../store/sending-use.ts'
import type { Claimed } from './claim.ts'
import { type Act, afterFailure, afterLook, type Ending, lookAgain, stopsAll } from './decide.ts'
import { missingAttachments } from './half-attached.ts'
import { inLanes, type Mailer, openLetters, stored, storeEnds } from './mailer.ts'
import type { RoundEnd } from './send.ts'

/** A message on its way through a round. */
interface Item {
  message: DueMessage
  /** Its draft, once it is made or found. */
  ref: string | null
  found?: FoundLetter | undefined
  /** Something was asked of the service to get it on its way. */
  tried?: boolean
  /** Absent: still on its way. */
  end?: Ending
}

interface Round {
  mailer: Mailer
  drafts: Drafts
  items: Item[]
  /** Why no further request is made. */
  stopped?: Failure | undefined
  failures: Failure[]
  /** Requests that were answered well. */
  well: number
}

const findAtOnce = 10
/** Graph lets an application have four requests at a time in one mailbox; other services do not mind. */
const lanes = 4

/**
 * Sends by drafts, step by step for all messages together: look, make drafts, attach, note that they are handed over, hand
 * over, confirm in Sent. A crash or a lost answer at any point leaves a message that the next round looks for first.
 */
export async function sendWithDrafts(mailer: Mailer, drafts: Drafts, claimed: Claimed): Promise<RoundEnd> {
  const round: Round = { mailer, drafts, items: [], failures: [], well: 0 }
  round.items = [...claimed.begun, ...claimed.fresh].map((message) => ({ message, ref: null }))
  await look(round, claimed.begun)
  const items = onTheirWay(round)
  const open = await openLetters(
    mailer.db,
    items.map((item) => item.message),
  )
  await inLanes(items, lanes, (item) => prepare(round, item, open), goingOn(round))
  const ready = onTheirWay(round).filter((item) => item.ref !== null)
  if (goingOn(round)()) {
    // Counted again from now on: making the drafts may have taken long.
    await storeEnds(mailer, { outcomes: ready.map(handedOver), unused: [] }, (tx) =>
      countUse(
        tx,
        mailer.owner.id,
        ready.map((item) => item.message),
      ),
    )
    await inLanes(ready, lanes, (item) => handOver(round, item), goingOn(round))
    await confirm(round)
  }
  const sent = round.items.filter((item) => item.end?.state === 'sent').length
  const down = round.well === 0 ? round.failures.find((one) => one.kind === 'Unavailable') : undefined
  const ends = { outcomes: round.items.map(outcomeOf), unused: [] }
  return { sent, progress: round.well > 0, ends, failure: round.stopped ?? down }
}

/** Finds out where the messages stand for which something was begun. */
async function look(round: Round, begun: DueMessage[]): Promise<void> {
  const found = await find(round, begun)
  for (const item of round.items) {
    if (!begun.includes(item.message)) continue
    const { operationId, step, draftRef } = item.message
    // Nothing is known: as it was.
    if (!found.has(operationId)) {
      item.end = { state: 'sending', step, draftRef, dueIn: 1, problem: null }
      continue
    }
    const letter = found.get(operationId)
    const next = afterLook(item.message, letter)
    if (next.do === 'end') item.end = next.end
    if (next.do !== 'complete') continue
    item.ref = next.ref
    item.found = letter
  }
}

/** Makes the draft whole: it is made, or what its attachments lack is added. */
async function prepare(round: Round, item: Item, open: (id: string) => Promise<Letter>): Promise<void> {
  const letter = await open(item.message.id)
  const missing = item.found ? missingAttachments(letter.attachments, item.found.attachments) : undefined
  if (item.ref !== null && missing === undefined) {
    // Something else is attached to it, or half of something: begun anew.
    if (!took(round, item, 'attach', await round.drafts.discard(item.ref))) return
    item.ref = null
  }
  if (item.ref !== null) return await attach(round, item, letter, missing ?? [])
  const drafted = await round.drafts.create(letter)
  if (!took(round, item, 'create', drafted) || !drafted.ok) return
  item.ref = drafted.ref
  const rest = letter.attachments.map((_, place) => place).slice(drafted.attached)
  await attach(round, item, letter, rest)
}

/** One after the other: Graph refuses two uploads to one message at a time (412). */
async function attach(round: Round, item: Item, letter: Letter, places: number[]): Promise<void> {
  const { mailer, drafts } = round
  for (const place of places) {
    if (!goingOn(round)()) return
    const file = letter.attachments[place]!
    const tell = progressOf(mailer, item.message.id, place)
    const answer = await drafts.attach(item.ref!, file, tell.progress)
    await tell.settled()
    if (!took(round, item, 'attach', answer)) return
  }
}

async function handOver(round: Round, item: Item): Promise<void> {
  const answer = await round.drafts.send(item.ref!)
  if (took(round, item, 'send', answer)) item.end = { ...lookAgain('accepted', item.ref, 0), problem: null }
}

/** Those that were taken are sent once they are seen in Sent. */
async function confirm(round: Round): Promise<void> {
  const taken = round.items.filter((item) => item.end?.step === 'accepted' && item.tried)
  const found = await find(
    round,
    taken.map((item) => item.message),
  )
  for (const item of taken) {
    if (found.get(item.message.operationId)?.state !== 'sent') continue
    item.end = { state: 'sent', step: null, draftRef: null, dueIn: null, problem: null }
  }
}

/**
 * Where the letters stand: undefined is nowhere, and those of which it cannot be known now are left out. As many at a time as
 * fit into one request of Graph, so that an answer that is lost leaves the others known. Drafts made late by a lost create
 * are taken away.
 */
async function find(round: Round, messages: DueMessage[]): Promise<Map<string, FoundLetter | undefined>> {
  const known = new Map<string, FoundLetter | undefined>()
  const ids = messages.map((one) => one.operationId)
  for (let at = 0; at < ids.length && goingOn(round)(); at += findAtOnce) {
    const asked = ids.slice(at, at + findAtOnce)
    try {
      const found = await round.drafts.find(asked)
      round.well += 1
      for (const id of asked) known.set(id, found.get(id))
      for (const letter of found.values())
        for (const stray of letter.strays) await round.drafts.discard(stray)
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error
      round.failures.push(error.failure)
      if (stopsAll(error.failure)) round.stopped ??= error.failure
    }
  }
  return known
}

/** Whether a request was answered well; if not, the message's round is over. */
function took(round: Round, item: Item, act: Act, answer: Sent | { ok: true }): boolean {
  item.tried = true
  if (answer.ok) {
    round.well += 1
    return true
  }
  const { attempts } = item.message
  const { end, stops } = afterFailure({ attempts, draftRef: item.ref, lookedFor: true }, act, answer.failure)
  item.end = end
  round.failures.push(answer.failure)
  if (stops) round.stopped ??= answer.failure
  return false
}

/** What has no end yet was not begun in this round, or surely not handed over. */
function outcomeOf(item: Item): Outcome {
  const { message, ref, end } = item
  const waits = {
    state: 'queued',
    step: ref === null ? null : 'create',
    draftRef: ref,
    dueIn: 0,
    problem: null,
  }
  return { id: message.id, ...(end ?? (waits as Ending)), tried: item.tried ?? false }
}

function handedOver({ message, ref }: Item): Outcome {
  const end = { state: 'sending', step: 'send', draftRef: ref, dueIn: 0, problem: null } as const
  return { id: message.id, ...end, handed: true }
}

function onTheirWay(round: Round): Item[] {
  return round.items.filter((item) => item.end === undefined)
}

function goingOn(round: Round): () => boolean {
  return () => round.stopped === undefined && !round.mailer.signal?.aborted
}

/** Stores how far an upload has come, no oftener than the database likes. */
function progressOf(mailer: Mailer, messageId: string, place: number) {
  let storing: Promise<void> | undefined
  const store = async (bytes: number) => {
    await stored(mailer, (tx) => storeProgress(tx, messageId, place, bytes))
    await announceOutgoingSoon(mailer.db, mailer.owner.organisationId, [messageId])
    storing = undefined
  }
  return {
    progress: (bytes: number) => {
      storing ??= store(bytes)
    },
    settled: async () => await storing,
  }
}
