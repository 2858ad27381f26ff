import type { FastifyRequest } from 'fastify'
import { TandemError } from '../errors.ts'
import type { Owner } from '../store/batches.ts'
import { getCollection } from '../store/collections.ts'
import { wantedOf } from '../store/connections.ts'
import type { Db } from '../store/database.ts'
import type { MailboxRow } from '../store/mailboxes.ts'
import { mailboxOf, mustBeOn } from './mailbox-path.ts'

type WantedKind = 'events' | 'tasks' | 'inbox'

const words: Record<WantedKind, { flag: string; what: string }> = {
  events: { flag: 'calendar', what: 'the calendar' },
  tasks: { flag: 'tasks', what: 'tasks' },
  inbox: { flag: 'readMail', what: 'mail that comes in' },
}

/** The mailbox of a path, whose connection is for this kind of record; else `wrong-state` with what to do. */
export async function wantingMailbox(
  request: FastifyRequest,
  db: Db,
  name: string,
  kind: WantedKind,
): Promise<MailboxRow & Owner> {
  const mailbox = await mailboxOf(request, db, name)
  const { connection_id: connectionId } = mailbox
  const wanted = (await wantedOf(db, [connectionId])).get(connectionId) as Record<string, boolean> | undefined
  const { flag, what } = words[kind]
  if (wanted?.[flag]) return mailbox
  throw new TandemError(
    'wrong-state',
    `The connection of ${mailbox.address} is not for ${what}. Say that it shall be: PATCH /api/v1/connections/${connectionId} ` +
      `{"wanted": {…, "${flag}": true}}. Then verify it: the report names the permission that its administrator must grant to read ` +
      `and write ${what}, if it is missing. Then activate it.`,
  )
}

/** As `wantingMailbox`, for a write: the mailbox is switched on and this kind of record is kept in step. */
export async function writableMailbox(
  request: FastifyRequest,
  db: Db,
  name: string,
  kind: WantedKind,
): Promise<MailboxRow & Owner> {
  const mailbox = await wantingMailbox(request, db, name, kind)
  mustBeOn(mailbox)
  if ((await getCollection(db, mailbox.id, kind)) !== undefined) return mailbox
  throw new TandemError(
    'wrong-state',
    `${mailbox.address} is not kept in step for ${words[kind].what} yet: verify and activate its connection once more ` +
      `(POST /api/v1/connections/${mailbox.connection_id}/verifications, then …/activate).`,
  )
}
