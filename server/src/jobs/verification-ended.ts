import type { CredentialFacts } from '@tandem/model/api/connections.ts'
import type { CheckResult } from '@tandem/model/verification.ts'
import {
  secretInUse,
  verificationChanged,
  verificationFailed,
  verificationPassed,
} from '../mail/notice-words.ts'
import { tellContacts } from '../mail/tell.ts'
import { addJob } from '../queue/add.ts'
import { getConnection, promoteCredential } from '../store/connections.ts'
import { endBreach, refuseNext } from '../store/credential-slots.ts'
import type { Db } from '../store/database.ts'
import type { ReportRow } from '../store/verification-reports.ts'
import type { Verdict } from '../verify/verdict.ts'

/**
 * What follows from the end of a verification for the credential that was tried (`sealed`, if one was) and for the
 * contacts: a proven new one is switched to, a refused one says why. Contacts are told of what is news (verify/verdict.ts)
 * and of what passed when a person asked; not of every night's look.
 */
export async function verificationEnded(
  tx: Db,
  report: ReportRow,
  { verdict, sealed }: { verdict: Verdict; sealed: string | undefined },
): Promise<void> {
  const { checks, drift, news } = verdict
  const passed = verdict.state === 'passed'
  const before = await getConnection(tx, report.connection_id)
  const isNext = sealed !== undefined && before.next_credential === sealed
  if (sealed !== undefined && passed) {
    await promoteCredential(tx, before.id, sealed)
    await endBreach(tx, before.id, sealed)
    await addJob(tx, 'expiry', { connectionId: before.id }, { jobKey: `expiry:${before.id}` })
  }
  if (isNext && !passed) await refuseNext(tx, before.id, sealed, refusal(report.id, checks))
  if (passed && isNext)
    await tellContacts(
      tx,
      secretInUse(before, report.id, before.next_credential_facts as CredentialFacts | null),
    )
  else if (passed && news === 'changed') await tellContacts(tx, verificationChanged(before, report.id, drift))
  else if (passed && (news === 'recovered' || report.reason === 'person'))
    await tellContacts(tx, verificationPassed(before, report.id))
  else if (!passed && (news === 'failed' || isNext))
    await tellContacts(tx, verificationFailed(before, { id: report.id, checks }, isNext))
}

function refusal(reportId: string, checks: CheckResult[]) {
  const headline = checks.find((check) => check.state === 'failed')?.headline ?? 'The verification failed.'
  return { at: new Date().toISOString(), headline, reportId }
}
