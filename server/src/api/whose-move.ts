import type { NextMove } from '@tandem/model/api/organisations.ts'
import type { HealthOfConnection, OrganisationHealth } from '../store/organisation-health.ts'

const day = 86_400_000

/** Who must act next for an organisation, and what is to be done: the most urgent thing first. */
export function whoseMove(health: OrganisationHealth, now: Date): NextMove {
  const { connections, mailboxes } = health
  const newest = connections.at(-1)
  if (newest === undefined) return invited(health, 'Choose a method and send the invitation link.')
  const failed = connections.find((connection) => connection.state === 'failed')
  if (failed) return { who: actorOf(failed), what: failed.headline ?? 'Look at the verification report.' }
  if (connections.some((connection) => connection.state === 'verifying'))
    return { who: 'nobody', what: 'The verification is under way.' }
  if (newest.state === 'draft') return invited(health, 'Send the invitation link, or enter the credential.')
  if (mailboxes.trouble > 0)
    return { who: 'operations', what: `Look at ${plural(mailboxes.trouble, 'mailbox')} in trouble.` }
  const ending = connections
    .filter((connection) => endsWithin(connection, now, 30))
    .map((one) => one.expiresAt)
  if (ending.length > 0)
    return {
      who: 'administrator',
      what: `Make a new credential: the present one ends on ${ending.sort()[0]?.slice(0, 10)}.`,
    }
  if (newest.state === 'suspended' && !newest.hasCredential)
    return {
      who: 'administrator',
      what: 'Make a new credential and enter it: the old one may be known to others.',
    }
  if (newest.state === 'suspended')
    return { who: 'operations', what: 'The connection is suspended: activate it again.' }
  if (mailboxes.on === 0) return { who: 'operations', what: 'Switch mailboxes on.' }
  if (health.openConflicts > 0)
    return { who: 'operations', what: `Decide ${plural(health.openConflicts, 'conflict')}.` }
  return { who: 'nobody', what: 'Everything is in step.' }
}

function invited(health: OrganisationHealth, otherwise: string): NextMove {
  return health.openInvitations > 0
    ? { who: 'administrator', what: 'Finish Setup: the invitation link was sent.' }
    : { who: 'operations', what: otherwise }
}

function actorOf({ actor }: HealthOfConnection): NextMove['who'] {
  return actor === 'administrator' || actor === 'microsoft' || actor === 'nobody' ? actor : 'operations'
}

function endsWithin({ expiresAt }: HealthOfConnection, now: Date, days: number): boolean {
  return expiresAt !== null && Date.parse(expiresAt) - now.getTime() < days * day
}

function plural(count: number, word: string): string {
  const many = word.endsWith('x') ? `${word}es` : `${word}s`
  return `${count} ${count === 1 ? word : many}`
}
