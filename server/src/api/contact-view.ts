import type { ShownContact } from '@tandem/model/api/contacts.ts'
import { TandemError } from '../errors.ts'
import type { ListedRecord } from '../store/record-list.ts'

/** A contact's row as the API answers it. */
export function toContact(row: ListedRecord): ShownContact {
  return {
    ...row.fields,
    id: row.id,
    mailboxId: row.mailboxId,
    version: row.version,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    syncState: row.outbox === null ? 'synced' : row.outbox === 'failed' ? 'refused' : 'pending',
    ...(row.outbox === 'failed' && row.failure?.detail && { syncProblem: row.failure.detail }),
    hasConflict: row.hasConflict,
  }
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

/** The version in an If-Match header, if there is one. */
export function parseIfMatch(ifMatch: string | undefined): number | '*' | undefined {
  if (ifMatch === undefined) return undefined
  if (ifMatch.trim() === '*') return '*'
  const digits = /^\s*(?:W\/)?"?(\d{1,9})"?\s*$/.exec(ifMatch)?.[1]
  if (digits !== undefined) return Number(digits)
  throw new TandemError(
    'invalid-input',
    'If-Match takes the version in quotes, as the ETag of the record: "3".',
  )
}
