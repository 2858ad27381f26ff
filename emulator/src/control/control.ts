import type { SignInLog } from '../login/sign-ins.ts'
import { dumpWorld, loadWorld, type WorldDump } from '../tenant/dump.ts'
import type { World } from '../tenant/world.ts'
import type { Faults } from './faults.ts'
import type { RequestLog } from './request-log.ts'
import { applySeed, readSeed, type SeedChoice } from './seed.ts'

/** What the control calls work on. */
export interface ControlParts {
  world: World
  faults: Faults
  log: RequestLog
  signIns: SignInLog
  /** What `reset` goes back to. */
  seed: SeedChoice
}

/** The control calls, the same in a process and over HTTP. */
export interface Control {
  faults: Faults
  log: RequestLog
  signIns: SignInLog
  /** Moves the world's clock forward. */
  advance(seconds: number): void
  /** Replaces the whole world. */
  seed(choice: SeedChoice): void
  /** Back to the seed of the start; clears faults, logs and the clock's offset. */
  reset(): void
  snapshot(): WorldDump
  restore(dump: WorldDump): void
}

/** The control calls for one world. */
export function createControl({ world, faults, log, signIns, seed }: ControlParts): Control {
  const ids = world.ids.seed
  const replace = (choice: SeedChoice): void => {
    // A seed with a mistake must not cost the present world.
    readSeed(choice)
    loadWorld(world, { seed: ids, count: 0, offset: 0, tenants: [] })
    applySeed(world, choice)
  }
  return {
    faults,
    log,
    signIns,
    advance: (seconds) => world.clock.advance(seconds * 1000),
    seed: replace,
    reset: () => {
      replace(seed)
      faults.clear()
      log.clear()
      signIns.clear()
    },
    snapshot: () => structuredClone(dumpWorld(world)),
    restore: (dump) => loadWorld(world, dump),
  }
}
