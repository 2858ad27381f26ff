import { spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
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

/** Starts what `npm start` starts and waits until it says that it is ready. */
export async function startDemo(place: DemoPlace): Promise<Demo> {
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

function spawnDemo(place: DemoPlace) {
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
