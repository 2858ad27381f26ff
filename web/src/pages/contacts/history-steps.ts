import type { Contact, HistoryEntry } from '../../shapes.ts'

export interface Step {
  seq: string
  title: string
  at: string
  changes: { field: string; from: unknown; to: unknown }[]
}

const origins = {
  mailbox: 'in the mailbox',
  api: 'in Tandem',
  undo: 'by an undo',
  audit: 'by an audit',
} as const
const verbs = { create: 'Created', update: 'Changed', delete: 'Deleted' } as const

/** History (newest first) as sentences; a change led to the state before the next newer one, the newest to `current`. */
export function historySteps(entries: HistoryEntry[], current: Contact): Step[] {
  return entries.map((entry, index) => {
    const after: Record<string, unknown> = entries[index - 1]?.before ?? current
    const named = entry.operation === 'update' ? entry.fields : []
    const changes = named.map((field) => ({ field, from: entry.before?.[field], to: after[field] }))
    return {
      seq: entry.seq,
      title: `${verbs[entry.operation]} ${origins[entry.origin]}`,
      at: entry.at,
      changes,
    }
  })
}
