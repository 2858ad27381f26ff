import type { Setup } from '../../shapes.ts'

/** The steps in order. */
export const steps = [
  { name: 'application', title: 'Register the application' },
  { name: 'scope', title: 'Choose the mailboxes' },
  { name: 'permissions', title: 'Grant permissions' },
  { name: 'secret', title: 'Make a secret' },
  { name: 'mailboxes', title: 'Name test mailboxes' },
  { name: 'verify', title: 'Verify' },
] as const
export type StepName = (typeof steps)[number]['name']

/** What only the administrator knows to be done; kept in this browser, so that Setup can be left and resumed. */
export interface Notes {
  /** Mailboxes of one group, of all by consent, or narrowed by the older policy. */
  scope: 'group' | 'all' | 'policy'
  group: string
  scoped: boolean
  granted: boolean
}

/** Which steps have their tick: what the server holds, and what was noted here. */
export function stepsDone(held: Setup['steps'], notes: Notes): Set<StepName> {
  const ticks: Record<StepName, boolean> = {
    application: held.settings,
    scope: notes.scoped || held.verified,
    permissions: notes.granted || held.verified,
    secret: held.credential,
    mailboxes: held.testMailbox,
    verify: held.verified,
  }
  return new Set(steps.map(({ name }) => name).filter((name) => ticks[name]))
}

/** Where what a check found is put right; `undefined`: nowhere in Setup (a network that cannot be reached). */
export function stepOfCheck(check: string): StepName | undefined {
  return places.find(([part]) => check.includes(part))?.[1]
}

// The first that fits; one about contacts is most often a mailbox outside the group.
const places: [part: string, step: StepName][] = [
  ['tenant', 'application'],
  ['application', 'application'],
  ['credential', 'secret'],
  ['expiry', 'secret'],
  ['permission', 'permissions'],
  ['scope', 'scope'],
  ['mailbox', 'mailboxes'],
  ['contacts', 'scope'],
  ['calendar', 'scope'],
  ['tasks', 'permissions'],
  ['send', 'scope'],
]

export function readNotes(connectionId: string): Notes {
  const kept = localStorage.getItem(place(connectionId))
  const blank: Notes = { scope: 'group', group: '', scoped: false, granted: false }
  return kept === null ? blank : { ...blank, ...JSON.parse(kept) }
}

export function writeNotes(connectionId: string, notes: Notes): void {
  localStorage.setItem(place(connectionId), JSON.stringify(notes))
}

function place(connectionId: string): string {
  return `tandem-setup-${connectionId}`
}
