import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import type { Config } from '../config.ts'
import { TandemError } from '../errors.ts'
import { type Database, openDatabase } from '../store/database.ts'
import { readRecipients } from '../vault/identity.ts'
import { addIdentity, readIdentities, retireIdentities } from '../vault/identity-file.ts'
import { createOpener } from '../vault/open.ts'
import { rotate, whoOpens } from '../vault/rotate.ts'
import type { Context } from './context.ts'

/**
 * `tandem vault …` and `tandem reseal`: the workers' key is changed step by step. The only commands that reach for the
 * database and a private key, so they run beside a worker. Each may be repeated after a crash.
 */
export function vaultCommands(program: Command, config: Config, context: Context): void {
  const vault = program.command('vault').description('the workers’ key: show, change, retire')
  vault
    .command('status')
    .description('which key opens how many of the stored credentials')
    .action(async () => {
      const file = identityFile(config)
      const counts = await withDatabase(config, (db) => whoOpens(db, file))
      context.show(counts, () => statusText(counts))
    })
  vault
    .command('new-key')
    .description('add a new key to the identity file; the old one stays beside it')
    .action(async () => {
      const { recipient, isNew } = await addIdentity(identityFile(config))
      context.show({ recipient, isNew }, () => newKeyText(recipient, isNew))
    })
  vault
    .command('retire')
    .description('take the old keys out of the identity file, once nothing needs them')
    .action(async () => {
      const file = identityFile(config)
      const { keys } = await withDatabase(config, (db) => whoOpens(db, file))
      const lost = keys.at(-1)?.needed ?? 0
      if (lost > 0) throw stillNeeded(lost)
      const retired = await retireIdentities(file)
      context.show({ retired }, () => retiredText(file, retired))
    })
  program
    .command('reseal')
    .description('seal every stored credential anew, to TANDEM_RECIPIENTS (else the newest key) alone')
    .action(async () => {
      const file = identityFile(config)
      const newest = (await readIdentities(file)).at(-1)?.recipient
      const recipients = await readRecipients(config.TANDEM_DATA, config.TANDEM_RECIPIENTS ?? newest)
      const open = await createOpener(file)
      const changed = await withDatabase(config, (db) => rotate(db, open, recipients))
      context.show({ changed }, () => `Credentials sealed to the new recipients: ${changed}.`)
    })
}

/** The setting, else the one that a worker made below TANDEM_DATA. */
function identityFile(config: Config): string {
  const file = config.TANDEM_IDENTITY_FILE ?? join(config.TANDEM_DATA, 'vault/identity.txt')
  if (existsSync(file)) return file
  throw new TandemError(
    'invalid-input',
    `There is no ${file}. Set TANDEM_IDENTITY_FILE to the workers’ file, and run this where it is.`,
  )
}

async function withDatabase<T>(config: Config, work: (db: Database) => Promise<T>): Promise<T> {
  if (config.DATABASE_URL === undefined)
    throw new TandemError(
      'invalid-input',
      'Set DATABASE_URL to the database whose credentials are meant, as the workers have it.',
    )
  const db = openDatabase(config.DATABASE_URL, { pool: 2, name: 'tandem vault' })
  return await work(db).finally(() => db.destroy())
}

function statusText({ keys, unopened, total }: Awaited<ReturnType<typeof whoOpens>>): string {
  const lines = keys.map(({ recipient, opens }) => `${recipient}  opens ${opens} of ${total}`)
  return [...lines, ...(unopened > 0 ? [`No key here opens ${unopened} of ${total}.`] : [])].join('\n')
}

function newKeyText(recipient: string, isNew: boolean): string {
  return [
    isNew
      ? 'A new key is in the identity file, after the old one.'
      : 'The identity file holds a newer key already.',
    `Its recipient: ${recipient}`,
    'Now restart every worker, give this recipient alone to every serve (TANDEM_RECIPIENTS), restart them, then: tandem reseal.',
  ].join('\n')
}

function stillNeeded(count: number): TandemError {
  return new TandemError(
    'wrong-state',
    `The newest key does not open ${count} of the stored credentials. Run tandem reseal first.`,
  )
}

function retiredText(file: string, retired: number): string {
  if (retired === 0) return 'There is one key in the identity file: nothing is to be retired.'
  return [
    `Old keys taken out: ${retired}. They are in ${file}.retired: keep it with the backups from before, or destroy both.`,
    'Restart the workers.',
  ].join('\n')
}
