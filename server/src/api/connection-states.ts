import { TandemError } from '../errors.ts'
import { hint } from '../queue/add.ts'
import { type ConnectionRow, moveConnection, startAttempt } from '../store/connections.ts'
import type { Db } from '../store/database.ts'
import { keepWanted, restTasks } from '../store/mailbox-switch.ts'
import { forgetProgress } from '../store/setup-progress.ts'
import { dropSubscriptions } from '../store/subscriptions.ts'
import type { ReportRow } from '../store/verification-reports.ts'
import { beginVerification } from '../verify/begin.ts'
import { mustBeProvable, mustNotBeVerifying, providerOf } from './connection-edits.ts'
import { tellSuspended } from './credential-slots.ts'
import type { ApiDeps } from './deps.ts'
import { stopWatching } from './stop-watching.ts'

/** Queues a verification that a person, a key or a link asked for. */
export async function requestVerification(
  tx: Db,
  deps: Pick<ApiDeps, 'providers'>,
  row: ConnectionRow,
  requestedBy: string,
): Promise<ReportRow> {
  mustBeProvable(deps, row)
  return await beginVerification(tx, providerOf(deps, row.method), row, { requestedBy, reason: 'person' })
}

/** Puts a proven (or suspended) connection to use, and its mailboxes to work. */
export async function activate(tx: Db, row: ConnectionRow): Promise<void> {
  if (row.state === 'active') return
  if (row.breached_at !== null)
    throw new TandemError(
      'wrong-state',
      'The credential of this connection may be known to others. Make a new one in the directory, enter it here and verify; then it can be activated.',
    )
  if (!(await moveConnection(tx, row.id, ['verified', 'suspended'], 'active')))
    throw new TandemError('wrong-state', `Verify the connection first: it is ${row.state}, not verified.`)
  // What is wanted since the mailboxes were switched on gets its collections now; a preview still awaits its yes.
  const kept = await keepWanted(tx, row.id)
  const tasks = ['push', 'pull', 'watch'] as const
  await hint(
    tx,
    kept
      .filter(({ collectionState }) => collectionState !== 'waiting')
      .flatMap(({ id, kind }) =>
        tasks.map((task) => ({ mailboxId: id, task: `${task}:${kind}` as const, reason: 'person' })),
      ),
  )
}

/** Nothing is done for its mailboxes any more; workers see the state and drop its tokens. */
export async function suspend(tx: Db, row: ConnectionRow): Promise<void> {
  if (row.state === 'suspended') return
  if (!(await moveConnection(tx, row.id, ['active', 'verified'], 'suspended')))
    throw new TandemError(
      'wrong-state',
      `Only a connection in use can be suspended; this one is ${row.state}.`,
    )
  await stopWatching(tx, await dropSubscriptions(tx, { connectionId: row.id }))
  await restTasks(tx, row.id)
  await tellSuspended(tx, row)
}

/** Begins a new attempt: settings stay as a start, the credential is dropped, names get the next number. */
export async function newAttempt(tx: Db, row: ConnectionRow): Promise<ConnectionRow> {
  await mustNotBeVerifying(tx, row)
  if (row.state === 'active')
    throw new TandemError(
      'wrong-state',
      'Mailboxes are kept in step with this attempt. Suspend the connection first.',
    )
  await forgetProgress(tx, row.id)
  return await startAttempt(tx, row.id)
}
