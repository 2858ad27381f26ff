import { conversations } from '../../queues-api.ts'
import type { Agent, Conversation } from '../../shapes.ts'
import { clockText } from '../../time-text.ts'

/** What is shown of a conversation before the server has said so. */
export type Shown = Partial<
  Pick<Conversation, 'state' | 'owner' | 'queueId' | 'priority' | 'snoozedUntil' | 'waitingSince' | 'dueAt'>
>

/** Something done to a conversation: what is sent, what is shown at once, what is said then, and what takes it back. */
export interface Act {
  id: string
  send: () => Promise<unknown>
  shown: Shown
  said?: string
  undo?: { label: string; act: Act }
}

type Person = Pick<Agent, 'id' | 'name'>
type Target = Pick<Conversation, 'id' | 'owner' | 'queueId' | 'priority' | 'snoozedUntil'>

const undone = (act: Act) => ({ label: 'Undo', act })

/** Takes what nobody has; refused if somebody was faster. */
export function take({ id }: Target, self: Person): Act {
  return { id, send: () => conversations.take(id), shown: { owner: personOf(self) } }
}

/** Gives it to a colleague, or (`isSelf`) takes it over from whoever has it. */
export function handOver(target: Target, to: Person, isSelf: boolean): Act {
  const { id, owner } = target
  const back: Act = {
    id,
    send: () => conversations.change(id, { ownerId: owner?.id ?? null }),
    shown: { owner },
  }
  return {
    id,
    send: () => conversations.change(id, { ownerId: to.id }),
    shown: { owner: personOf(to), snoozedUntil: null },
    said: isSelf ? 'It is yours now.' : `Handed over to ${to.name}.`,
    undo: undone(back),
  }
}

/** Back to its queue: others get it. Whoever had it takes it again with Undo, unless somebody was faster. */
export function putBack(target: Target, self: Person | undefined): Act {
  const { id, owner } = target
  const isMine = self !== undefined && owner?.id === self.id
  return {
    id,
    send: () => conversations.change(id, { ownerId: null }),
    shown: { owner: null, snoozedUntil: null },
    said: 'Put back into the queue.',
    ...(isMine && { undo: undone(take(target, self)) }),
  }
}

/** Put off until a moment; `null`: back at once. */
export function snooze({ id, snoozedUntil }: Target, until: string | null): Act {
  const set = (moment: string | null): Act => ({
    id,
    send: () => conversations.change(id, { snoozedUntil: moment }),
    shown: { snoozedUntil: moment },
  })
  return {
    ...set(until),
    said: until === null ? 'It is back.' : `Put off until ${clockText(until)}.`,
    // A moment that has passed meanwhile is refused with a reason.
    undo: undone(set(snoozedUntil)),
  }
}

/** Into another queue, where nobody has it; what the person does not see there they cannot bring back. */
export function move(target: Target, to: { id: string; name: string }, isSeen: boolean): Act {
  const { id, queueId, owner } = target
  const back: Act = {
    id,
    send: async () => {
      await conversations.change(id, { queueId })
      if (owner) await conversations.change(id, { ownerId: owner.id })
    },
    shown: { queueId, owner },
  }
  return {
    id,
    send: () => conversations.change(id, { queueId: to.id }),
    shown: { queueId: to.id, owner: null },
    said: `Moved to ${to.name}.`,
    ...(isSeen && { undo: undone(back) }),
  }
}

/** How urgent it is, from 1, the most. */
export function prioritise({ id, priority: before }: Target, priority: number): Act {
  const set = (value: number): Act => ({
    id,
    send: () => conversations.change(id, { priority: value }),
    shown: { priority: value },
  })
  return { ...set(priority), said: `Priority ${priority}.`, undo: undone(set(before)) }
}

/** Closed: nobody waits, nobody has it. */
export function close(target: Pick<Target, 'id'>, self: Person | undefined): Act {
  const { id } = target
  return {
    id,
    send: () => conversations.change(id, { state: 'closed' }),
    shown: { state: 'closed', owner: null, snoozedUntil: null, waitingSince: null, dueAt: null },
    said: 'Closed.',
    undo: { label: 'Reopen', act: reopen(target, self) },
  }
}

/** Open again, for whoever opens it. */
export function reopen({ id }: Pick<Target, 'id'>, self: Person | undefined): Act {
  return {
    id,
    send: () => conversations.change(id, { state: 'open' }),
    shown: { state: 'open', owner: self ? personOf(self) : null },
  }
}

function personOf({ id, name }: Person): Person {
  return { id, name }
}
