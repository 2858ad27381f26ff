import type { BadgeProps } from '@fluentui/react-components'
import type { ListedMessage, MessageState } from '../../shapes.ts'

type Look = [words: string, color: BadgeProps['color']]

const looks: Record<MessageState, Look> = {
  held: ['Waits for its time', 'informative'],
  queued: ['Waits to be sent', 'informative'],
  sending: ['On its way', 'informative'],
  sent: ['Sent', 'success'],
  failed: ['Not sent', 'danger'],
  unknown: ['Perhaps sent', 'warning'],
  cancelled: ['Taken back', 'subtle'],
}

export function stateLook({ state, undoUntil }: Pick<ListedMessage, 'state' | 'undoUntil'>): Look {
  return state === 'held' && undoUntil !== null ? ['Goes out in a moment', 'informative'] : looks[state]
}

/** What a state means, and what happens next; where there is a problem, that says it better. */
export function stateText({ state, attempts, problem }: ListedMessage): string {
  switch (state) {
    case 'held':
      return 'It can still be taken back.'
    case 'queued':
      return attempts === 0
        ? 'It goes out as soon as the mailbox may send again.'
        : 'The last try did not work; it is tried again.'
    case 'sending':
      return 'The mailbox’s service is being given it.'
    case 'sent':
      return 'The mailbox’s service has taken it; a copy is in Sent.'
    case 'failed':
      return problem ? '' : 'It was refused.'
    case 'unknown':
      if (problem) return ''
      return 'The answer of the mailbox’s service was lost, and Tandem may not look into the mailbox. Look into Sent, or ask a recipient; then say here what became of it. It is never sent twice by itself.'
    case 'cancelled':
      return 'It was taken back in time and did not go out.'
  }
}

/** Whoever it goes to, short enough for a line. */
export function recipientsText({ to, cc, bcc }: Pick<ListedMessage, 'to' | 'cc' | 'bcc'>): string {
  const all = [...to, ...cc, ...bcc].map(({ name, address }) => name || address)
  return all.length > 3 ? `${all.slice(0, 2).join(', ')} and ${all.length - 2} more` : all.join(', ')
}
