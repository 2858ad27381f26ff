import type { PatchMailbox } from '@tandem/model/api/mailboxes.ts'
import { TandemError } from '../errors.ts'
import { hint } from '../queue/add.ts'
import type { MailboxTask } from '../queue/payloads.ts'
import { announce } from '../store/announce.ts'
import { lockChoices } from '../store/collections.ts'
import { type ConnectionRow, holdConnection, moveConnection, wantedOf } from '../store/connections.ts'
import type { Db } from '../store/database.ts'
import { type CollectionFacts, collectionFacts, setCollectionOptions } from '../store/mailbox-list.ts'
import { type Choice, switchOffMany, switchOnMany } from '../store/mailbox-switch.ts'
import type { MailboxRow } from '../store/mailboxes.ts'
import { dropSubscriptions, inOtherFolder } from '../store/subscriptions.ts'
import { stopWatching } from './stop-watching.ts'

/** What is asked of a switch: choices for the contacts, and for the other kinds by name. */
type Asked = Choice & {
  preview?: boolean | undefined
  collections?: Record<string, Choice | undefined> | undefined
}

/**
 * Switches mailboxes of one connection on and hints what is to be done: a look first (`preview`), or the first
 * sync. A connection that was only verified is in use from now on.
 */
export async function switchMailboxesOn(
  tx: Db,
  connectionId: string,
  ids: string[],
  { preview, ...asked }: Asked,
): Promise<void> {
  const connection = await holdConnection(tx, connectionId)
  mustBeProven(connection)
  if (connection.state === 'verified') await moveConnection(tx, connection.id, ['verified'], 'active')
  const choices = byKind(asked)
  const moved = await Promise.all(
    Object.entries(choices).map(async ([kind, choice]) => ({
      kind,
      ids: await movedBy(tx, ids, kind, choice),
    })),
  )
  const switched = await switchOnMany(tx, ids, { preview, choices })
  for (const one of moved) await leaveFolders(tx, one)
  await hint(
    tx,
    switched.flatMap(({ id, kind, collectionState }) => {
      const waits = collectionState === 'waiting'
      const tasks = waits ? ['folders', 'preview'] : ['folders', 'pull', 'push', 'watch']
      return tasks.map((task) => ({
        mailboxId: id,
        task: `${task}:${kind}` as MailboxTask,
        reason: 'person',
      }))
    }),
  )
}

function byKind({ collections, ...contacts }: Asked): Record<string, Choice> {
  return { contacts, ...(collections as Record<string, Choice> | undefined) }
}

async function movedBy(tx: Db, mailboxIds: string[], kind: string, choice: Choice): Promise<string[]> {
  return choice.folder === undefined ? [] : await inOtherFolder(tx, { mailboxIds, kind }, choice.folder)
}

async function leaveFolders(tx: Db, { ids, kind }: { ids: string[]; kind: string }): Promise<void> {
  if (ids.length > 0) await stopWatching(tx, await dropSubscriptions(tx, { mailboxIds: ids, kind }))
}

/** Switches mailboxes off; their services are told by and by that nobody listens any more. */
export async function switchMailboxesOff(tx: Db, ids: string[]): Promise<void> {
  await stopWatching(tx, await switchOffMany(tx, ids))
}

