import type { ProvisioningStep } from '@tandem/model/api/provisioning.ts'
import { type Selectable, sql } from 'kysely'
import { TandemError } from '../errors.ts'
import { announce } from './announce.ts'
import type { Db } from './database.ts'
import type { Provisioning } from './schema.ts'

/** What was asked for. */
export interface ProvisioningWish {
  mailboxes: string[] | 'all'
  closed: string | null
}

export interface ProvisioningPrompt {
  purpose: string
  userCode: string
  url: string
  /** ISO 8601. */
  expiresAt: string
}

export type ProvisioningRow = Omit<Selectable<Provisioning>, 'plan' | 'wish' | 'prompt' | 'state'> & {
  state: 'queued' | 'sign-in' | 'planning' | 'planned' | 'applying' | 'done' | 'failed' | 'cancelled'
  plan: ProvisioningStep[]
  wish: ProvisioningWish
  prompt: ProvisioningPrompt | null
}

/** A worker's right to write; a later taking ends it. */
export interface ProvisioningTaking {
  id: string
  takings: number
}

const open = ['queued', 'sign-in', 'planning', 'planned', 'applying']

/** Begins one; a connection has one at a time (`already-exists`), and one that no worker is at any more makes room. */
export async function createProvisioning(
  db: Db,
  given: { organisationId: string; connectionId: string; wish: ProvisioningWish; requestedBy: string },
): Promise<ProvisioningRow> {
  await endAbandonedProvisioning(db, given.connectionId)
  const row = await db
    .insertInto('provisioning')
    .values({
      organisation_id: given.organisationId,
      connection_id: given.connectionId,
      wish: JSON.stringify(given.wish),
      requested_by: given.requestedBy,
    })
    .onConflict((oc) =>
      oc.column('connection_id').where('state', 'not in', ['done', 'failed', 'cancelled']).doNothing(),
    )
    .returningAll()
    .executeTakeFirst()
  if (!row)
    throw new TandemError('already-exists', 'An automatic set-up is under way: finish or cancel it first.')
  await tell(db, row)
  return asRow(row)
}

/** The newest of a connection. */
export async function newestProvisioning(db: Db, connectionId: string): Promise<ProvisioningRow | undefined> {
  const row = await db
    .selectFrom('provisioning')
    .selectAll()
    .where('connection_id', '=', connectionId)
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && asRow(row)
}

/** One by its id. */
export async function readProvisioning(db: Db, id: string): Promise<ProvisioningRow | undefined> {
  const row = await db.selectFrom('provisioning').selectAll().where('id', '=', id).executeTakeFirst()
  return row && asRow(row)
}

/** The person's yes to the plan that stands there; refused when there is none (any more). */
export async function agreeToPlan(
  db: Db,
  connectionId: string,
  removeWide: boolean,
): Promise<ProvisioningRow> {
  const row = await db
    .updateTable('provisioning')
    .set({ agreed_at: sql<Date>`now()`, remove_wide: removeWide })
    .where('connection_id', '=', connectionId)
    .where('state', '=', 'planned')
    .returningAll()
    .executeTakeFirst()
  if (!row)
    throw new TandemError('wrong-state', 'There is no plan to agree to: begin the automatic set-up anew.')
  await tell(db, row)
  return asRow(row)
}

/** Ends the open one of a connection; what was made so far stays, and a later plan goes on from there. */
export async function cancelProvisioning(db: Db, connectionId: string): Promise<void> {
  const rows = await db
    .updateTable('provisioning')
    .set({ state: 'cancelled', prompt: null, finished_at: sql<Date>`now()` })
    .where('connection_id', '=', connectionId)
    .where('state', 'in', open)
    .returningAll()
    .execute()
  for (const row of rows) await tell(db, row)
}

/** Takes one up, from the sign-in on: whoever had it before has no tokens any more, or is dead. */
export async function takeProvisioning(
  db: Db,
  id: string,
): Promise<{ row: ProvisioningRow; taking: ProvisioningTaking } | undefined> {
  const row = await db
    .updateTable('provisioning')
    .set((eb) => ({
      state: 'queued',
      takings: eb('takings', '+', 1),
      prompt: null,
      // A yes was said to a plan of another sign-in: it is asked for again.
      agreed_at: null,
      seen_at: sql<Date>`now()`,
    }))
    .where('id', '=', id)
    .where('state', 'in', open)
    .returningAll()
    .executeTakeFirst()
  return row && { row: asRow(row), taking: { id: row.id, takings: row.takings } }
}

/** Writes what changed; undefined: it was cancelled, or another worker took it over. */
export async function writeProvisioning(
  db: Db,
  taking: ProvisioningTaking,
  changes: {
    state?: ProvisioningRow['state']
    prompt?: ProvisioningPrompt | null
    plan?: ProvisioningStep[]
    account?: string
    problem?: string
  },
): Promise<ProvisioningRow | undefined> {
  const isOver = changes.state !== undefined && !open.includes(changes.state)
  const row = await db
    .updateTable('provisioning')
    .set({
      state: changes.state,
      prompt: changes.prompt === undefined ? undefined : changes.prompt && JSON.stringify(changes.prompt),
      plan: changes.plan && JSON.stringify(changes.plan),
      account: changes.account,
      problem: changes.problem,
      seen_at: sql<Date>`now()`,
      finished_at: isOver ? sql<Date>`now()` : undefined,
    })
    .where('id', '=', taking.id)
    .where('takings', '=', taking.takings)
    .where('state', 'in', open)
    .returningAll()
    .executeTakeFirst()
  if (row && Object.keys(changes).length > 0) await tell(db, row)
  return row && asRow(row)
}

/** No sign of life for a minute, or not begun within ten. */
async function endAbandonedProvisioning(db: Db, connectionId: string): Promise<void> {
  await db
    .updateTable('provisioning')
    .set((eb) => ({
      state: 'failed',
      takings: eb('takings', '+', 1),
      problem: 'The process that was at it ended. Begin again: what was made so far is found and used.',
      finished_at: sql<Date>`now()`,
    }))
    .where('connection_id', '=', connectionId)
    .where('state', 'in', open)
    .where((eb) =>
      eb.or([
        eb('seen_at', '<', sql<Date>`now() - interval '1 minute'`),
        eb('seen_at', 'is', null).and('created_at', '<', sql<Date>`now() - interval '10 minutes'`),
      ]),
    )
    .execute()
}

async function tell(db: Db, row: { organisation_id: string; connection_id: string }): Promise<void> {
  await announce(db, { organisationId: row.organisation_id, topic: 'connection', id: row.connection_id })
}

function asRow(row: Selectable<Provisioning>): ProvisioningRow {
  return row as unknown as ProvisioningRow
}
