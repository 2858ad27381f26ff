import type { ProvisioningStep } from '@tandem/model/api/provisioning.ts'
import { dueChecks } from '../providers/due-checks.ts'
import type { Provider, Wanted } from '../providers/provider.ts'
import { addJob } from '../queue/add.ts'
import { getConnection, moveConnection, updateConnection } from '../store/connections.ts'
import type { Database } from '../store/database.ts'
import { type ProvisioningRow, type ProvisioningTaking, writeProvisioning } from '../store/provisioning.ts'
import { createReport, endAbandoned } from '../store/verification-reports.ts'
import { waitingChecks } from '../verify/run.ts'

/**
 * Ends a set-up and begins the proof, together: the first chosen mailbox is the one to try things in, the closed one (or the
 * administrator's own) the one that must be refused.
 */
export async function beginProof(
  deps: { db: Database; registry: Record<string, Provider> },
  taking: ProvisioningTaking,
  given: { row: ProvisioningRow; account: string; plan: ProvisioningStep[] },
): Promise<void> {
  const { row, account, plan } = given
  await deps.db.transaction().execute(async (tx) => {
    if (!(await writeProvisioning(tx, taking, { state: 'done', plan }))) return
    const connection = await getConnection(tx, row.connection_id)
    const { mailboxes, closed } = row.wish
    const testMailbox = connection.test_mailbox ?? (mailboxes === 'all' ? account : (mailboxes[0] ?? account))
    const own =
      mailboxes === 'all' || mailboxes.includes(account.toLowerCase()) ? null : account.toLowerCase()
    const refusedMailbox = closed ?? own ?? connection.refused_mailbox
    await updateConnection(tx, connection.id, { testMailbox: testMailbox.toLowerCase(), refusedMailbox })
    await endAbandoned(tx, connection.id)
    const checks = deps.registry[connection.method]?.checks ?? []
    const report = await createReport(tx, {
      organisationId: connection.organisation_id,
      connectionId: connection.id,
      attempt: connection.attempt,
      checks: waitingChecks(dueChecks(checks, connection.wanted as Wanted)),
      requestedBy: row.requested_by,
    })
    await moveConnection(tx, connection.id, ['draft', 'failed', 'verified', 'suspended'], 'verifying')
    await addJob(tx, 'verify', { reportId: report.id }, { jobKey: `verify:${report.id}` })
  })
}
