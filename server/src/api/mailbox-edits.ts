import type { PatchMailbox } from '@tandem/model/api/mailboxes.ts'
import { TandemError } from '../errors.ts'
import { hint } from '../queue/add.ts'
import { announce } from '../store/announce.ts'
import { lockChoices } from '../store/collections.ts'
import { type ConnectionRow, holdConnection, moveConnection } from '../store/connections.ts'
import type { Db } from '../store/database.ts'
import { type CollectionFacts, collectionFacts, setCollectionOptions } from '../store/mailbox-list.ts'
import { type SwitchOptions, switchOffMany, switchOnMany } from '../store/mailbox-switch.ts'
import type { MailboxRow } from '../store/mailboxes.ts'
import { dropSubscriptions, inOtherFolder } from '../store/subscriptions.ts'
import { stopWatching } from './stop-watching.ts'

/**
 * Switches mailboxes of one connection on and hints what is to be done: a look first (`preview`), or the first
 * sync. A connection that was only verified is in use from now on.
 */
export async function switchMailboxesOn(
  tx: Db,
  connectionId: string,
  ids: string[],
  options: SwitchOptions,
): Promise<void> {
  const connection = await holdConnection(tx, connectionId)
  mustBeProven(connection)
  if (connection.state === 'verified') await moveConnection(tx, connection.id, ['verified'], 'active')
  const moved = options.folder === undefined ? [] : await inOtherFolder(tx, ids, options.folder)
  const switched = await switchOnMany(tx, ids, options)
  await stopWatching(tx, await dropSubscriptions(tx, { mailboxIds: moved }))
  await hint(
    tx,
    switched.flatMap(({ id, collectionState }) => {
      const first = collectionState === 'waiting' ? 'preview:contacts' : 'pull:contacts'
      const tasks = ['folders:contacts', first, 'push:contacts', 'watch:contacts'] as const
      return tasks
        .filter((task) => collectionState !== 'waiting' || task === 'folders:contacts' || task === first)
        .map((task) => ({ mailboxId: id, task, reason: 'person' }))
    }),
  )
}

/** Switches mailboxes off; their services are told by and by that nobody listens any more. */
export async function switchMailboxesOff(tx: Db, ids: string[]): Promise<void> {
  await stopWatching(tx, await switchOffMany(tx, ids))
}

/** Changes one mailbox: on or off, and how it is kept in step. */
export async function editMailbox(tx: Db, row: MailboxRow, changes: PatchMailbox): Promise<void> {
  const { state, preview, conflictPolicy, writeBack, ...choices } = changes
  const isOn = row.state === 'on' || row.state === 'trouble'
  if (Object.values(choices).some((choice) => choice !== undefined)) {
    await holdConnection(tx, row.connection_id)
    await lockChoices(tx, row.id)
  }
  const [contacts] = (await collectionFacts(tx, [row.id])).get(row.id) ?? []
  mustBeChoosable(contacts, choices)
  if (preview && state !== 'on')
    throw invalid('/preview', 'A preview is asked for while switching on: send it with "state": "on".')
  if (state === 'off') await switchMailboxesOff(tx, [row.id])
  if (state === 'on') await switchMailboxesOn(tx, row.connection_id, [row.id], { ...choices, preview })
  const hasCollection = contacts !== undefined || state === 'on'
  const options = { conflictPolicy, writeBack, ...(state === 'on' ? {} : choices) }
  if (Object.values(options).every((value) => value === undefined)) return
  if (!hasCollection)
    throw new TandemError(
      'wrong-state',
      'Switch the mailbox on with these choices: send "state": "on" as well.',
    )
  const moved = options.folder === undefined ? [] : await inOtherFolder(tx, [row.id], options.folder)
  await setCollectionOptions(tx, row.id, options)
  await stopWatching(tx, await dropSubscriptions(tx, { mailboxIds: moved }))
  await announce(tx, { organisationId: row.organisation_id, topic: 'collection', id: row.id })
  // What was not written back while it was off the table is written now.
  if (isOn && writeBack === true)
    await hint(tx, [{ mailboxId: row.id, task: 'push:contacts', reason: 'person' }])
  if (isOn && moved.length > 0)
    await hint(
      tx,
      (['pull:contacts', 'watch:contacts'] as const).map((task) => ({
        mailboxId: row.id,
        task,
        reason: 'person',
      })),
    )
}

function mustBeProven(connection: ConnectionRow): void {
  if (connection.state === 'verified' || connection.state === 'active') return
  const advice =
    connection.state === 'suspended' ? 'Activate the connection first.' : 'Verify the connection first.'
  throw new TandemError('wrong-state', `${advice} It is ${connection.state}.`)
}

/**
 * Another folder, or private items left out, makes other records belong here: after the first sync has begun those
 * that no longer belong would look like deletions.
 */
function mustBeChoosable(
  contacts: CollectionFacts | undefined,
  choices: { folder?: string | null; skipPrivate?: boolean },
): void {
  if (!contacts?.hasCursor) return
  const another =
    (choices.folder !== undefined && choices.folder !== contacts.folder) ||
    (choices.skipPrivate !== undefined && choices.skipPrivate !== contacts.skipPrivate)
  if (another)
    throw new TandemError(
      'wrong-state',
      'Folder and private items can be chosen until the first sync has begun; this one has. The records would look deleted.',
    )
}

function invalid(pointer: string, detail: string): TandemError {
  return new TandemError('invalid-input', detail, [{ pointer, detail }])
}
