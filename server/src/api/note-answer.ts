import type { Note } from '@tandem/model/api/queues.ts'
import type { NoteRow } from '../store/conversation-notes.ts'

/** A note's row as it is answered. */
export function toNote({ createdAt, ...row }: NoteRow): Note {
  return { ...row, createdAt: createdAt.toISOString() }
}
