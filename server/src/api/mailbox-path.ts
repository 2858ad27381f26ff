import type { FastifyRequest } from 'fastify'
import { TandemError } from '../errors.ts'
import type { Owner } from '../store/batches.ts'
import type { Db } from '../store/database.ts'
import { findMailbox, type MailboxRow } from '../store/mailboxes.ts'
import { inScope } from '../store/scope.ts'
import { organisationScope } from './access.ts'

/** The mailbox of a path (an id or an address), if the caller may see it. */
export async function mailboxOf(request: FastifyRequest, db: Db, name: string): Promise<MailboxRow & Owner> {
  const row = await findMailbox(db, name, organisationScope(request)).catch(async (failure: unknown) => {
    await mustBeApproved(request, db, name)
    throw failure
  })
  return { ...row, organisationId: row.organisation_id }
}

/** An operator is told that the mailbox is there, and why it is closed to them; others learn nothing. */
async function mustBeApproved(request: FastifyRequest, db: Db, name: string): Promise<void> {
  if (organisationScope(request) !== null || db.isTransaction) return
  const row = await inScope('all', async () => await findMailbox(db, name))
  throw new TandemError(
    'support-not-approved',
    `The organisation of ${row.address} has not approved that its data is looked at. One of its administrators can: Console, the organisation, Approvals.`,
  )
}

/** Refuses to write to a mailbox that is not kept in step. */
export function mustBeOn(mailbox: MailboxRow): void {
  if (mailbox.state === 'on' || mailbox.state === 'trouble') return
  throw new TandemError(
    'wrong-state',
    `The mailbox ${mailbox.address} is not switched on. Switch it on first: PATCH /api/v1/mailboxes/${mailbox.id} {"state": "on"}.`,
  )
}
