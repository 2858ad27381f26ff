import type { Answer, InboundMessage, Note } from '../../shapes.ts'

/** What stands in a conversation: a message that came, one that was sent, or a note between colleagues. */
export type Entry =
  | { kind: 'in'; id: string; at: string; message: InboundMessage }
  | { kind: 'out'; id: string; at: string; message: Answer }
  | { kind: 'note'; id: string; at: string; note: Note }

/** What came, what was answered and what was noted, by time. */
export function inOrder(items: InboundMessage[], answers: Answer[], notes: Note[]): Entry[] {
  const entries: Entry[] = [
    ...items.map((message): Entry => ({ kind: 'in', id: message.id, at: message.receivedAt, message })),
    ...answers.map(
      (message): Entry => ({
        kind: 'out',
        id: message.id,
        at: message.sentAt ?? message.createdAt,
        message,
      }),
    ),
    ...notes.map((note): Entry => ({ kind: 'note', id: note.id, at: note.createdAt, note })),
  ]
  return entries.sort((one, other) => Date.parse(one.at) - Date.parse(other.at))
}
