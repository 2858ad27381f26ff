import type { CredentialFacts } from '@tandem/model/api/connections.ts'
import { TandemError } from '../errors.ts'
import { breachSuspected, suspended } from '../mail/notice-words.ts'
import { tellContacts } from '../mail/tell.ts'
import { announceForgetting } from '../store/announce.ts'
import type { ConnectionRow } from '../store/connections.ts'
import { dropHeld, giveUp, putBack } from '../store/credential-slots.ts'
import type { Db } from '../store/database.ts'
import { restTasks } from '../store/mailbox-switch.ts'
import { dropSubscriptions } from '../store/subscriptions.ts'
import { makeKeyPair } from '../vault/key-pair.ts'
import { mustNotBeVerifying, takeCredential } from './connection-edits.ts'
import type { ApiDeps } from './deps.ts'

/**
 * Makes a key pair and takes it in like one that was entered: the private key is sealed before anything is answered, the
 * certificate is part of what may be shown.
 */
export async function takeNewKeyPair(
  tx: Db,
  deps: Pick<ApiDeps, 'providers' | 'seal'>,
  row: ConnectionRow,
): Promise<ConnectionRow> {
  await mustNotBeVerifying(tx, row)
  const pair = await makeKeyPair(`Tandem-${row.attempt}`)
  return await takeCredential(tx, deps, row, { kind: 'certificate', ...pair })
}

/** Forgets the credential that waits, or the one that was in use before. */
export async function dropCredential(tx: Db, row: ConnectionRow, which: 'next' | 'previous'): Promise<void> {
  await mustNotBeVerifying(tx, row)
  if (await dropHeld(tx, row.id, which)) return
  const what = which === 'next' ? 'No new credential waits' : 'No earlier credential is kept'
  throw new TandemError('not-found', `${what} for this connection.`)
}

/** The earlier credential waits for its proof again; the one in use stays so till then. */
export async function putCredentialBack(tx: Db, row: ConnectionRow): Promise<void> {
  await mustNotBeVerifying(tx, row)
  if (await putBack(tx, row.id)) return
  throw new TandemError(
    'not-found',
    'No earlier credential is kept for this connection: it is dropped a week after the switch. Enter it again.',
  )
}

/**
 * A suspected breach, in one transaction: suspended, every credential given up, tokens forgotten, contacts told. It
 * stays so until a new credential is proven.
 */
export async function suspectBreach(
  tx: Db,
  deps: Pick<ApiDeps, 'providers'>,
  row: ConnectionRow,
  by: string,
): Promise<void> {
  if (row.breached_at !== null && row.credential === null) return
  if (row.credential === null)
    throw new TandemError('wrong-state', 'This connection holds no credential that could be known to others.')
  // Not told to the service: that would need the credential that is given up. What is not stopped there runs out.
  await dropSubscriptions(tx, { connectionId: row.id })
  await restTasks(tx, row.id)
  const after = await giveUp(tx, row)
  await announceForgetting(tx, row.id)
  const at = after.breached_at ?? after.updated_at
  const facts = row.credential_facts as CredentialFacts | null
  await tellContacts(
    tx,
    breachSuspected(row, { at, by, facts, advice: deps.providers[row.method]?.afterBreach }),
  )
}

/** What follows from a suspension: workers forget their tokens, contacts are told. */
export async function tellSuspended(tx: Db, row: ConnectionRow): Promise<void> {
  await announceForgetting(tx, row.id)
  await tellContacts(tx, suspended(row))
}
