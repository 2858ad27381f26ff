import { type Control, createControl } from './control/control.ts'
import { createFaults } from './control/faults.ts'
import { createNotificationFaults } from './control/notification-faults.ts'
import { pagesRoom } from './control/pages/room.ts'
import { createRequestLog, type LogCounts } from './control/request-log.ts'
import { callControl, controlRoom } from './control/room.ts'
import { applySeed, type SeedChoice } from './control/seed.ts'
import { controlToken } from './control/token.ts'
import { createWatch } from './control/watch.ts'
import { exchangeRoom } from './exchange/room.ts'
import { createNotifier } from './graph/notify.ts'
import { graphRoom } from './graph/room.ts'
import type { GraphLimits } from './graph/throttle.ts'
import { listen } from './http.ts'
import { loadKeys, sharedKeyFolder } from './keys.ts'
import { createLoginMemory } from './login/memory.ts'
import { loginRoom } from './login/room.ts'
import { createSignInLog } from './login/sign-ins.ts'
import { createTokenMint } from './login/tokens.ts'
import { exchangeVerifier, graphVerifier } from './login/verify.ts'
import { openStore } from './store.ts'
import { summarise, type TenantSummary } from './summary.ts'
import { loadWorld } from './tenant/dump.ts'
import { heldContents } from './tenant/mail-dump.ts'
import { resumeMail } from './tenant/post.ts'
import { createWorld, type World } from './tenant/world.ts'

/** How an emulator is started; everything may be left out. */
export interface EmulatorOptions {
  /** 0 (default): a free one. */
  port?: number
  /** Default 127.0.0.1; anything else lets other machines in, and the other side page has no sign-in. */
  host?: string
  /** Default `empty`. Ignored when `data` holds a world already. */
  seed?: SeedChoice
  /** Folder for keys, control token and state; without it nothing is kept. */
  data?: string
  /** False: plain HTTP. */
  tls?: boolean
  /** Graph's throttling and sizes, where they shall differ from the service's. */
  limits?: Partial<GraphLimits>
  /** What links in answers begin with, where that is not the address that clients use. */
  publicUrl?: string
  /** How long a device is told to wait between two questions whether somebody signed in; 5 (the service's) by default. */
  devicePollSeconds?: number
}

/** A running emulator. */
export interface Emulator {
  /** `https://127.0.0.1:<port>`: authority of the sign-in service, base of Graph (`/v1.0`), and the other side page. */
  url: string
  caFile: string
  /** The CA's certificate, PEM. */
  ca: string
  controlToken: string
  world: World
  /** As they are now; secrets included. */
  readonly tenants: TenantSummary[]
  /** Faults, log, clock and seeds without HTTP. */
  control: Control
  /** Any call of the control interface without HTTP: `call('POST', '/mailboxes/x@y/fill', { contacts: 10 })`. */
  call(method: string, path: string, body?: unknown): unknown
  /** Back to the seed: state, clock, faults and log. */
  reset(): void
  close(): Promise<void>
}

/** Starts an emulated Microsoft 365 world on one port. */
export async function createEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { port = 0, host = '127.0.0.1', seed = 'empty', data, tls = true, publicUrl } = options
  const { devicePollSeconds = 5 } = options
  const { keys, caFile } = await loadKeys(data ?? sharedKeyFolder())
  const world = createWorld()
  const { control, close } = openWorld(world, seed, data)
  const { faults, log, signIns, notifications } = control
  const watch = createWatch(faults, log, world.clock.now)
  const mint = createTokenMint(keys, world.clock.now)
  const token = controlToken(data)
  const notifier = createNotifier(world)
  notifier.policy = notifications.decide
  const rooms = [
    graphRoom(world, { verifyToken: graphVerifier(mint), notifier, limits: options.limits ?? {}, watch }),
    exchangeRoom(world, exchangeVerifier(mint), watch),
    loginRoom({ world, mint, signIns, memory: createLoginMemory(), devicePollSeconds }, watch),
    controlRoom(control, token),
    pagesRoom({ world, signIns }),
  ]
  const server = await listen(rooms, {
    host,
    port,
    publicUrl,
    tls: tls ? { key: keys.serverKey, cert: `${keys.server}${keys.ca}` } : undefined,
    finish: (request, answer, milliseconds) =>
      watch.finish(request, answer, Math.round(world.clock.now() - milliseconds), milliseconds),
  }).catch((error: unknown) => {
    notifier.close()
    close()
    throw error
  })
  const shownHost = host.includes(':') ? `[${host}]` : host
  return {
    url: publicUrl ?? `${tls ? 'https' : 'http'}://${shownHost}:${server.port}`,
    caFile,
    ca: keys.ca,
    controlToken: token,
    world,
    get tenants() {
      return summarise(world)
    },
    control,
    call: (method, path, body) => callControl(control, method, path, body),
    reset: control.reset,
    close: async () => {
      notifier.close()
      await server.close()
      close()
    },
  }
}

/** Fills the world from what was kept, else from the seed, and keeps it from now on. */
function openWorld(
  world: World,
  seed: SeedChoice,
  data: string | undefined,
): { control: Control; close: () => void } {
  const log = createRequestLog()
  const store = data === undefined ? undefined : openStore(world, data, log.counts)
  const parts = {
    faults: createFaults(),
    notifications: createNotificationFaults(),
    signIns: createSignInLog(),
  }
  const listener = { replaced: () => store?.saveAll(), touched: () => store?.touch() }
  const control = createControl({ world, log, seed, ...parts }, listener)
  const close = () => store?.close()
  try {
    const kept = store?.load()
    if (kept === undefined) {
      applySeed(world, seed)
      store?.saveAll()
    } else {
      loadWorld(world, kept.dump)
      world.contents.retain(heldContents(world))
      resumeMail(world)
      log.resume(kept.counts as LogCounts)
    }
  } catch (error) {
    close()
    throw error
  }
  return { control, close }
}
