import { type Connection, type CredentialFacts, wanted } from '@tandem/model/api/connections.ts'
import type { Verification, VerificationSummary } from '@tandem/model/verification.ts'
import { type ConnectionRow, mailboxCounts } from '../store/connections.ts'
import type { Db } from '../store/database.ts'
import type { ReportRow, SummaryRow } from '../store/verification-reports.ts'

/** Connections as they are answered; never anything of the sealed credential. */
export async function connectionAnswers(db: Db, rows: ConnectionRow[]): Promise<Connection[]> {
  const counts = await mailboxCounts(
    db,
    rows.map((row) => row.id),
  )
  return rows.map((row) => ({
    ...connectionFacts(row),
    mailboxes: counts.get(row.id) ?? { found: 0, on: 0, off: 0, trouble: 0 },
  }))
}

/** As `connectionAnswers`, for one. */
export async function connectionAnswer(db: Db, row: ConnectionRow): Promise<Connection> {
  return (await connectionAnswers(db, [row]))[0] as Connection
}

/** A connection without its mailboxes. */
export function connectionFacts(row: ConnectionRow): Omit<Connection, 'mailboxes'> {
  return {
    id: row.id,
    organisationId: row.organisation_id,
    method: row.method,
    state: row.state as Connection['state'],
    settings: row.settings as Record<string, unknown>,
    wanted: wanted.parse(row.wanted),
    testMailbox: row.test_mailbox,
    refusedMailbox: row.refused_mailbox,
    attempt: row.attempt,
    credential: row.credential_facts as CredentialFacts | null,
    nextCredential: row.next_credential_facts as CredentialFacts | null,
    nextRefused: row.next_refused as Connection['nextRefused'],
    previousCredential: row.previous_credential_facts as CredentialFacts | null,
    previousSince: row.previous_since?.toISOString() ?? null,
    directoryEnd: directoryEnd(row),
    breachedAt: row.breached_at?.toISOString() ?? null,
    discoveredAt: row.discovered_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  }
}

/** What was read for another credential says nothing. */
function directoryEnd(row: ConnectionRow): Connection['directoryEnd'] {
  const end = row.directory_end as (NonNullable<Connection['directoryEnd']> & { fingerprint: string }) | null
  const facts = row.credential_facts as CredentialFacts | null
  return end && end.fingerprint === facts?.fingerprint ? end : null
}

/** A report as it is answered. */
export function verificationAnswer(row: ReportRow): Verification {
  return {
    ...lineOf(row),
    connectionId: row.connection_id,
    checks: row.checks,
    requestedBy: row.requested_by,
    drift: row.drift,
    access: row.checks.flatMap((check) => check.access ?? []),
  }
}

/** A report in a line. */
export function summaryAnswer(row: SummaryRow): VerificationSummary {
  return { ...lineOf(row), headline: row.headline }
}

function lineOf(row: Omit<SummaryRow, 'headline'>): Omit<VerificationSummary, 'headline'> {
  return {
    id: row.id,
    attempt: row.attempt,
    state: row.state as Verification['state'],
    reason: row.reason as Verification['reason'],
    again:
      row.again_at && row.again_until
        ? { at: row.again_at.toISOString(), until: row.again_until.toISOString() }
        : null,
    createdAt: row.created_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null,
  }
}
