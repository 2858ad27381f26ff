import type { CredentialFacts } from '@tandem/model/api/connections.ts'
import type { CheckResult } from '@tandem/model/verification.ts'
import { secretInUse, verificationFailed, verificationPassed } from '../mail/notice-words.ts'
import { tellContacts } from '../mail/tell.ts'
import { addJob } from '../queue/add.ts'
import { getConnection, promoteCredential } from '../store/connections.ts'
import { endBreach, refuseNext } from '../store/credential-slots.ts'
import type { Db } from '../store/database.ts'
import { endedBefore, type ReportRow } from '../store/verification-reports.ts'

/**
 * What follows from the end of a verification for the credential that was tried (`sealed`, if one was) and for the
 * contacts: a proven new one is switched to, a refused one says why. Contacts are told of what a person asked for,
 * and of what is otherwise than before; not of every night's look.
 */
export async function verificationEnded(
  tx: Db,
  report: ReportRow,
  end: { passed: boolean; checks: CheckResult[]; sealed: string | undefined },
): Promise<void> {
  const { passed, checks, sealed } = end
  const before = await getConnection(tx, report.connection_id)
  const isNext = sealed !== undefined && before.next_credential === sealed
  if (sealed !== undefined && passed) {
    await promoteCredential(tx, before.id, sealed)
    await endBreach(tx, before.id, sealed)
    await addJob(tx, 'expiry', { connectionId: before.id }, { jobKey: `expiry:${before.id}` })
  }
  if (isNext && !passed) await refuseNext(tx, before.id, sealed, refusal(report.id, checks))
  const isNews = isPersons(report.requested_by) || (await endedBefore(tx, report)) !== stateOf(passed)
  if (passed && isNext)
    await tellContacts(
      tx,
      secretInUse(before, report.id, before.next_credential_facts as CredentialFacts | null),
    )
  else if (isNews)
    await tellContacts(
      tx,
      passed
        ? verificationPassed(before, report.id)
        : verificationFailed(before, { id: report.id, checks }, isNext),
    )
}

/** `operator:…`, `invitation:…` or `key:…` (api/access.ts); anything else is a look of our own. */
function isPersons(requestedBy: string): boolean {
  return /^(operator|agent|invitation|key):/.test(requestedBy)
}

function stateOf(passed: boolean): string {
  return passed ? 'passed' : 'failed'
}

function refusal(reportId: string, checks: CheckResult[]) {
  const headline = checks.find((check) => check.state === 'failed')?.headline ?? 'The verification failed.'
  return { at: new Date().toISOString(), headline, reportId }
}
