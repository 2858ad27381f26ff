import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { SeedChoice } from './control/seed.ts'
import { createEmulator } from './main.ts'

const usage = `Usage: npm run emulator -- [--port 8443] [--host 127.0.0.1] [--seed demo] [--data DIR] [--no-tls]

  --port   default 8443; 0 takes a free one
  --host   address to listen on, default 127.0.0.1 (this is a tool for one machine)
  --seed   empty | demo | large:<people>x<contacts each> | path of a seed file (JSON); default demo
  --data   folder for keys and state; what is found there wins over --seed
  --no-tls plain HTTP
  --until-stdin-ends  stop when standard input ends: for a process that starts us and may die

Prints one line of JSON when ready.`

export interface EmulatorArguments {
  options: Parameters<typeof createEmulator>[0]
  untilStdinEnds: boolean
}

/** What the command line asks for, or an error whose text says what is wrong. */
export function readArguments(given: string[]): EmulatorArguments | 'help' {
  const { values } = parseArgs({
    args: given,
    options: {
      port: { type: 'string', default: '8443' },
      host: { type: 'string', default: '127.0.0.1' },
      seed: { type: 'string', default: 'demo' },
      data: { type: 'string' },
      'no-tls': { type: 'boolean', default: false },
      'until-stdin-ends': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) return 'help'
  const port = Number(values.port)
  if (!/^\d+$/.test(values.port) || port > 65_535) throw new Error(`--port ${values.port} is no port number`)
  const seed = values.seed.endsWith('.json') ? readSeedFile(values.seed) : (values.seed as SeedChoice)
  const { host, data } = values
  return {
    untilStdinEnds: values['until-stdin-ends'],
    options: { port, host, seed, tls: !values['no-tls'], ...(data !== undefined && { data }) },
  }
}

async function run(): Promise<void> {
  const given = readArguments(process.argv.slice(2))
  if (given === 'help') {
    process.stdout.write(`${usage}\n`)
    return
  }
  const emulator = await createEmulator(given.options)
  const { url, caFile, controlToken, tenants } = emulator
  process.stdout.write(`${JSON.stringify({ url, ca: caFile, controlToken, tenants })}\n`)
  const stop = (): void => {
    emulator.close().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    )
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  if (given.untilStdinEnds) process.stdin.once('end', stop).resume()
}

function readSeedFile(path: string): SeedChoice {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as SeedChoice
  } catch (error) {
    throw new Error(`--seed ${path}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function fail(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}\n`)
  process.exit(1)
}

if (import.meta.main) run().catch(fail)
