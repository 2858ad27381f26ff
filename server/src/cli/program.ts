import { Command } from 'commander'
import type { Config } from '../config.ts'
import { auditLogCommands } from './audit-log.ts'
import { batchCommands } from './batch.ts'
import { connectClient } from './client.ts'
import { conflictCommands } from './conflicts.ts'
import { connectCommands } from './connect.ts'
import { contactCommands } from './contacts.ts'
import type { Context } from './context.ts'
import { eventCommands } from './events.ts'
import { jobCommands } from './jobs.ts'
import { keyCommands } from './keys.ts'
import { mailCommands } from './mail.ts'
import { mailboxCommands } from './mailbox.ts'
import { organisationCommands } from './org.ts'
import { provisionCommand } from './provision.ts'
import { queueCommands } from './queues.ts'
import { syncCommand } from './sync.ts'
import { taskCommands } from './tasks.ts'
import { terminal as ownTerminal, type Terminal } from './terminal.ts'
import { vaultCommands } from './vault.ts'
import { verifyCommand } from './verify.ts'
import { webhookCommands } from './webhooks.ts'

/** `tandem …`: everything the API does, by hand. Failures are thrown as TandemError, for whoever called to print. */
export function createProgram(config: Config, terminal: Terminal = ownTerminal): Command {
  const program = new Command('tandem')
    .description('Keeps a business application and its people’s mailboxes in step.')
    .option('--json', 'answer with one JSON value')
    .showHelpAfterError()
    .showSuggestionAfterError()
    .addHelpText(
      'after',
      '\nThe server itself: tandem serve (API and page), tandem work (jobs), tandem start (both).\n' +
        'Commands reach the server of TANDEM_URL with TANDEM_API_KEY, or the demo that "npm start" runs.',
    )
  const json = () => program.opts<{ json?: boolean }>().json === true
  const context: Context = {
    terminal,
    json,
    client: async () => await connectClient(config),
    show: (answer, inWords) => terminal.out(json() ? JSON.stringify(answer, null, 2) : inWords(answer)),
  }
  organisationCommands(program, context)
  connectCommands(program, context)
  verifyCommand(program, context)
  provisionCommand(program, config, context)
  mailboxCommands(program, context)
  syncCommand(program, context)
  contactCommands(program, context)
  eventCommands(program, context)
  taskCommands(program, context)
  mailCommands(program, context)
  conflictCommands(program, context)
  batchCommands(program, context)
  jobCommands(program, context)
  keyCommands(program, context)
  queueCommands(program, context)
  webhookCommands(program, context)
  auditLogCommands(program, context)
  vaultCommands(program, config, context)
  return program
}
