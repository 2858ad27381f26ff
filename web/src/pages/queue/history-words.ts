import type { ConversationEvent } from '../../shapes.ts'
import { clockText } from '../../time-text.ts'
import { whoText } from '../audit/audit-words.ts'

type Said = Pick<ConversationEvent, 'kind' | 'agent' | 'actor'>

const texts: Record<ConversationEvent['kind'], (agent: string | null) => string> = {
  waiting: () => 'Somebody waits for an answer',
  routed: () => 'Looked at what it asks for',
  given: (agent) => `Given to ${named(agent)}`,
  taken: (agent) => `${named(agent)} took it`,
  'handed-over': (agent) => `Handed over to ${named(agent)}`,
  'put-back': (agent) => (agent ? `Put back into the queue; ${agent} had it` : 'Put back into the queue'),
  answered: (agent) => (agent ? `${agent} answered` : 'Answered'),
  closed: () => 'Closed',
  reopened: () => 'Opened again',
  snoozed: () => 'Put off',
  woken: () => 'Came back',
  moved: () => 'Moved to another queue',
  merged: () => 'Made one with another conversation',
  parted: () => 'Parted: the messages that follow are a conversation of their own',
  overflowed: () => 'Nobody took it in time',
  acknowledged: () => 'The sender was told that it came in',
  prioritised: () => 'Priority changed',
}

/** What happened to a conversation, in words. */
export function eventText({ kind, agent }: Said): string {
  return texts[kind](agent)
}

/** Who did it, where that is not said by what happened. */
export function actorText({ actor }: Pick<Said, 'actor'>): string {
  return actor === null ? 'Tandem' : whoText(actor)
}

/** A reason as the person reads it: moments in their zone. */
export function reasonText(reason: string): string {
  return reason.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, clockText)
}

function named(agent: string | null): string {
  return agent ?? 'somebody who has left'
}
