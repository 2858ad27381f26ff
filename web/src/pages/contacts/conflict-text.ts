import type { Conflict } from '../../shapes.ts'

type Side = 'tandem' | 'mailbox'
type Field = Conflict['fields'][number]

/** A conflict in words: what happened, what stands for now, the values in question, and the two ways out. */
export interface ReadConflict {
  title: string
  note: string
  listed: { field: string; was: unknown; sides: [string, unknown][] }[]
  ways: [Side, string][]
}

/** Puts a conflict into words. */
export function readConflict(conflict: Conflict): ReadConflict {
  const [whole] = conflict.fields
  return conflict.reason === 'deleted' && whole ? readDeletion(whole) : readFields(conflict.fields)
}

function readFields(fields: Field[]): ReadConflict {
  const stands = new Set(fields.map((field) => field.chosen))
  const side = (field: Field, name: Side) =>
    field.chosen === name ? `${sideNames[name]} (stands for now)` : sideNames[name]
  return {
    title: 'Changed on both sides at the same time.',
    note:
      stands.size === 1 ? `${sideNames[stands.has('tandem') ? 'tandem' : 'mailbox']} stands for now.` : '',
    listed: fields.map((field) => ({
      field: field.field,
      was: field.base,
      sides: [
        [side(field, 'mailbox'), field.mailbox],
        [side(field, 'tandem'), field.tandem],
      ],
    })),
    ways: [
      ['mailbox', 'Use the mailbox’s'],
      ['tandem', 'Use Tandem’s'],
    ],
  }
}

/** Of a deletion the only "field" is the whole contact: NULL on the side that deleted it, edited on the other. */
function readDeletion(whole: Field): ReadConflict {
  const deletedBy: Side = whole.mailbox === null ? 'mailbox' : 'tandem'
  const editedBy: Side = deletedBy === 'mailbox' ? 'tandem' : 'mailbox'
  const isKept = whole.chosen === editedBy
  return {
    title:
      deletedBy === 'mailbox'
        ? 'Deleted in the mailbox while it was edited in Tandem.'
        : 'Deleted in Tandem while it was edited in the mailbox.',
    note: isKept
      ? 'It is kept on both sides for now, with the edit.'
      : 'It is deleted on both sides for now; the edit is kept here.',
    listed: editedFields(whole.base, whole[editedBy]).map(([field, was, is]) => ({
      field,
      was,
      sides: [['Edited to', is]],
    })),
    ways: [
      [deletedBy, isKept ? 'Delete it on both sides' : 'Leave it deleted'],
      [editedBy, isKept ? 'Keep it' : 'Bring it back'],
    ],
  }
}

const sideNames: Record<Side, string> = { tandem: 'Tandem', mailbox: 'Mailbox' }

function editedFields(base: unknown, edited: unknown): [field: string, was: unknown, is: unknown][] {
  const before = (base ?? {}) as Record<string, unknown>
  const after = (edited ?? {}) as Record<string, unknown>
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((field) => JSON.stringify(before[field] ?? null) !== JSON.stringify(after[field] ?? null))
    .map((field) => [field, before[field], after[field]])
}
