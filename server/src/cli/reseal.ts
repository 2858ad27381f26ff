import type { Command } from 'commander'
import type { Config } from '../config.ts'
import { TandemError } from '../errors.ts'
import { openDatabase } from '../store/database.ts'
import { readRecipients } from '../vault/identity.ts'
import { createOpener } from '../vault/open.ts'
import { rotate } from '../vault/rotate.ts'
import type { Context } from './context.ts'

/** `tandem reseal`: the only command that reaches for the database and a private key, so it runs beside a worker. */
export function resealCommand(program: Command, config: Config, context: Context): void {
  program
    .command('reseal')
    .description(
      'seal every stored credential anew, to TANDEM_RECIPIENTS alone; runs where the identity file is',
    )
    .action(async () => {
      const { DATABASE_URL: url, TANDEM_IDENTITY_FILE: identityFile, TANDEM_RECIPIENTS: recipients } = config
      if (url === undefined || identityFile === undefined || recipients === undefined)
        throw new TandemError(
          'invalid-input',
          'tandem reseal needs DATABASE_URL, TANDEM_IDENTITY_FILE (with the old and the new identity) and TANDEM_RECIPIENTS (the new ones).',
        )
      const open = await createOpener(identityFile)
      const db = openDatabase(url, { pool: 2, name: 'tandem reseal' })
      const changed = await rotate(db, open, await readRecipients(config.TANDEM_DATA, recipients)).finally(
        () => db.destroy(),
      )
      context.show({ changed }, () => `Credentials sealed to the new recipients: ${changed}.`)
    })
}
