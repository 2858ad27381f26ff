import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { mailSettled } from '../../../emulator/src/tenant/post.ts'
import { addLetter } from '../../testing/mail.ts'
import { createProduct, type Person } from '../../testing/product.ts'
import type { Wanted } from '../providers/provider.ts'
import { hint } from '../queue/add.ts'

const people = 40
/** Below the 30 a minute that a mailbox may send. */
const messagesEach = 25
const total = people * messagesEach

/** 40 people who send 25 messages each to the next one, while the service fails in every way. */
async function sendThrough(given: { wanted: Wanted; permissions: string[]; faulty: string[] }) {
  const product = await createProduct({ people, contacts: 0, ...given })
  const { db, emulator } = product
  given.faulty.forEach((operation, place) => {
    const strike = (seed: number, effect: object) =>
      emulator.control.faults.add({
        match: { operation },
        probability: 0.1,
        seed: seed + place * 10,
        effect,
      })
    strike(1, { cut: 'after' })
    strike(2, { status: 503 })
    strike(3, { status: 429, retryAfter: 1 })
  })
  const rows = await db.updateTable('mailbox').set({ state: 'on' }).returningAll().execute()
  const byId = new Map(rows.map((row) => [row.id, row]))
  const owners = product.people.map(({ id }) => ({
    ...byId.get(id)!,
    organisationId: byId.get(id)!.organisation_id,
  }))
  for (let nth = 0; nth < messagesEach; nth += 1)
    await Promise.all(
      owners.map((owner, place) => addLetter(db, owner, { to: owners[(place + 1) % people]!.address })),
    )
  await hint(
    db,
    owners.map(({ id }) => ({ mailboxId: id, task: 'send:messages' as const, reason: 'test' })),
  )
  await atRest(product)
  await mailSettled(emulator.world)
  const answered = (...statuses: number[]) =>
    given.faulty.reduce((sum, operation) => {
      const entries = emulator.control.log.list({ operation })
      return (
        sum +
        entries.filter((entry) => entry.operation === operation && statuses.includes(entry.status)).length
      )
    }, 0)
  return {
    ...product,
    messages: await db.selectFrom('outgoing_message').select(['message_id', 'state']).execute(),
    inSent: folder(product.people, 'sentitems'),
    inDrafts: folder(product.people, 'drafts'),
    inInboxes: folder(product.people, 'inbox'),
    /** 0: cut in place of an answer. */
    struck: { uncertain: answered(0, 503), throttled: answered(429) },
  }
}

async function atRest({ db }: Awaited<ReturnType<typeof createProduct>>): Promise<void> {
  for (;;) {
    const left = await db
      .selectFrom('outgoing_message')
      .select('id')
      .where('state', 'in', ['held', 'queued', 'sending'])
      .limit(1)
      .execute()
    if (left.length === 0) return
    await wait(100)
  }
}

/** Message-IDs in a folder of everybody. */
function folder(of: Person[], name: 'sentitems' | 'drafts' | 'inbox'): string[] {
  return of.flatMap(({ mailbox }) =>
    [...mailbox.mail.messages.values()]
      .filter((message) => message.folderId === mailbox.mail.wellKnown[name])
      .map((message) => message.internetMessageId),
  )
}

describe('1,000 messages, while every tenth request is cut after the work, answered 503, and throttled', () => {
  test('with drafts exactly 1,000 are in Sent and in the inboxes', async () => {
    const { messages, inSent, inInboxes, inDrafts, struck } = await sendThrough({
      wanted: { send: true, readMail: true },
      permissions: ['Mail.Send', 'Mail.ReadWrite'],
      faulty: ['messages.create', 'messages.send', '$batch'],
    })
    expect(struck.uncertain).toBeGreaterThan(100)
    expect(struck.throttled).toBeGreaterThan(50)
    const all = messages.map((one) => one.message_id).sort()
    expect(all).toHaveLength(total)
    expect(messages.filter((one) => one.state !== 'sent')).toEqual([])
    expect(inSent.sort()).toEqual(all)
    expect(inInboxes.sort()).toEqual(all)
    expect(inDrafts).toEqual([])
  }, 300_000)

  test('with Mail.Send alone none exists twice, and the uncertain ones are exactly those unknown', async () => {
    const { messages, inInboxes, struck, emulator } = await sendThrough({
      wanted: { send: true },
      permissions: ['Mail.Send'],
      faulty: ['sendMail'],
    })
    expect(struck.uncertain).toBeGreaterThan(100)
    expect(new Set(inInboxes).size).toBe(inInboxes.length)
    const arrived = new Set(inInboxes)
    const of = (state: string) => messages.filter((one) => one.state === state)
    expect(of('unknown')).toHaveLength(struck.uncertain)
    expect(of('sent').length + of('unknown').length).toBe(total)
    expect(of('sent').filter((one) => !arrived.has(one.message_id))).toEqual([])
    // Whoever may only send never asks for anything that could be read.
    const asked = Object.keys(emulator.control.log.counts().operations)
    expect(asked.filter((operation) => operation !== 'sendMail').sort()).toEqual(
      expect.not.arrayContaining([expect.stringMatching(/mail|message|attachment|batch/i)]),
    )
    expect(asked).toContain('sendMail')
  }, 300_000)
})
