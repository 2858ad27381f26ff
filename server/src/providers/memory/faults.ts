import { type Failure, ProviderError } from '../failures.ts'
import type { KindName } from './mailbox.ts'

export type Operation =
  | 'folders'
  | 'changes'
  | 'identify'
  | 'get'
  | 'find'
  | 'create'
  | 'update'
  | 'remove'
  | SendOperation
/** Requests for mail: handing over in one, looking for letters, and each step of a draft. */
export type SendOperation = 'submit' | 'findLetters' | 'draft' | 'attach' | 'send' | 'discard'

/**
 * What goes wrong, once per fault:
 * - `lost`: the work is done, the answer is not heard; `cut`: neither; `half`: the first half of the items is done, nothing heard;
 * - `throttled`: nothing is done, come back later; `throttled-half`: the second half of the items is told to;
 * - `unavailable`: refused at the door, surely not done;
 * - `expired`: the cursor of a listing is worthless;
 * - `rejected`: the first item is one that the mailbox never takes.
 */
export type FaultKind =
  | 'lost'
  | 'cut'
  | 'half'
  | 'throttled'
  | 'throttled-half'
  | 'unavailable'
  | 'forbidden'
  | 'expired'
  | 'rejected'

export interface Fault {
  kind: FaultKind
  operation?: Operation
  /** Of which items; any when absent. */
  collection?: KindName | 'messages'
  mailbox?: string
  /** Requests let pass before it strikes. */
  after?: number
  seconds?: number
}

/** Faults that wait for a request they fit. */
export interface Faults {
  add(fault: Fault): void
  clear(): void
  take(operation: Operation, mailbox: string, collection: KindName | 'messages'): Fault | undefined
}

/** An empty list of faults. */
export function createFaults(): Faults {
  let waiting: Fault[] = []
  return {
    add: (fault) => {
      waiting.push({ ...fault })
    },
    clear: () => {
      waiting = []
    },
    take: (operation, mailbox, collection) => {
      const fault = waiting.find(
        (one) =>
          (one.operation ?? operation) === operation &&
          (one.mailbox ?? mailbox) === mailbox &&
          (one.collection ?? collection) === collection,
      )
      if (!fault) return undefined
      if (fault.after) {
        fault.after -= 1
        return undefined
      }
      waiting.splice(waiting.indexOf(fault), 1)
      return fault
    },
  }
}

/** The failure that a fault shows to the caller. */
export function failureOf(fault: Fault): Failure {
  switch (fault.kind) {
    case 'lost':
    case 'cut':
    case 'half':
      return { kind: 'Unavailable', ambiguous: true, detail: 'The connection was cut' }
    case 'throttled':
    case 'throttled-half':
      return { kind: 'Throttled', retryAfterSeconds: fault.seconds ?? 1, detail: 'Too many requests' }
    case 'unavailable':
      return { kind: 'Unavailable', ambiguous: false, detail: 'The server is busy' }
    case 'forbidden':
      return { kind: 'Forbidden', detail: 'Access is denied' }
    case 'expired':
      return { kind: 'CursorExpired', detail: 'The cursor has expired' }
    case 'rejected':
      return { kind: 'Rejected', code: 'InvalidProperty', detail: 'A property has an invalid value' }
  }
}

/** Throws what a fault shows. */
export function strike(fault: Fault | undefined): void {
  if (fault) throw new ProviderError(failureOf(fault))
}
