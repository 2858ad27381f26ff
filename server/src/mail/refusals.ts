import type { Failure } from '../providers/failures.ts'
import type { Refusal } from '../providers/sender.ts'
import type { OutgoingProblem } from '../store/outgoing.ts'

const words: Record<Refusal, { title: string; todo: string }> = {
  recipient: {
    title: 'A recipient is not accepted',
    todo: 'Correct the address and send the message anew.',
  },
  'too-large': {
    title: 'The message is too large',
    todo: 'Send fewer or smaller files, or a link to them.',
  },
  'send-as': {
    title: 'Sending in this name is denied',
    todo: 'The administrator of the mailbox must let Tandem send as it (permission "send as"); then try again.',
  },
  limit: {
    title: 'The service’s limit is reached',
    todo: 'The mailbox may send no more for now. Try again tomorrow, or ask its administrator to raise the limit.',
  },
}

/** Why a message was refused, in plain words with what to do; the service's own words stand behind them. */
export function refusal(failure: Failure): OutgoingProblem {
  const code = 'code' in failure ? failure.code : failure.kind
  if (code in words) {
    const { title, todo } = words[code as Refusal]
    return { title, detail: `${todo} The service said: ${sentence(failure.detail)}`, code }
  }
  return {
    title: 'The service refused the message',
    detail: `It said: ${sentence(failure.detail)} Correct the message and send it anew, or try again.`,
    code,
  }
}

/** Why a message waits for another try. */
export function delayed(failure: Failure): OutgoingProblem {
  const title = titles[failure.kind] ?? 'The service could not take it'
  return { title, detail: `It is tried again by itself. ${sentence(failure.detail)}`, code: failure.kind }
}

const titles: Partial<Record<Failure['kind'], string>> = {
  AuthExpired: 'The sign-in has expired',
  SignInRefused: 'The sign-in was refused',
  Forbidden: 'Tandem may not send from this mailbox',
  Throttled: 'The service asks us to slow down',
  Unavailable: 'The service did not answer',
}

/** The answer was lost, and nothing may be looked up. */
export const answerLost: OutgoingProblem = {
  title: 'Nobody knows whether it was sent',
  detail:
    'The connection broke before the answer came. Look into Sent: if it is there, say that it arrived; if not, send it again.',
  code: 'lost',
}

/** It was handed over, and is neither in Drafts nor in Sent. */
export const nowhereFound: OutgoingProblem = {
  title: 'Nobody knows whether it was sent',
  detail:
    'Its draft was handed over, the answer was lost, and it is neither in Drafts nor in Sent: it was moved or deleted. Say whether it arrived, or send it again.',
  code: 'not-found',
}

/** The service said that it took it, and it still lies in Drafts. */
export const stillDraft: OutgoingProblem = {
  title: 'Nobody knows whether it was sent',
  detail:
    'The service has taken the message, but it still lies in Drafts. Look into Sent: say that it arrived, or send it again.',
  code: 'still-draft',
}

function sentence(text: string): string {
  const trimmed = text.trim()
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`
}
