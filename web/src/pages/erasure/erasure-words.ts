import type { Erasure, ErasureCounts } from '../../erasures-api.ts'
import { momentText, numberText } from '../../time-text.ts'

/** What is counted, in words. */
export const countWords: Record<keyof ErasureCounts, string> = {
  conversations: 'Conversations that they began',
  messages: 'Messages in those conversations',
  ownMessages: 'Their messages in conversations of others',
  sent: 'Messages sent to them',
  mentions: 'Messages of others that name them',
  copies: 'Contacts, events and tasks that name them',
}

/** What becomes of it. */
export const fateWords: Record<keyof ErasureCounts, string> = {
  conversations: 'removed',
  messages: 'removed, with their files',
  ownMessages: '“Erased on …” stands in their place',
  sent: 'removed, with their files',
  mentions: 'kept without the address; their originals and files are removed',
  copies: 'kept: they are copies of what is in mailboxes. Delete them there, or in the Workspace',
}

const places: Record<string, string> = {
  record: 'contacts, events and tasks',
  record_change: 'the history of contacts, events and tasks',
  audit_entry: 'the audit log',
  user: 'people who sign in here',
}

/** Where an address still stands, in words. */
export function remainingText(remaining: Record<string, number>): string {
  const parts = Object.entries(remaining).map(
    ([table, rows]) => `${places[table] ?? table.replaceAll('_', ' ')} (${numberText(rows)})`,
  )
  return parts.length === 0 ? 'Nowhere in the database' : parts.join(', ')
}

/** What can be given to whoever asked. `salt`: only known to the page on which it was begun. */
export function certificateText(erasure: Erasure, organisation: string, salt: string | undefined): string {
  const { counts, doneAt, remaining } = erasure
  const names = Object.keys(countWords) as (keyof ErasureCounts)[]
  return [
    `Certificate of erasure ${erasure.id}`,
    '',
    `${organisation} has erased what was kept of a person in its queues.`,
    `Erased by: ${erasure.requestedBy.replace(/^[a-z]+:/, '')}`,
    `Reason: ${erasure.reason}`,
    `Finished: ${doneAt ? `${momentText(doneAt)} (${doneAt})` : 'not yet'}`,
    '',
    ...names.map((name) => `${countWords[name]}: ${numberText(counts[name])} – ${fateWords[name]}`),
    `Where an address still stands: ${remaining ? remainingText(remaining) : 'not looked at yet'}`,
    'The mailboxes themselves keep their mail. Copies in backups go when the backups do.',
    '',
    `Digest: ${erasure.digest}`,
    ...(salt === undefined ? [] : [`Salt: ${salt}`]),
    'The digest is SHA-256 (hexadecimal) over the salt and the addresses, in lower case, sorted, each after a line feed. With it stands in the audit log what was erased, without saying whose it was.',
    '',
  ].join('\n')
}
