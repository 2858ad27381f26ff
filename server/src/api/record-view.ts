import type { ShownContact } from '@tandem/model/api/contacts.ts'
import type { ShownEvent } from '@tandem/model/api/events.ts'
import type { ShownTask } from '@tandem/model/api/tasks.ts'
import { TandemError } from '../errors.ts'
import { cleanHtml } from '../lib/clean-html.ts'
import type { Fields } from '../lib/kinds.ts'
import type { ListedRecord } from '../store/record-list.ts'

/** A contact's row as the API answers it. */
export function toContact(row: ListedRecord): ShownContact {
  return { ...row.fields, ...factsOf(row) }
}

/** An event's row as the API answers it. */
export function toEvent(row: ListedRecord): ShownEvent {
  const fields = harmless(row.fields)
  if (Array.isArray(fields.exceptions)) fields.exceptions = fields.exceptions.map(harmless)
  return { ...fields, ...factsOf(row) }
}

/** A task's row as the API answers it. */
export function toTask(row: ListedRecord): ShownTask {
  return { ...harmless(row.fields), ...factsOf(row) }
}

/** What the mailbox holds is kept as it is; nothing of its HTML runs or loads where it is shown. */
function harmless(fields: Fields): Fields {
  const { body } = fields as { body?: { contentType?: string; content?: string } | null }
  if (body?.contentType !== 'html' || typeof body.content !== 'string') return { ...fields }
  return { ...fields, body: { ...body, content: cleanHtml(body.content) } }
}

function factsOf(row: ListedRecord) {
  return {
    id: row.id,
    mailboxId: row.mailboxId,
    version: row.version,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    syncState: syncStateOf(row.outbox),
    ...(row.outbox === 'failed' && row.failure?.detail && { syncProblem: row.failure.detail }),
    hasConflict: row.hasConflict,
  }
}

/** How a record stands by the state of its outbox row. */
export function syncStateOf(outbox: ListedRecord['outbox']): 'synced' | 'pending' | 'refused' {
  return outbox === null ? 'synced' : outbox === 'failed' ? 'refused' : 'pending'
}

/** `"3"`: the entity tag of a version (RFC 9110, section 8.8.3). */
export function entityTag(version: number): string {
  return `"${version}"`
}

/** The version an edit names: by `If-Match`, by the body, or by both alike. `*` means whatever there is. */
export function editedVersion(ifMatch: string | undefined, inBody: number | undefined): number | undefined {
  const inHeader = parseIfMatch(ifMatch)
  if (typeof inHeader === 'number' && inBody !== undefined && inHeader !== inBody) {
    throw new TandemError(
      'invalid-input',
      `If-Match names version ${inHeader}, the body ${inBody}. Send one of them.`,
    )
  }
  if (inBody !== undefined) return inBody
  if (inHeader === undefined) {
    throw new TandemError(
      'version-needed',
      'Send the version you read as header If-Match: "3" (or as "version" in the body), so that nobody\'s edit is lost.',
    )
  }
  return inHeader === '*' ? undefined : inHeader
}

/** The version that a deletion names by `If-Match`; without it, or with `*`, whatever there is. */
export function versionToDelete(ifMatch: string | undefined): number | undefined {
  const expected = parseIfMatch(ifMatch)
  return expected === '*' ? undefined : expected
}

function parseIfMatch(ifMatch: string | undefined): number | '*' | undefined {
  if (ifMatch === undefined) return undefined
  if (ifMatch.trim() === '*') return '*'
  const digits = /^\s*(?:W\/)?"?(\d{1,9})"?\s*$/.exec(ifMatch)?.[1]
  if (digits !== undefined) return Number(digits)
  throw new TandemError(
    'invalid-input',
    'If-Match takes the version in quotes, as the ETag of the record: "3".',
  )
}
