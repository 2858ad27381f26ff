import type { Role } from '../../people-api.ts'

export const roleWords: Record<Role, string> = {
  operator: 'Operator',
  administrator: 'Administrator',
  agent: 'Agent',
}

/** What each may do, in a sentence. */
export const roleMeaning: Record<Role, string> = {
  operator: 'Looks after all organisations.',
  administrator: 'Connects mailboxes, invites people, and sees all mailboxes of the organisation.',
  agent: 'Works in the Workspace with the mailboxes chosen here, and sees nothing else.',
}
