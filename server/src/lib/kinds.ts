import type { EventContent } from '@tandem/model/event.ts'
import { seriesSpan } from './calendar/recurrence.ts'
import { editedContact, normalContact } from './normal-contact.ts'
import { editedEvent, normalEvent } from './normal-event.ts'
import { editedTask, normalTask } from './normal-task.ts'
import { fold, recordText, searchText, shownName, sortName } from './search-text.ts'

/** A record or an item in its normal form: what is empty is absent. */
export type Fields = Record<string, unknown>

/** What the store must know of a kind of record. */
export interface Kind {
  /** One of them, as people call it. */
  word: string
  normal(fields: Fields): Fields
  /** The record after an edit; `null` empties a field. */
  edited(fields: Fields, changes: Fields): Fields
  /** What people call it. */
  nameOf(fields: Fields): string
  indexed(fields: Fields): Indexed
}

/** Columns beside the fields, for lists, searches and views. */
interface Indexed {
  sort_name: string
  search: string
  starts_at?: string | null
  ends_at?: string | null
}

/** Every kind of record; the name stands in `record.kind`. */
export const kinds: Record<string, Kind> = {
  contacts: {
    word: 'contact',
    normal: normalContact,
    edited: editedContact,
    nameOf: shownName,
    indexed: (fields) => ({ sort_name: sortName(fields), search: searchText(fields) }),
  },
  events: {
    word: 'event',
    normal: (fields) => normalEvent(fields as EventContent) as Fields,
    edited: (fields, changes) => editedEvent(fields as EventContent, changes) as Fields,
    nameOf: (fields) => titleOf(fields.subject),
    indexed: (fields) => ({ ...named(fields, fields.subject), ...spanOf(fields as EventContent) }),
  },
  tasks: {
    word: 'task',
    normal: normalTask,
    edited: editedTask,
    nameOf: (fields) => titleOf(fields.title),
    indexed: (fields) => named(fields, fields.title),
  },
}

/** The kind of a name; throws for one that nobody registered. */
export function kindOf(name: string): Kind {
  const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined
  if (!kind) throw new Error(`There is no kind of record ${name}`)
  return kind
}

/** The columns beside the fields of a record. */
export function indexed(kind: string, fields: Fields): Indexed {
  return kindOf(kind).indexed(fields)
}

function named(fields: Fields, title: unknown): Indexed {
  return { sort_name: fold(titleOf(title)).trim().slice(0, 255), search: recordText(fields) }
}

/** An event whose times mean nothing is in lists and searches, in no view of the calendar: one of them must not stop a page. */
function spanOf(event: EventContent): Pick<Indexed, 'starts_at' | 'ends_at'> {
  try {
    const { startsAt, endsAt } = seriesSpan(event)
    return { starts_at: startsAt, ends_at: endsAt ?? 'infinity' }
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) return { starts_at: null, ends_at: null }
    throw error
  }
}

function titleOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
