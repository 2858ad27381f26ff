import type { AuditEntry, AuditVerification } from '@tandem/model/api/audit-log.ts'
import type { Command } from 'commander'
import { TandemError } from '../errors.ts'
import type { Context } from './context.ts'
import { findOrganisation } from './org.ts'
import { table } from './terminal.ts'

/** `tandem audit verify | list`. */
export function auditLogCommands(program: Command, context: Context): void {
  const audit = program.command('audit').description('the audit log: who did what')
  audit
    .command('verify')
    .description('calculate every hash anew; fails naming the first entry that is not as it was written')
    .action(async () => {
      const answer = await (await context.client()).get<AuditVerification>('/audit/verification')
      context.show(answer, inWords)
      if (!answer.intact) throw new TandemError('unexpected', 'The audit log is not as it was written.')
    })
  audit
    .command('list')
    .description('the newest entries')
    .option('--organisation <organisation>', 'only of this one')
    .option('--act <act>', 'person.invited, or with a dot at its end what begins so: person.')
    .action(async ({ organisation, act }: { organisation?: string; act?: string }) => {
      const client = await context.client()
      const query = new URLSearchParams({
        ...(organisation && { organisation: (await findOrganisation(client, organisation)).id }),
        ...(act && { act }),
      })
      const answer = await client.get<{ items: AuditEntry[] }>(`/audit?${query}`)
      context.show(answer, ({ items }) =>
        table(
          ['at', 'who', 'act', 'target', 'detail'],
          items.map((item) => [item.at, item.who, item.act, item.target, JSON.stringify(item.detail)]),
        ),
      )
    })
}

function inWords({ chains }: AuditVerification): string {
  const lines = chains.map(({ organisationId, entries, head, broken }) => {
    const whose = organisationId ?? 'installation'
    return broken === null
      ? `${whose}: ${entries} entries intact, head ${head}`
      : `${whose}: BROKEN at entry ${broken.place} (${broken.problem}); ${entries} entries before it are intact`
  })
  return lines.length === 0 ? 'The audit log is empty.' : lines.join('\n')
}
