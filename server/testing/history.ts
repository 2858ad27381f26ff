import fc from 'fast-check'
import type { FaultKind, Operation } from '../src/providers/memory/faults.ts'
import type { KindName } from '../src/providers/memory/mailbox.ts'
import { kindEdits } from './kind-edits.ts'

/** One step of a history: an edit on one side, something that goes wrong, or a run of the sync. */
export type Step =
  | Edit
  | { do: 'fault'; kind: FaultKind; operation: Operation | undefined }
  | { do: 'expire' }
  | {
      do: 'run'
      task: 'pull' | 'push' | 'audit'
      /** The worker dies at this statement. */
      killAt: number | undefined
      moment: 'before' | 'after'
      /** Somebody edits while the n-th request is on its way. */
      meanwhile: { request: number; edit: Edit } | undefined
    }
export type Edit =
  | { do: 'create'; side: SideName }
  | { do: 'edit'; side: SideName; which: number; field: string; how: 'set' | 'clear' }
  | { do: 'delete'; side: SideName; which: number }
export type SideName = 'here' | 'there'

export interface History {
  policy: 'later' | 'mailbox' | 'tandem'
  begin: 'first' | 'live'
  /** Items that both sides hold at the beginning. */
  shared: number
  steps: Step[]
}

const side = fc.constantFrom<SideName>('here', 'there')
// Few items and few fields, so that both sides meet.
const which = fc.nat(2)
const editOf = (kind: KindName): fc.Arbitrary<Edit> =>
  fc.oneof(
    { weight: 1, arbitrary: fc.record({ do: fc.constant('create' as const), side }) },
    {
      weight: 7,
      arbitrary: fc.record({
        do: fc.constant('edit' as const),
        side,
        which,
        field: fc.constantFrom(...kindEdits[kind].fields),
        how: fc.constantFrom('set' as const, 'set' as const, 'set' as const, 'clear' as const),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('delete' as const), side, which }) },
  )
const kinds: FaultKind[] = ['lost', 'cut', 'half', 'throttled', 'throttled-half', 'unavailable', 'rejected']
const operations: Operation[] = ['changes', 'get', 'find', 'create', 'update', 'remove']
const stepOf = (edit: fc.Arbitrary<Edit>): fc.Arbitrary<Step> =>
  fc.oneof(
    { weight: 6, arbitrary: edit },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant('fault' as const),
        kind: fc.constantFrom(...kinds),
        operation: fc.option(fc.constantFrom(...operations), { nil: undefined }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('expire' as const) }) },
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant('run' as const),
        task: fc.constantFrom('pull', 'pull', 'push', 'push', 'audit'),
        killAt: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
        moment: fc.constantFrom('before', 'after'),
        meanwhile: fc.option(fc.record({ request: fc.integer({ min: 1, max: 3 }), edit }), {
          nil: undefined,
        }),
      }),
    },
  )

/** Random histories of one kind of record. */
export const histories = (kind: KindName): fc.Arbitrary<History> =>
  fc.record({
    policy: fc.constantFrom('later', 'mailbox', 'tandem'),
    begin: fc.constantFrom('first', 'live'),
    shared: fc.nat(2),
    // Long ones find more; fast-check shrinks those that fail.
    steps: fc.array(stepOf(editOf(kind)), { minLength: 1, maxLength: 30, size: 'max' }),
  })

/** The tokens in anything. */
export function tokensIn(value: unknown): Set<string> {
  return new Set(JSON.stringify(value ?? null).match(/t\d+t/g) ?? [])
}
