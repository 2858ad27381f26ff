import type { CalendarEvent } from './calendar-types.ts'
import { type Contents, createContents } from './contents.ts'
import type { Message } from './mail-types.ts'
import { createOutside, type Outside } from './outside.ts'
import type { TodoTask } from './todo-types.ts'
import type { Contact, Tenant } from './types.ts'

/** Everything the emulator knows; a world made twice with one seed gives out the same ids. */
export interface World {
  tenants: Map<string, Tenant>
  clock: Clock
  ids: Ids
  /** Bytes of attachments and messages. */
  contents: Contents
  /** Whoever has an address in none of the tenants. */
  outside: Outside
  /** Called after every change, in order, synchronously. */
  on(listener: (event: WorldEvent) => void): void
  emit(event: WorldEvent): void
}

/** Time in epoch milliseconds; `offset` is what tests have advanced it by. */
export interface Clock {
  now(): number
  advance(milliseconds: number): void
  offset: number
}

/** Deterministic ids; `count` must be kept with the state, or a restart would give out ids again. */
export interface Ids {
  seed: number
  count: number
  guid(): string
  /** Random-looking text of letters and digits. */
  text(length: number): string
}

export type ChangeType = 'created' | 'updated' | 'deleted'

/** `directory`: people, applications, groups, policies; `subscription`: made, renewed, removed. */
export type WorldEvent =
  | {
      kind: 'contact'
      tenantId: string
      userId: string
      changeType: ChangeType
      /** The folder in which it happened; a move is a deletion in one folder and a creation in another. */
      folderId: string
      contact: Contact
      /** The contact's ids in that folder (after a move `contact` has new ones). */
      id: string
    }
  /** `folderId` is the calendar; `event` the single event or the series' master, whatever in it changed. */
  | {
      kind: 'event'
      tenantId: string
      userId: string
      changeType: ChangeType
      folderId: string
      event: CalendarEvent
    }
  /** `folderId` is the list. */
  | {
      kind: 'task'
      tenantId: string
      userId: string
      changeType: ChangeType
      folderId: string
      task: TodoTask
    }
  | { kind: 'folder'; tenantId: string; userId: string; changeType: ChangeType; folderId: string }
  | {
      kind: 'message'
      tenantId: string
      userId: string
      changeType: ChangeType
      folderId: string
      message: Message
      id: string
      /** One half of a move: a deletion in one folder, a creation in another. */
      moved?: boolean
    }
  | { kind: 'mailFolder'; tenantId: string; userId: string; changeType: ChangeType; folderId: string }
  | { kind: 'outside'; id: string }
  | { kind: 'directory'; tenantId: string }
  | { kind: 'subscription'; tenantId: string; subscriptionId: string; changeType: ChangeType }

/** An empty world. */
export function createWorld(options: { seed?: number; now?: () => number } = {}): World {
  const listeners: ((event: WorldEvent) => void)[] = []
  return {
    tenants: new Map(),
    clock: createClock(options.now ?? Date.now),
    ids: createIds(options.seed ?? 1),
    contents: createContents(),
    outside: createOutside(),
    on: (listener) => {
      listeners.push(listener)
    },
    emit: (event) => {
      for (const listener of listeners) listener(event)
    },
  }
}

function createClock(now: () => number): Clock {
  const clock: Clock = {
    offset: 0,
    now: () => now() + clock.offset,
    advance: (milliseconds) => {
      clock.offset += milliseconds
    },
  }
  return clock
}

const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789'

function createIds(seed: number): Ids {
  const ids: Ids = {
    seed,
    count: 0,
    guid: () => {
      const hex = [0, 1, 2, 3].map((part) => word(ids.seed, ids.count, part)).join('')
      ids.count += 1
      const version = `4${hex.slice(13, 16)}`
      const variant = `${'89ab'[Number.parseInt(hex.slice(16, 17), 16) & 3]}${hex.slice(17, 20)}`
      return [hex.slice(0, 8), hex.slice(8, 12), version, variant, hex.slice(20)].join('-')
    },
    text: (length) => {
      const letters = Array.from({ length }, (_, at) => {
        const value = Number.parseInt(word(ids.seed, ids.count, 16 + at), 16)
        return alphabet[value % alphabet.length]
      })
      ids.count += 1
      return letters.join('')
    },
  }
  return ids
}

/** 32 well-mixed bits (the finaliser of MurmurHash3) as eight hex digits. */
function word(seed: number, count: number, part: number): string {
  let h =
    Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^
    Math.imul(count + 1, 0xc2b2ae35) ^
    Math.imul(part + 1, 0x27d4eb2f)
  for (let round = 0; round < 2; round += 1) {
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
    h ^= h >>> 16
    h = (h + Math.imul(part + 1, 0x9e3779b9) + count) | 0
  }
  return (h >>> 0).toString(16).padStart(8, '0')
}
