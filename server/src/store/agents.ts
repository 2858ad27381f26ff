import type { Agent, Skills } from '@tandem/model/api/routing.ts'
import { sql } from 'kysely'
import type { Db } from './database.ts'

export type AgentRow = Omit<Agent, 'presenceAt'> & { presenceAt: Date | null }

/** The people of an organisation (`null`: of all) who work in queues, by name. */
export async function listAgents(
  db: Db,
  wish: { organisationId: string | null; id?: string },
): Promise<AgentRow[]> {
  const { organisationId, id } = wish
  const { rows } = await sql<AgentRow>`
    SELECT u.id, u.organisation_id AS "organisationId", u.name, u.email, u.role, coalesce(a.skills, '{}') AS skills,
      coalesce(a.capacity, 10) AS capacity, coalesce(a.presence, 'away') AS presence, a.presence_at AS "presenceAt",
      (SELECT count(*)::int FROM conversation c WHERE c.owner_id = u.id AND c.state = 'open'
        AND c.waiting_since IS NOT NULL AND c.snoozed_until IS NULL) AS load,
      ARRAY(SELECT q.mailbox_id FROM queue q WHERE q.organisation_id = u.organisation_id AND (u.role = 'administrator'
        OR EXISTS (SELECT FROM agent_mailbox m WHERE m.user_id = u.id AND m.mailbox_id = q.mailbox_id))
        ORDER BY q.mailbox_id) AS queues
    FROM "user" u LEFT JOIN agent a ON a.user_id = u.id
    WHERE u.role IN ('agent', 'administrator') AND u.organisation_id IS NOT NULL
      ${organisationId === null ? sql`` : sql`AND u.organisation_id = ${organisationId}`}
      ${id === undefined ? sql`` : sql`AND u.id = ${id}`}
    ORDER BY lower(u.name), u.id LIMIT 2000`.execute(db)
  return rows
}

/** Changes what an agent can, how much at once, and whether they are there; whoever is there is heard of now. */
export async function saveAgent(
  tx: Db,
  agent: { id: string; organisationId: string },
  changes: {
    skills?: Skills | undefined
    capacity?: number | undefined
    presence?: Agent['presence'] | undefined
  },
): Promise<void> {
  const { skills, capacity, presence } = changes
  const set = {
    ...(skills && { skills: JSON.stringify(skills) }),
    ...(capacity !== undefined && { capacity }),
    ...(presence && { presence, presence_at: sql<Date>`now()` }),
  }
  await tx
    .insertInto('agent')
    .values({ user_id: agent.id, organisation_id: agent.organisationId, ...set })
    .onConflict((conflict) =>
      Object.keys(set).length === 0 ? conflict.doNothing() : conflict.column('user_id').doUpdateSet(set),
    )
    .execute()
}
