import type { ContactFields } from '@tandem/model/contact.ts'
import fc from 'fast-check'
import type { FaultKind, Operation } from '../src/providers/memory/faults.ts'

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
  | { do: 'edit'; side: SideName; which: number; field: FieldName; how: 'set' | 'clear' }
  | { do: 'delete'; side: SideName; which: number }
export type SideName = 'here' | 'there'
export type FieldName = (typeof fieldNames)[number]

export interface History {
  policy: 'later' | 'mailbox' | 'tandem'
  begin: 'first' | 'live'
  /** Contacts that both sides hold at the beginning. */
  shared: number
  steps: Step[]
}

const fieldNames = [
  'jobTitle',
  'nickName',
  'businessPhones',
  'emailAddresses',
  'personalNotes',
  'homeAddress',
] as const
const side = fc.constantFrom<SideName>('here', 'there')
// Few contacts and few fields, so that both sides meet.
const which = fc.nat(2)
const edit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ do: fc.constant('create' as const), side }) },
  {
    weight: 7,
    arbitrary: fc.record({
      do: fc.constant('edit' as const),
      side,
      which,
      field: fc.constantFrom(...fieldNames),
      how: fc.constantFrom('set' as const, 'set' as const, 'set' as const, 'clear' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('delete' as const), side, which }) },
)
const kinds: FaultKind[] = ['lost', 'cut', 'half', 'throttled', 'throttled-half', 'unavailable', 'rejected']
const operations: Operation[] = ['changes', 'get', 'find', 'create', 'update', 'remove']
const step: fc.Arbitrary<Step> = fc.oneof(
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
      meanwhile: fc.option(fc.record({ request: fc.integer({ min: 1, max: 3 }), edit }), { nil: undefined }),
    }),
  },
)

/** Random histories. */
export const histories: fc.Arbitrary<History> = fc.record({
  policy: fc.constantFrom('later', 'mailbox', 'tandem'),
  begin: fc.constantFrom('first', 'live'),
  shared: fc.nat(2),
  // Long ones find more; fast-check shrinks those that fail.
  steps: fc.array(step, { minLength: 1, maxLength: 30, size: 'max' }),
})

/** The changes of an edit: every value written is a token that stands nowhere else, so that it can be traced. */
export function changesOf(
  fields: ContactFields,
  field: FieldName,
  how: 'set' | 'clear',
  token: string,
): ContactFields {
  if (how === 'clear')
    return { [field]: field === 'businessPhones' || field === 'emailAddresses' ? [] : null }
  switch (field) {
    case 'businessPhones':
      return { businessPhones: [...(fields.businessPhones ?? []), token].slice(-2) }
    case 'emailAddresses':
      return { emailAddresses: [...(fields.emailAddresses ?? []), { address: `${token}@x.org` }].slice(-3) }
    case 'personalNotes':
      return {
        personalNotes: fields.personalNotes ? `${fields.personalNotes}\n${token}` : `one\ntwo\n${token}`,
      }
    case 'homeAddress':
      return { homeAddress: { ...fields.homeAddress, [token.length % 2 ? 'city' : 'street']: token } }
    default:
      return { [field]: token }
  }
}

/** The tokens in anything. */
export function tokensIn(value: unknown): Set<string> {
  return new Set(JSON.stringify(value ?? null).match(/t\d+t/g) ?? [])
}
