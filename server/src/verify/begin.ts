import { dueChecks } from '../providers/due-checks.ts'
import type { Provider, Wanted } from '../providers/provider.ts'
import { addJob } from '../queue/add.ts'
import { type ConnectionRow, moveConnection } from '../store/connections.ts'
import type { Db } from '../store/database.ts'
import { createReport, endAbandoned, type ReportRow } from '../store/verification-reports.ts'
import { waitingChecks } from './run.ts'
import type { Reason } from './verdict.ts'

/** Queues a verification; a connection that is in use stays so, whatever the report says. */
export async function beginVerification(
  tx: Db,
  provider: Pick<Provider, 'checks'>,
  row: ConnectionRow,
  given: { requestedBy: string; reason: Reason },
): Promise<ReportRow> {
  await endAbandoned(tx, row.id)
  const report = await createReport(tx, {
    organisationId: row.organisation_id,
    connectionId: row.id,
    attempt: row.attempt,
    checks: waitingChecks(dueChecks(provider.checks, row.wanted as Wanted)),
    ...given,
  })
  await moveConnection(tx, row.id, ['draft', 'failed', 'verified', 'suspended'], 'verifying')
  await addJob(tx, 'verify', { reportId: report.id }, { jobKey: `verify:${report.id}` })
  return report
}
