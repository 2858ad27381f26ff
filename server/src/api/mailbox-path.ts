import type { FastifyRequest } from 'fastify'
import { TandemError } from '../errors.ts'
import type { Owner } from '../store/batches.ts'
import type { Db } from '../store/database.ts'
import { findMailbox, type MailboxRow } from '../store/mailboxes.ts'
import { organisationScope } from './access.ts'

/** The mailbox of a path (an id or an address), if the caller may see it. */
export async function mailboxOf(request: FastifyRequest, db: Db, name: string): Promise<MailboxRow & Owner> {
  const row = await findMailbox(db, name, organisationScope(request))
  return { ...row, organisationId: row.organisation_id }
}

/** Refuses to write to a mailbox that is not kept in step. */
export function mustBeOn(mailbox: MailboxRow): void {
  if (mailbox.state === 'on' || mailbox.state === 'trouble') return
  throw new TandemError(
    'wrong-state',
    `The mailbox ${mailbox.address} is not switched on. Switch it on first: PATCH /api/v1/mailboxes/${mailbox.id} {"state": "on"}.`,
  )
}
