import { setTimeout as sleep } from 'node:timers/promises'
import type { CheckResult, Verification } from '@tandem/model/verification.ts'
import type { Command } from 'commander'
import { TandemError } from '../errors.ts'
import type { Client } from './client.ts'
import type { Context } from './context.ts'
import { findConnection } from './find-connection.ts'
import { startProgress } from './terminal.ts'

const lookEvery = 150
const signs: Record<CheckResult['state'], string> = {
  ok: '✓',
  warning: '!',
  failed: '✗',
  skipped: '–',
  waiting: '·',
  running: '…',
}

/** `tandem verify <organisation or connection>`: proves a connection and reports every check. */
export function verifyCommand(program: Command, context: Context): void {
  program
    .command('verify <organisation-or-connection>')
    .description('prove a connection; the exit code tells whether it works')
    .action(async (name: string) => {
      const client = await context.client()
      await verify(context, client, (await findConnection(client, name)).id)
    })
}

/** Asks for a proof, draws how it goes, shows the report; throws if the connection does not work. */
export async function verify(context: Context, client: Client, connectionId: string): Promise<void> {
  let report = await client.send<Verification>('POST', `/connections/${connectionId}/verifications`)
  const progress = startProgress(context.terminal, 'Proving')
  try {
    while (report.state === 'queued' || report.state === 'running') {
      await sleep(lookEvery)
      report = await client.get<Verification>(`/verifications/${report.id}`)
      const done = report.checks.filter((check) => check.state !== 'waiting' && check.state !== 'running')
      const running = report.checks.find((check) => check.state === 'running')
      progress.update(done.length, report.checks.length, running?.title ?? '')
    }
  } finally {
    progress.stop()
  }
  context.show(report, reportText)
  if (report.state !== 'passed') {
    throw new TandemError('wrong-state', 'The connection does not work yet: see what to do above.')
  }
}

function reportText({ checks, access, drift, again }: Verification): string {
  return [
    ...checks.map(checkText),
    ...access.map(
      ({ mailbox, permission, found, expected }) =>
        `  ${mailbox} ${permission}: ${found}${found === expected ? '' : ` (should be ${expected})`}`,
    ),
    ...drift.map(({ text }) => `Changed since it last worked: ${text}`),
    ...(again ? [`Not yet: looked at again by itself at ${again.at}, until ${again.until} at most.`] : []),
  ].join('\n')
}

function checkText(check: CheckResult): string {
  const lines = [`${signs[check.state]} ${check.title}${check.headline ? `: ${check.headline}` : ''}`]
  if (check.state === 'failed' || check.state === 'warning') {
    if (check.meaning) lines.push(`    ${check.meaning}`)
    if (check.remedy) lines.push(`    What to do (${check.actor ?? 'administrator'}): ${check.remedy}`)
    if (check.script) lines.push(...check.script.split('\n').map((line) => `      ${line}`))
    for (const saw of check.evidence) {
      lines.push(`    We saw: ${[saw.request, saw.status, saw.code, saw.text].filter(Boolean).join(' ')}`)
    }
  }
  return lines.join('\n')
}
