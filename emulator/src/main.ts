import { type Control, createControl } from './control/control.ts'
import { createFaults } from './control/faults.ts'
import { createNotificationFaults } from './control/notification-faults.ts'
import { pagesRoom } from './control/pages/room.ts'
import { createRequestLog, type LogCounts, type RequestLog } from './control/request-log.ts'
import { controlRoom } from './control/room.ts'
import { applySeed, type SeedChoice } from './control/seed.ts'
import { controlToken } from './control/token.ts'
import { createWatch } from './control/watch.ts'
import { createNotifier } from './graph/notify.ts'
import { graphRoom } from './graph/room.ts'
import type { GraphLimits } from './graph/throttle.ts'
import { listen } from './http.ts'
import { loadKeys, sharedKeyFolder } from './keys.ts'
import { loginRoom } from './login/room.ts'
import { createSignInLog } from './login/sign-ins.ts'
import { createTokenMint } from './login/tokens.ts'
import { graphVerifier } from './login/verify.ts'
import { openStore } from './store.ts'
import { summarise, type TenantSummary } from './summary.ts'
import { loadWorld, type WorldDump } from './tenant/dump.ts'
import { createWorld, type World } from './tenant/world.ts'

/** How an emulator is started; everything may be left out. */
export interface EmulatorOptions {
  /** 0 (default): a free one. */
  port?: number
  host?: string
  /** Default `empty`. Ignored when `data` holds a world already. */
  seed?: SeedChoice
  /** Folder for keys, control token and state; without it nothing is kept. */
  data?: string
  /** False: plain HTTP. */
  tls?: boolean
  /** Graph's throttling and sizes, where they shall differ from the service's. */
  limits?: Partial<GraphLimits>
}

/** A running emulator. */
export interface Emulator {
  /** `https://127.0.0.1:<port>`: authority of the sign-in service, base of Graph (`/v1.0`) and of the other side page. */
  url: string
  caFile: string
  /** The CA's certificate, PEM. */
  ca: string
  controlToken: string
  world: World
  /** As they are now; secrets included. */
  readonly tenants: TenantSummary[]
  /** The control calls without HTTP. */
  control: Control
  /** Back to the seed: state, clock, faults and log. */
  reset(): void
  close(): Promise<void>
}

/** Starts an emulated Microsoft 365 world on one port. */
export async function createEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { port = 0, host = '127.0.0.1', seed = 'empty', data, tls = true, limits = {} } = options
  const { keys, caFile } = await loadKeys(data ?? sharedKeyFolder())
  const world = createWorld()
  const faults = createFaults()
  const log = createRequestLog()
  const store = data === undefined ? undefined : openStore(world, data, log.counts)
  const kept = store?.load()
  if (kept === undefined) applySeed(world, seed)
  else restore(world, log, kept)
  if (kept === undefined) store?.saveAll()
  const watch = createWatch(faults, log, world.clock.now)
  const signIns = createSignInLog()
  const mint = createTokenMint(keys, world.clock.now)
  const notifications = createNotificationFaults()
  const control = createControl(
    { world, faults, notifications, log, signIns, seed },
    { replaced: () => store?.saveAll(), touched: () => store?.touch() },
  )
  const token = controlToken(data)
  const notifier = createNotifier(world)
  notifier.policy = notifications.decide
  const rooms = [
    graphRoom(world, { verifyToken: graphVerifier(mint), notifier, limits, watch }),
    loginRoom({ world, mint, signIns }, watch),
    controlRoom(control, token),
    pagesRoom({ world, signIns }),
  ]
  const server = await listen(rooms, {
    host,
    port,
    tls: tls ? { key: keys.serverKey, cert: `${keys.server}${keys.ca}` } : undefined,
    finish: (request, answer, milliseconds) =>
      watch.finish(request, answer, world.clock.now() - milliseconds, milliseconds),
  })
  return {
    url: `${tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${server.port}`,
    caFile,
    ca: keys.ca,
    controlToken: token,
    world,
    get tenants() {
      return summarise(world)
    },
    control,
    reset: control.reset,
    close: async () => {
      notifier.close()
      await server.close()
      store?.close()
    },
  }
}

function restore(world: World, log: RequestLog, kept: { dump: WorldDump; counts: unknown }): void {
  loadWorld(world, kept.dump)
  log.resume(kept.counts as LogCounts)
}
