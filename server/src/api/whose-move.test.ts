import { expect, test } from 'vitest'
import type { HealthOfConnection, OrganisationHealth } from '../store/organisation-health.ts'
import { whoseMove } from './whose-move.ts'

const now = new Date('2026-06-01T00:00:00Z')

function health(connection: Partial<HealthOfConnection> | null, rest: Partial<OrganisationHealth> = {}) {
  const whole = {
    id: '1',
    method: 'x',
    state: 'active',
    attempt: 1,
    hasCredential: true,
    expiresAt: null,
    actor: null,
    headline: null,
  }
  return {
    organisationId: 'o',
    connections: connection ? [{ ...whole, ...connection }] : [],
    mailboxes: { found: 0, on: 3, off: 0, trouble: 0 },
    openInvitations: 0,
    openConflicts: 0,
    lastChangeAt: null,
    ...rest,
  }
}

test.each([
  ['nothing was begun', health(null), 'operations', 'Choose a method'],
  ['an invitation is open', health(null, { openInvitations: 1 }), 'administrator', 'Finish Setup'],
  [
    'a draft was invited to',
    health({ state: 'draft' }, { openInvitations: 1 }),
    'administrator',
    'Finish Setup',
  ],
  ['a draft is alone', health({ state: 'draft' }), 'operations', 'Send the invitation'],
  ['a verification runs', health({ state: 'verifying' }), 'nobody', 'under way'],
  [
    'a check names the administrator',
    health({ state: 'failed', actor: 'administrator', headline: 'No consent.' }),
    'administrator',
    'No consent.',
  ],
  ['a check names nobody we know', health({ state: 'failed' }), 'operations', 'report'],
  [
    'a mailbox is in trouble',
    health({}, { mailboxes: { found: 0, on: 2, off: 0, trouble: 1 } }),
    'operations',
    '1 mailbox in',
  ],
  [
    'two mailboxes are in trouble',
    health({}, { mailboxes: { found: 0, on: 2, off: 0, trouble: 2 } }),
    'operations',
    '2 mailboxes in',
  ],
  [
    'the secret ends within 30 days',
    health({ expiresAt: '2026-06-20T00:00:00Z' }),
    'administrator',
    '2026-06-20',
  ],
  ['the secret has ended', health({ expiresAt: '2026-05-20T00:00:00Z' }), 'administrator', '2026-05-20'],
  ['the secret ends later', health({ expiresAt: '2026-07-20T00:00:00Z' }), 'nobody', 'in step'],
  [
    'a breach is suspected',
    health({ state: 'suspended', hasCredential: false }),
    'administrator',
    'known to others',
  ],
  ['the connection is suspended', health({ state: 'suspended' }), 'operations', 'activate'],
  [
    'no mailbox is on',
    health({ state: 'verified' }, { mailboxes: { found: 9, on: 0, off: 0, trouble: 0 } }),
    'operations',
    'Switch mailboxes on',
  ],
  ['conflicts wait', health({}, { openConflicts: 2 }), 'operations', '2 conflicts'],
] as const)('when %s', (_when, given, who, what) => {
  const move = whoseMove(given, now)
  expect(move.who).toBe(who)
  expect(move.what).toContain(what)
})
