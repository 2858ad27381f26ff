import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { type Logger, pino } from 'pino'
import type { SsoSettings } from './api/sso.ts'
import { type Config, readConfig } from './config.ts'
import { logOptions } from './lib/log.ts'
import { type EmbeddedPostgres, startPostgres } from './lib/postgres.ts'
import { startFailure } from './lib/start-failure.ts'
import { createOutside } from './providers/outside.ts'
import { providers } from './providers/registry.ts'
import { type Database, openDatabase } from './store/database.ts'
import { migrate } from './store/migrate.ts'
import { ensureIdentity, readRecipients } from './vault/identity.ts'
import { seal } from './vault/seal.ts'

const root = resolve(import.meta.dirname, '../..')

/** What a process does: answer requests, do jobs, or both. */
export interface Roles {
  serve: boolean
  work: boolean
}

export interface Tandem {
  db: Database
  /** Where the page and the API are; undefined when only working. */
  url: string | undefined
  /** The first operator's password, when this start has made the operator and the password. */
  newPassword: string | undefined
  close(): Promise<void>
}

/** Builds everything and starts it; `close` stops it in the reverse order, the database last. */
export async function startTandem(
  config: Config,
  roles: Roles,
  log: Logger = createLog(config),
): Promise<Tandem> {
  const stops: (() => Promise<void>)[] = []
  const close = async () => {
    for (const stop of stops.splice(0).reverse()) await stop()
  }
  try {
    const url = await findDatabase(config, log, stops)
    await migrate(url)
    const db = openDatabase(url, { pool: config.DATABASE_POOL, name: roleName(roles) })
    stops.push(() => db.destroy())
    if (roles.work) stops.push(await work(config, db, url, log))
    const served = roles.serve ? await serve(config, db, url, log, stops) : undefined
    return { db, url: served?.url, newPassword: served?.newPassword, close }
  } catch (failure) {
    await close()
    throw new Error(startFailure(failure, config), { cause: failure })
  }
}

/** Structured logs on standard output. */
export function createLog(config: Config): Logger {
  return pino(logOptions(config.LOG_LEVEL))
}

async function findDatabase(config: Config, log: Logger, stops: (() => Promise<void>)[]): Promise<string> {
  if (config.DATABASE_URL !== undefined) return config.DATABASE_URL
  const postgres: EmbeddedPostgres = await startPostgres(join(config.TANDEM_DATA, 'postgres'), {
    say: (line) => log.warn(line),
  })
  stops.push(postgres.stop)
  return await postgres.database('tandem')
}

/** Loaded by workers alone: they start in half the time, and what serves never holds the code that opens secrets. */
async function work(config: Config, db: Database, url: string, log: Logger): Promise<() => Promise<void>> {
  const [{ startWork }, { createOpener }] = await Promise.all([
    import('./jobs/start.ts'),
    import('./vault/open.ts'),
  ])
  const identityFile = config.TANDEM_IDENTITY_FILE ?? (await ensureIdentity(config.TANDEM_DATA)).identityFile
  const open = await createOpener(identityFile)
  const worker = await startWork({ config, db, url, log, open, providers })
  return () => worker.close()
}

