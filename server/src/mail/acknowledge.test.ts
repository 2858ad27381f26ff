import { queueRouting } from '@tandem/model/api/routing.ts'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { createTestDatabase } from '../../testing/database.ts'
import { createInboundBench, mailOf } from '../../testing/inbound.ts'
import { putRouting } from '../store/routing.ts'
import { fetchMail } from './inbound/fetch.ts'

const { db } = await createTestDatabase()
const bench = await createInboundBench(db)
const acknowledgement = { text: 'Thank you. We answer within a day.', closedText: 'We open at nine.' }

async function queue(hours: object | null = null) {
  const made = await bench.queue()
  await putRouting(db, made.mailbox.id, queueRouting.parse({ acknowledgement, hours }))
  await db
    .updateTable('connection')
    .set({ wanted: '{"readMail": true, "send": true}' })
    .where('id', '=', made.mailbox.connectionId)
    .execute()
  await sql`UPDATE queue SET created_at = created_at - interval '1 minute'`.execute(db)
  const { mailbox, deps } = made
  return {
    ...made,
    fetch: async () => await fetchMail(deps),
    acknowledged: async () =>
      (
        await db
          .selectFrom('outgoing_message')
          .select(['content', 'state'])
          .where('mailbox_id', '=', mailbox.id)
          .orderBy('created_at')
          .execute()
      ).map(({ content, state }) => ({
        ...(content as { to: { address: string }[]; text: string; subject: string; inReplyTo: string }),
        state,
      })),
  }
}

test('a person is told once for a conversation, in its thread; who waits still waits', async () => {
  const desk = await queue()
  await desk.deliver(mailOf({ id: '<q@customers.example>', subject: 'A flat' }))
  await desk.fetch()
  await desk.deliver(mailOf({ id: '<more@customers.example>', references: ['<q@customers.example>'] }))
  await desk.fetch()
  expect(await desk.acknowledged()).toMatchObject([
    {
      to: [{ address: 'mia@customers.example' }],
      subject: 'Re: A flat',
      text: acknowledgement.text,
      inReplyTo: '<q@customers.example>',
      isAutomatic: true,
    },
  ])
  const rows = await db
    .selectFrom('conversation')
    .select(['waiting_since', 'messages', 'acknowledged_at'])
    .where('mailbox_id', '=', desk.mailbox.id)
    .execute()
  expect(rows).toMatchObject([
    { messages: 2, waiting_since: expect.any(Date), acknowledged_at: expect.any(Date) },
  ])
})

test('outside of opening hours the other text is sent', async () => {
  const tomorrow = new Date(Date.now() + 2 * 86_400_000)
  const day = tomorrow.toLocaleDateString('en-US', { weekday: 'long', timeZone: 'UTC' }).toLowerCase()
  const desk = await queue({ zone: 'UTC', week: [{ day, from: '09:00', to: '17:00' }] })
  await desk.deliver(mailOf({ id: '<closed@customers.example>' }))
  await desk.fetch()
  expect(await desk.acknowledged()).toMatchObject([{ text: 'We open at nine.' }])
})

test('machines, reports, the queue itself and old mail are told nothing', async () => {
  const desk = await queue()
  const from = `Desk <${desk.mailbox.address}>`
  await desk.deliver(mailOf({ id: '<auto@c.example>', headers: ['Auto-Submitted: auto-replied'] }))
  await desk.deliver(mailOf({ id: '<list@c.example>', headers: ['List-Id: <news.c.example>'] }))
  await desk.deliver(
    mailOf({ id: '<bounce@c.example>', from: 'Mail Delivery System <mailer-daemon@c.example>' }),
  )
  await desk.deliver(mailOf({ id: '<self@c.example>', from }))
  await desk.deliver(mailOf({ id: '<none@c.example>', from: 'Nobody <>' }))
  await desk.fetch()
  expect(await desk.acknowledged()).toEqual([])
  await desk.deliver(mailOf({ id: '<new@c.example>' }))
  await sql`UPDATE queue SET created_at = now() + interval '1 hour' WHERE mailbox_id = ${desk.mailbox.id}`.execute(
    db,
  )
  await desk.fetch()
  expect(await desk.acknowledged()).toEqual([])
})

test('two queues that acknowledge each other stop after one exchange, by what they say in their headers', async () => {
  const [one, other] = [await queue(), await queue()]
  await one.deliver(
    mailOf({ id: '<start@c.example>', from: `Other desk <${other.mailbox.address}>`, subject: 'Hello' }),
  )
  for (let round = 0; round < 4; round += 1) {
    for (const desk of [one, other]) {
      await desk.fetch()
      await desk.send()
    }
  }
  expect(await one.acknowledged()).toMatchObject([
    { state: 'sent', to: [{ address: other.mailbox.address }] },
  ])
  expect(await other.acknowledged()).toEqual([])
  const came = await db
    .selectFrom('inbound_message')
    .select('kind')
    .where('mailbox_id', '=', other.mailbox.id)
    .execute()
  expect(came).toEqual([{ kind: 'reply' }])
  const raw = await db
    .selectFrom('inbound_message')
    .select('raw')
    .where('mailbox_id', '=', other.mailbox.id)
    .executeTakeFirstOrThrow()
  const text = Buffer.from((await bench.store.get(raw.raw))!).toString()
  expect(text).toMatch(/^Auto-Submitted: auto-replied\r$/im)
  expect(text).toMatch(/^X-Auto-Response-Suppress: All\r$/im)
})

test('a responder that says nowhere that it is one, and begins a new thread each time, is answered once', async () => {
  const desk = await queue()
  let answered = 0
  await desk.deliver(
    mailOf({ id: '<naive-0@robots.example>', from: 'robot@robots.example', subject: 'Ticket' }),
  )
  for (let round = 1; round <= 5; round += 1) {
    await desk.fetch()
    await desk.send()
    const all = await desk.acknowledged()
    for (; answered < all.length; answered += 1)
      await desk.deliver(
        mailOf({
          id: `<naive-${round}@robots.example>`,
          from: 'Robot@Robots.example',
          subject: `Ticket ${round}`,
        }),
      )
  }
  expect(await desk.acknowledged()).toHaveLength(1)
  expect((await desk.there()).length).toBe(2)
})
