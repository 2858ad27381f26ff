import type { Conversation } from '@tandem/model/api/queues.ts'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { Killed, openKillable } from '../../testing/killable.ts'
import { createRoutingBench } from '../../testing/routing.ts'
import { putQueue } from '../store/queues.ts'
import { routeWaiting } from './assign.ts'

const bench = await createRoutingBench()
const { db, api, organisationId, desk, ask } = bench
const [agents, queues, workers, conversations] = [50, 5, 4, 250]

/** Five queues, fifty agents in two of them each, and what waits, of all urgencies and ages. */
async function fill(): Promise<void> {
  await sql`
    INSERT INTO mailbox (organisation_id, connection_id, address, state)
    SELECT ${organisationId}, ${desk.connectionId}, 'queue' || n || '@example.com', 'on'
    FROM generate_series(1, ${queues}::int) n`.execute(db)
  const mailboxes = await db
    .selectFrom('mailbox')
    .select('id')
    .where('address', 'like', 'queue%')
    .orderBy('address')
    .execute()
  for (const { id } of mailboxes) {
    await putQueue(db, { id, organisationId }, { name: id, mark: 'nothing', since: null })
    await bench.route({ id }, { distribution: 'automatic' })
  }
  await sql`
    WITH people AS (
      INSERT INTO "user" (id, name, email, role, organisation_id)
      SELECT 'agent ' || n, 'Agent ' || n, 'agent' || n || '@example.com', 'agent', ${organisationId}
      FROM generate_series(1, ${agents}::int) n RETURNING id
    ), known AS (
      INSERT INTO agent (user_id, organisation_id, presence, capacity)
      SELECT id, ${organisationId}, 'available', 3 FROM people
    )
    INSERT INTO agent_mailbox (user_id, mailbox_id, organisation_id)
    SELECT id, (${mailboxes.map(({ id }) => id)}::uuid[])[1 + (substr(id, 7)::int + k) % ${queues}::int], ${organisationId}
    FROM people, generate_series(0, 1) k`.execute(db)
  await sql`
    INSERT INTO conversation (organisation_id, mailbox_id, subject, sender, preview, messages, has_attachments, first_at,
      last_at, priority, waiting_since, newest, routed_at)
    SELECT ${organisationId}, (${mailboxes.map(({ id }) => id)}::uuid[])[1 + n % ${queues}::int], n::text,
      '{"name": "", "address": "a@b.example"}', '', 1, false, now(), now(), 1 + n * 7 % 5,
      now() - make_interval(secs => n * 13 % 1000), n, now()
    FROM generate_series(1, ${conversations}::int) n`.execute(db)
}

/** A worker that routes until all is done, and is killed again and again in the middle of it. */
async function work(isDone: () => boolean, random: () => number): Promise<number> {
  const { db: own, arm } = openKillable(api.url)
  let killed = 0
  while (!isDone()) {
    arm(1 + Math.floor(random() * 20), random() < 0.5 ? 'before' : 'after')
    const died = await own
      .transaction()
      .execute(async (tx) => await routeWaiting(tx, organisationId))
      .then(
        () => false,
        (error: unknown) => {
          if (error instanceof Killed) return true
          throw error
        },
      )
    killed += Number(died)
    await new Promise((resolve) => setTimeout(resolve, random() * 10))
  }
  return killed
}

/** Agents who close most of what they have, put some back and hand some over. */
async function act(isDone: () => boolean, random: () => number): Promise<void> {
  while (!isDone()) {
    const agent = `agent ${1 + Math.floor(random() * agents)}`
    const found = await bench.list(`owner=${encodeURIComponent(agent)}&state=open`)
    for (const { id } of found) {
      const chance = random()
      const change =
        chance < 0.7
          ? { state: 'closed' }
          : { ownerId: chance < 0.85 ? null : `agent ${1 + Math.floor(random() * agents)}` }
      const { status } = await ask<Conversation>('PATCH', `/conversations/${id}`, change)
      // Another agent may have closed it, or the next one does not work in this queue.
      expect([200, 400, 409]).toContain(status)
    }
  }
}

test('50 agents, 5 queues, 4 workers that are killed: one owner at any time, nothing lost, the most urgent and oldest first', async () => {
  await fill()
  let state = 20261125
  const random = () => {
    state = (state * 1103515245 + 12345) % 2147483648
    return state / 2147483648
  }
  // Nobody acts yet: what the workers give, one after the other, is the most urgent and the oldest.
  let rounds = 40
  const isEnough = () => {
    rounds -= 1
    return rounds < 0
  }
  await Promise.all(Array.from({ length: workers }, () => work(isEnough, random)))
  const first = await sql<{ priority: number; since: Date }>`
    SELECT c.priority, c.waiting_since AS since FROM conversation_event e JOIN conversation c ON c.id = e.conversation_id
    WHERE e.kind = 'given' ORDER BY e.id`.execute(db)
  expect(first.rows).toHaveLength(agents * 3)
  expect(first.rows).toEqual(
    first.rows.toSorted((a, b) => a.priority - b.priority || a.since.getTime() - b.since.getTime()),
  )
  let open = conversations
  const isDone = () => open === 0
  const watch = async () => {
    const until = Date.now() + 90_000
    while (!isDone()) {
      const { rows } = await sql<{ n: number }>`
        SELECT count(*)::int AS n FROM conversation WHERE state = 'open'`.execute(db)
      open = Date.now() > until ? 0 : rows[0]!.n
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  const [killed] = await Promise.all([
    Promise.all(Array.from({ length: workers }, () => work(isDone, random))),
    Promise.all(Array.from({ length: 3 }, () => act(isDone, random))),
    watch(),
  ])
  expect(killed.reduce((sum, one) => sum + one, 0)).toBeGreaterThan(10)
  const left = await sql`SELECT id FROM conversation WHERE state = 'open' OR owner_id IS NOT NULL`.execute(db)
  expect(left.rows).toEqual([])
  const { rows } = await sql<{ id: string; kind: string; agent: string | null; rank: string }>`
    SELECT e.conversation_id AS id, e.kind, e.agent_id AS agent,
      c.mailbox_id || ' ' || c.priority AS rank
    FROM conversation_event e JOIN conversation c ON c.id = e.conversation_id ORDER BY e.id`.execute(db)
  const owners = new Map<string, string | null>()
  for (const { id, kind, agent } of rows) {
    const owner = owners.get(id) ?? null
    if (kind === 'given') expect([id, owner]).toEqual([id, null])
    if (kind === 'put-back' || kind === 'closed') expect([id, agent]).toEqual([id, owner])
    owners.set(id, kind === 'put-back' || kind === 'closed' ? null : agent)
  }
  expect(owners.size).toBe(conversations)
  const closed = rows.filter(({ kind }) => kind === 'closed').map(({ id }) => id)
  expect(new Set(closed).size).toBe(conversations)
  expect(closed).toHaveLength(conversations)
}, 120_000)
