import type { SignInLog } from '../login/sign-ins.ts'
import { dumpWorld, loadWorld, type WorldDump } from '../tenant/dump.ts'
import type { World } from '../tenant/world.ts'
import type { Faults } from './faults.ts'
import type { NotificationFaults } from './notification-faults.ts'
import type { RequestLog } from './request-log.ts'
import { applySeed, readSeed, type SeedChoice } from './seed.ts'

/** What the control calls work on. */
export interface ControlParts {
  world: World
  faults: Faults
  notifications: NotificationFaults
  log: RequestLog
  signIns: SignInLog
  /** What `reset` goes back to. */
  seed: SeedChoice
}

/** The control calls, the same in a process and over HTTP. */
export interface Control extends Omit<ControlParts, 'seed'> {
  /** Moves the world's clock forward. */
  advance(seconds: number): void
  /** Replaces the whole world. */
  seed(choice: SeedChoice): void
  /** Back to the seed of the start; clears faults, logs and the clock's offset. */
  reset(): void
  /** Keeps the present world in memory under a name. */
  snapshot(name?: string): WorldDump
  /** Goes back to a snapshot; false when there is none of that name. */
  restore(name?: string): boolean
}

/** Whom the control calls tell of what no event of the world tells. */
export interface ControlListener {
  /** The whole world was exchanged. */
  replaced(): void
  /** The clock was moved. */
  touched(): void
}

/** The control calls for one world. */
export function createControl(parts: ControlParts, listener: ControlListener): Control {
  const { world, faults, notifications, log, signIns } = parts
  const ids = world.ids.seed
  const snapshots = new Map<string, WorldDump>()
  const replace = (choice: SeedChoice): void => {
    // A seed with a mistake must not cost the present world.
    readSeed(choice)
    loadWorld(world, { seed: ids, count: 0, offset: 0, tenants: [] })
    applySeed(world, choice)
    listener.replaced()
  }
  return {
    ...parts,
    advance: (seconds) => {
      world.clock.advance(seconds * 1000)
      listener.touched()
    },
    seed: replace,
    reset: () => {
      replace(parts.seed)
      faults.clear()
      notifications.clear()
      log.clear()
      signIns.clear()
    },
    snapshot: (name = 'default') => {
      const dump = structuredClone(dumpWorld(world))
      snapshots.set(name, dump)
      return dump
    },
    restore: (name = 'default') => {
      const dump = snapshots.get(name)
      if (dump === undefined) return false
      loadWorld(world, dump)
      listener.replaced()
      return true
    },
  }
}
