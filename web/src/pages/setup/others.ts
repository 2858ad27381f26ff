import { useEffect, useRef, useState } from 'react'
import type { Setup } from '../../shapes.ts'

/** What is said of a change that was not made here, by what it is a change of. */
const names: Record<string, string> = {
  attempt: 'a new attempt was begun',
  settings: 'the IDs',
  wanted: 'what Tandem is for',
  testMailbox: 'the test mailbox',
  refusedMailbox: 'the mailbox that must be refused',
  credential: 'the secret',
  choices: 'the choice of mailboxes',
}

/**
 * What somebody else with the same link has changed since this page last saved something: the last one counts, and the
 * other one sees it.
 */
export function useOthers(state: Setup): {
  changed: string[]
  dismiss: () => void
  mine: (answer: Setup) => void
} {
  const known = useRef(state)
  const [changed, setChanged] = useState<string[]>([])
  useEffect(() => {
    const found = differences(known.current, state)
    known.current = state
    if (found.length > 0) setChanged((before) => [...new Set([...before, ...found])])
  }, [state])
  return {
    changed,
    dismiss: () => setChanged([]),
    mine: (answer) => {
      known.current = answer
    },
  }
}

/** What of two states of Setup is not the same, in words. */
export function differences(before: Setup, after: Setup): string[] {
  const [old, now] = [facts(before), facts(after)]
  return Object.keys(names)
    .filter((name) => JSON.stringify(old[name]) !== JSON.stringify(now[name]))
    .map((name) => names[name] ?? name)
}

function facts({ connection, notes }: Setup): Record<string, unknown> {
  return {
    attempt: connection?.attempt,
    settings: connection?.settings,
    wanted: connection?.wanted,
    testMailbox: connection?.testMailbox,
    refusedMailbox: connection?.refusedMailbox,
    // A proven new one takes the place of the old one by itself: that is no change of it.
    credential: (connection?.nextCredential ?? connection?.credential)?.fingerprint,
    choices: notes.choices,
  }
}
