import type { Conversation, Customer, CustomerEntry, Meeting, MessageState } from '../../shapes.ts'
import { stateLook } from '../mail/message-words.ts'
import { authorText, subjectOf } from '../queue/queue-words.ts'

/** A customer as they are called: by their name, else by an address. */
export function customerName({ name, addresses }: Pick<Customer, 'name' | 'addresses'>): string {
  return name || addresses[0] || 'Somebody without an address'
}

/** What a meeting is about, as far as it may be told. */
export function meetingTitle({ subject, isPrivate }: Pick<Meeting, 'subject' | 'isPrivate'>): string {
  return isPrivate ? 'A private meeting' : subject.trim() || '(No subject)'
}

/** What is to be known of a meeting beside its time. */
export function meetingRemark({ isCancelled, repeats }: Pick<Meeting, 'isCancelled' | 'repeats'>): string {
  return [isCancelled ? 'Cancelled' : '', repeats ? 'Repeats' : ''].filter(Boolean).join(' · ')
}

/** A line of the history: what it is, what it is about, and its beginning. */
export function entryText(entry: CustomerEntry): { what: string; title: string; preview: string } {
  switch (entry.kind) {
    case 'conversation': {
      const count = entry.messages === 1 ? '1 message' : `${entry.messages} messages`
      return {
        what: `Wrote to a queue · ${count} · ${entry.state}`,
        title: subjectOf(entry),
        preview: entry.preview,
      }
    }
    case 'note':
      return { what: `Note by ${authorText(entry.author)}`, title: subjectOf(entry), preview: entry.text }
    case 'mail':
      return {
        what: entry.state === 'sent' ? 'Mail to them' : `Mail to them · ${lookOf(entry.state)}`,
        title: subjectOf(entry),
        preview: entry.preview,
      }
    case 'meeting': {
      const remark = meetingRemark(entry)
      return { what: `Meeting${remark && ` · ${remark}`}`, title: meetingTitle(entry), preview: '' }
    }
  }
}

function lookOf(state: MessageState): string {
  return stateLook({ state, undoUntil: null })[0].toLowerCase()
}

/** What else they wrote, without the conversation that is being read. */
export function othersThan(conversations: Conversation[], id: string | undefined): Conversation[] {
  return conversations.filter((one) => one.id !== id)
}