/** Changes one mailbox: on or off, and how each kind of record is kept in step. */
export async function editMailbox(tx: Db, row: MailboxRow, changes: PatchMailbox): Promise<void> {
  const { state, preview, collections, ...contacts } = changes
  const wished: Record<string, Wish> = { contacts, ...collections }
  const isOn = row.state === 'on' || row.state === 'trouble'
  if (
    Object.values(wished).some(({ folder, skipPrivate, privateAsBusy }: Wish) =>
      given(folder, skipPrivate, privateAsBusy),
    )
  ) {
    await holdConnection(tx, row.connection_id)
    await lockChoices(tx, row.id)
  }
  await mustBeWanted(tx, row, wished)
  const facts = (await collectionFacts(tx, [row.id])).get(row.id) ?? []
  for (const [kind, wish] of Object.entries(wished))
    mustBeChoosable(
      facts.find((one) => one.kind === kind),
      wish,
    )
  if (preview && state !== 'on')
    throw invalid('/preview', 'A preview is asked for while switching on: send it with "state": "on".')
  if (state === 'off') await switchMailboxesOff(tx, [row.id])
  if (state === 'on') {
    const choices = Object.fromEntries(Object.entries(wished).map(([kind, wish]) => [kind, choiceOf(wish)]))
    const { contacts: first, ...others } = choices
    await switchMailboxesOn(tx, row.connection_id, [row.id], { ...first, collections: others, preview })
  }
  for (const [kind, wish] of Object.entries(wished)) {
    const known = state === 'on' || facts.some((one) => one.kind === kind)
    const options = state === 'on' ? { conflictPolicy: wish.conflictPolicy, writeBack: wish.writeBack } : wish
    await editCollection(tx, row, { kind, isOn, known }, options)
  }
}

interface Wish extends Choice {
  conflictPolicy?: string | undefined
  writeBack?: boolean | undefined
}

async function editCollection(
  tx: Db,
  row: MailboxRow,
  { kind, isOn, known }: { kind: string; isOn: boolean; known: boolean },
  options: Wish,
): Promise<void> {
  if (!given(...Object.values(options))) return
  if (!known)
    throw new TandemError(
      'wrong-state',
      'Switch the mailbox on with these choices: send "state": "on" as well.',
    )
  const ids = await movedBy(tx, [row.id], kind, options)
  await setCollectionOptions(tx, { mailboxId: row.id, kind }, options)
  await leaveFolders(tx, { ids, kind })
  await announce(tx, { organisationId: row.organisation_id, topic: 'collection', id: row.id })
  if (!isOn) return
  // What was not written back while it was off the table is written now.
  const again = ids.length > 0 ? (['pull', 'watch'] as const) : []
  const tasks = [...(options.writeBack === true ? (['push'] as const) : []), ...again]
  await hint(
    tx,
    tasks.map((task) => ({ mailboxId: row.id, task: `${task}:${kind}` as const, reason: 'person' })),
  )
}

/** A choice for a kind that the connection is not for would be forgotten without a word. */
async function mustBeWanted(tx: Db, row: MailboxRow, wished: Record<string, Wish>): Promise<void> {
  const wanted = (await wantedOf(tx, [row.connection_id])).get(row.connection_id) as Record<string, unknown>
  for (const [kind, wish] of Object.entries(wished))
    if (given(...Object.values(wish)) && !wanted[kind === 'events' ? 'calendar' : kind])
      throw new TandemError(
        'wrong-state',
        `The connection of this mailbox is not for ${kind}: say so in its "wanted" first, or leave out what is chosen for them.`,
      )
}

function choiceOf({ folder, skipPrivate, privateAsBusy }: Wish): Choice {
  return { folder, skipPrivate, privateAsBusy }
}

function given(...values: unknown[]): boolean {
  return values.some((value) => value !== undefined)
}

function mustBeProven(connection: ConnectionRow): void {
  if (connection.state === 'verified' || connection.state === 'active') return
  const advice =
    connection.state === 'suspended' ? 'Activate the connection first.' : 'Verify the connection first.'
  throw new TandemError('wrong-state', `${advice} It is ${connection.state}.`)
}

/**
 * Another folder, or private items shown otherwise, makes other records belong here: after the first sync has begun those
 * that no longer belong would look like deletions.
 */
function mustBeChoosable(collection: CollectionFacts | undefined, wish: Choice): void {
  if (!collection?.hasCursor) return
  const another = (['folder', 'skipPrivate', 'privateAsBusy'] as const).some(
    (name) => wish[name] !== undefined && wish[name] !== collection[name],
  )
  if (another)
    throw new TandemError(
      'wrong-state',
      'Folder and private items can be chosen until the first sync has begun; this one has. The records would look deleted.',
    )
}

function invalid(pointer: string, detail: string): TandemError {
  return new TandemError('invalid-input', detail, [{ pointer, detail }])
}
