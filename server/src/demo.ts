import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Config, readConfig } from './config.ts'
import { type DemoApi, demoApi } from './demo/api.ts'
import { connectDemo, type DemoState, forgetHalfADemo } from './demo/connect.ts'
import { type Emulator, startEmulator } from './demo/emulator.ts'
import { buildPage } from './demo/page.ts'
import { readInsideRule } from './lib/outside-address.ts'
import { createLog, startTandem, type Tandem, untilToldToStop } from './main.ts'
import { createApiKey } from './store/api-keys.ts'

/** What a script needs of a running demo; `<TANDEM_DATA>/demo.json`. */
interface DemoFile extends DemoState {
  url: string
  apiKey: string
  operator: { email: string; password: string }
  emulator: { url: string; caFile: string; controlToken: string; tenants: Emulator['tenants'] }
}

const operatorPassword = 'harbor-operator-demo'

/** `npm start`: the whole product with emulated tenants; the demo brokerage is connected on the first start. */
async function main(): Promise<void> {
  const started = Date.now()
  const given = readConfig()
  await mkdir(given.TANDEM_DATA, { recursive: true })
  say('Starting PostgreSQL, the emulated tenants and the page …')
  const page = buildPage()
  const emulator = await startEmulator({ port: given.EMULATOR_PORT, data: given.TANDEM_DATA })
  const stops = [() => emulator.close()]
  const close = async () => {
    for (const stop of stops.splice(0).reverse()) await stop()
  }
  try {
    await page
    const config = demoConfig(given, emulator)
    const tandem = await startTandem(config, { serve: true, work: true }, createLog(config))
    stops.push(() => tandem.close())
    untilToldToStop(async () => {
      say('Stopping …')
      await close()
    })
    const demo = await readOrMakeDemo(config, tandem, emulator)
    tell(demo, `${((Date.now() - started) / 1000).toFixed(1)} s`)
  } catch (failure) {
    await close()
    throw failure
  }
}

/** The product's own settings, with every outside URL pointing at the emulator. */
function demoConfig(config: Config, emulator: Emulator): Config {
  return {
    ...config,
    LOGIN_URL: emulator.url,
    SERVICE_URL: emulator.url,
    EXCHANGE_URL: emulator.url,
    OUTSIDE_CA_FILE: emulator.ca,
    OPERATOR_PASSWORD: config.OPERATOR_PASSWORD ?? operatorPassword,
    // A newcomer's receiver of webhooks runs on this machine.
    ALLOWED_INSIDE:
      config.ALLOWED_INSIDE.names.size + config.ALLOWED_INSIDE.networks.length > 0
        ? config.ALLOWED_INSIDE
        : readInsideRule('127.0.0.1,localhost'),
    LOG_LEVEL: config.LOG_LEVEL === 'info' ? 'warn' : config.LOG_LEVEL,
  }
}

/** On the first start the demo is connected; later everything is as it was, only the addresses may have moved. */
async function readOrMakeDemo(config: Config, tandem: Tandem, emulator: Emulator): Promise<DemoFile> {
  const file = join(config.TANDEM_DATA, 'demo.json')
  const known = existsSync(file) ? (JSON.parse(await readFile(file, 'utf8')) as DemoFile) : undefined
  const url = tandem.url ?? config.publicUrl
  const apiKey =
    known?.apiKey ??
    (await createApiKey(tandem.db, { name: 'demo', organisationId: null, expiresAt: null })).key
  const { tenants, controlToken, ca } = emulator
  const api = demoApi(url, apiKey)
  // Only in a database of our own: in another, an organisation of that name may be somebody's.
  if (known === undefined && config.DATABASE_URL === undefined) await forgetHalfADemo(api, emulator)
  const state = known ?? (await firstStart(api, emulator))
  const demo: DemoFile = {
    url,
    apiKey,
    operator: { email: config.OPERATOR_EMAIL, password: config.OPERATOR_PASSWORD ?? operatorPassword },
    organisations: state.organisations,
    invitation: state.invitation,
    // Not in the file of an older demo.
    agents: state.agents ?? [],
    emulator: { url: emulator.url, caFile: ca, controlToken, tenants },
  }
  await writeFile(`${file}.new`, JSON.stringify(demo, null, 2), { mode: 0o600 })
  await rename(`${file}.new`, file)
  return demo
}

async function firstStart(api: DemoApi, emulator: Emulator): Promise<DemoState> {
  say(`Connecting ${emulator.tenants[0]?.displayName} …`)
  return await connectDemo(api, emulator, say)
}

function tell(demo: DemoFile, seconds: string): void {
  const lines = [
    '',
    `Ready after ${seconds}.`,
    '',
    `  Tandem          ${demo.url}`,
    `                  sign in as ${demo.operator.email}, password ${demo.operator.password}`,
    ...demo.agents.map(
      ({ email, password }) => `                  as an agent of the queue: ${email}, password ${password}`,
    ),
    `  The other side  ${demo.emulator.url}   (the browser does not know its certificate: accept it)`,
    `                  edit a contact there and see it arrive in Tandem, and the other way round`,
    `  Setup           ${demo.invitation}`,
    `                  walk through it as the administrator of ${demo.organisations[1]?.name}`,
    `  For programs    ${demo.url}/reference, key and everything else in demo.json of the data folder`,
    '',
    'Ctrl-C stops everything; the next start finds it as it was.',
  ]
  for (const line of lines) say(line)
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

main().catch((failure: unknown) => {
  process.stderr.write(`${failure instanceof Error ? failure.message : String(failure)}\n`)
  process.exitCode = 1
})