async function serve(
  config: Config,
  db: Database,
  url: string,
  log: Logger,
  stops: (() => Promise<void>)[],
): Promise<{ url: string; newPassword: string | undefined }> {
  const [{ createApp }, { ensureFirstOperator }, { createAuth }] = await Promise.all([
    import('./api/app.ts'),
    import('./api/first-operator.ts'),
    import('./api/sign-in.ts'),
  ])
  const recipients = await readRecipients(config.TANDEM_DATA, config.TANDEM_RECIPIENTS)
  const secret = config.SESSION_SECRET ?? (await sessionSecret(config))
  const authDeps = { db, config, secret, sso: await ssoSettings(config) }
  const auth = createAuth(authDeps)
  const webFolder = join(root, 'web/dist')
  const outside = await createOutside(config)
  stops.push(() => outside.close())
  const app = await createApp({
    db,
    url,
    config,
    log,
    auth,
    authDeps,
    seal: (text) => seal(recipients, text),
    providers,
    outside: outside.reach,
    version: version(),
    webFolder: existsSync(webFolder) ? webFolder : undefined,
  })
  stops.push(() => app.close())
  const password = config.OPERATOR_PASSWORD ?? randomBytes(15).toString('base64url')
  const made = await ensureFirstOperator({ db, auth }, { email: config.OPERATOR_EMAIL, password })
  const address = await app.listen({ host: config.HOST, port: config.PORT })
  return { url: address, newPassword: made && config.OPERATOR_PASSWORD === undefined ? password : undefined }
}

function roleName(roles: Roles): string {
  return ['tandem', roles.serve ? 'serve' : '', roles.work ? 'work' : ''].filter(Boolean).join(' ')
}

/** Single sign-on, if it is set up; its directory may have a certificate of the further authority. */
async function ssoSettings(config: Config): Promise<SsoSettings | undefined> {
  const { SSO_ISSUER: issuer, SSO_CLIENT_ID: clientId, SSO_CLIENT_SECRET_FILE: file, SSO_NAME: name } = config
  if (issuer === undefined || clientId === undefined || file === undefined) return undefined
  if (config.OUTSIDE_CA_FILE !== undefined)
    setDefaultCACertificates([
      ...getCACertificates('default'),
      await readFile(config.OUTSIDE_CA_FILE, 'utf8'),
    ])
  return { issuer, clientId, clientSecret: (await readFile(file, 'utf8')).trim(), name }
}

/** Made once, so that people stay signed in across restarts. */
async function sessionSecret(config: Config): Promise<string> {
  const file = join(config.TANDEM_DATA, 'session.secret')
  if (!existsSync(file)) {
    await mkdir(config.TANDEM_DATA, { recursive: true })
    await writeFile(file, randomBytes(32).toString('hex'), { mode: 0o600 })
  }
  return await readFile(file, 'utf8')
}

function version(): string {
  return (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version
}

async function main(args: string[]): Promise<void> {
  const config = readConfig()
  const roles = rolesOf(args[0])
  if (roles === undefined) {
    // Loaded only when asked for: a server does not need it.
    const { createProgram } = await import('./cli/program.ts')
    await createProgram(config).parseAsync(args, { from: 'user' })
    return
  }
  const log = createLog(config)
  const tandem = await startTandem(config, roles, log)
  if (tandem.url !== undefined) log.info(`Tandem is at ${tandem.url}`)
  if (tandem.newPassword !== undefined)
    process.stdout.write(
      `First operator: ${config.OPERATOR_EMAIL}, password ${tandem.newPassword} (shown once)\n`,
    )
  untilToldToStop(async () => await tandem.close())
}

function rolesOf(command: string | undefined): Roles | undefined {
  if (command === undefined || command === 'start') return { serve: true, work: true }
  if (command === 'serve') return { serve: true, work: false }
  if (command === 'work') return { serve: false, work: true }
  return undefined
}

/** Runs `stop` once on Ctrl-C or a termination; a second Ctrl-C ends at once. */
export function untilToldToStop(stop: () => Promise<void>): void {
  let stopping = false
  const end = (): void => {
    if (stopping) process.exit(130)
    stopping = true
    stop().then(
      () => process.exit(0),
      (failure: unknown) => {
        process.stderr.write(`${String(failure)}\n`)
        process.exit(1)
      },
    )
  }
  process.on('SIGINT', end)
  process.on('SIGTERM', end)
}

if (import.meta.main) {
  main(process.argv.slice(2)).catch((failure: unknown) => {
    process.stderr.write(`${failure instanceof Error ? failure.message : String(failure)}\n`)
    process.exitCode = 1
  })
}
