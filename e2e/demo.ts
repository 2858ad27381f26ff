import { execFile, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { inject } from 'vitest'
import { temporaryFolder } from '../server/testing/temporary-folder.ts'

const root = resolve(import.meta.dirname, '..')

/** `<TANDEM_DATA>/demo.json` as the README describes it. */
export interface DemoFile {
  url: string
  apiKey: string
  operator: { email: string; password: string }
  organisations: { id: string; name: string }[]
  invitation: string
  agents: { email: string; password: string }[]
  emulator: {
    url: string
    caFile: string
    controlToken: string
    tenants: {
      id: string
      domain: string
      clientId: string
      clientSecret: string
      users: { address: string; password: string }[]
    }[]
  }
}

export interface Demo extends DemoFile {
  /** From the start of the process to the line "Ready". */
  secondsToReady: number
  output(): string
  /** Ctrl-C: resolves with the exit code. */
  interrupt(): Promise<number | null>
}

export interface DemoPlace {
  data: string
  port: number
  emulatorPort: number
  remove(): Promise<void>
}

/** A data folder and two free ports. */
export async function choosePlace(): Promise<DemoPlace> {
  const { path: data, remove } = await temporaryFolder('e2e')
  const [port, emulatorPort] = [await freePort(), await freePort()]
  return { data, port, emulatorPort, remove }
}

/**
 * A place whose demo has been started before, so that it is ready in a third of the time. The first start is made once for each of the suites that
 * run side by side, on ports of its own: the tenant keeps the addresses that it tells of changes. Each suite gets a copy.
 */
export async function startedPlace(): Promise<DemoPlace> {
  // biome-ignore lint/style/noProcessEnv: Vitest says in no other way which of the runs side by side this is.
  const folder = join(inject('started'), process.env.VITEST_POOL_ID ?? '1')
  const [data, noted] = [join(folder, 'data'), join(folder, 'ports.json')]
  if (!existsSync(noted)) {
    await mkdir(data, { recursive: true })
    const ports = { port: await freePort(), emulatorPort: await freePort() }
    await (await startDemo({ data, ...ports })).interrupt()
    await writeFile(noted, JSON.stringify(ports))
  }
  const ports = JSON.parse(await readFile(noted, 'utf8')) as Pick<DemoPlace, 'port' | 'emulatorPort'>
  const { path, remove } = await temporaryFolder('e2e')
  // PostgreSQL's files stay those of its own user.
  await promisify(execFile)('cp', ['-a', `${data}/.`, path])
  return { data: path, ...ports, remove }
}

/** Starts what `npm start` starts and waits until it says that it is ready. */
export async function startDemo(place: Omit<DemoPlace, 'remove'>): Promise<Demo> {
  const started = Date.now()
  const { child, exited, said, output } = spawnDemo(place)
  await said('Ready after')
  const file = JSON.parse(await readFile(join(place.data, 'demo.json'), 'utf8')) as DemoFile
  return {
    ...file,
    secondsToReady: (Date.now() - started) / 1000,
    output,
    interrupt: async () => {
      child.kill('SIGINT')
      const [code] = await exited
      return code as number | null
    },
  }
}

/** Ctrl-C as soon as the start has said `text`, before there is a demo.json. */
export async function interruptFirstStart(place: DemoPlace, text: string): Promise<void> {
  const { child, exited, said } = spawnDemo(place)
  await said(text)
  child.kill('SIGINT')
  await exited
}

function spawnDemo(place: Omit<DemoPlace, 'remove'>) {
  const settings = [`TANDEM_DATA=${place.data}`, `PORT=${place.port}`, `EMULATOR_PORT=${place.emulatorPort}`]
  // As people start it: the test runner's own NODE_ENV would build the page with the library's development code.
  const child = spawn('env', ['-u', 'NODE_ENV', ...settings, process.execPath, 'server/src/demo.ts'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const exited = once(child, 'exit')
  const said = (text: string) =>
    new Promise<void>((done, fail) => {
      const read = (chunk: Buffer) => {
        output += chunk.toString('utf8')
        if (output.includes(text)) done()
      }
      child.stdout.on('data', read)
      child.stderr.on('data', read)
      child.once('exit', () => fail(new Error(`The demo ended before it said "${text}":\n${output}`)))
    })
  return { child, exited, said, output: () => output }
}

/** A port that nobody listens on, below those that systems give to connections on their way out (32768 and up). */
export async function freePort(): Promise<number> {
  const port = randomInt(10_000, 32_000)
  const server = createServer()
  const isFree = await new Promise<boolean>((done) => {
    server.once('error', () => done(false))
    server.listen(port, '127.0.0.1', () => done(true))
  })
  if (!isFree) return await freePort()
  await new Promise((done) => server.close(done))
  return port
}
