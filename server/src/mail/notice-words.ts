import type { CredentialFacts } from '@tandem/model/api/connections.ts'
import type { CheckResult, Drift } from '@tandem/model/verification.ts'
import type { NewNotice } from '../store/notices.ts'

interface About {
  id: string
  organisation_id: string
}

const actors = {
  administrator: 'your administrator',
  operations: 'the people who run Tandem',
  microsoft: 'Microsoft',
  nobody: 'nobody',
}

/** A verification failed: its first failed check in its own words. `waiting`: a new credential was tried beside the one in use. */
export function verificationFailed(
  connection: About,
  report: { id: string; checks: CheckResult[] },
  waiting: boolean,
): NewNotice {
  const failed = report.checks.filter((check) => check.state === 'failed')
  const [first] = failed
  const others = failed.length - 1
  return notice(connection, 'verification-failed', `verification:${report.id}`, {
    subject: waiting ? 'The new credential was not accepted' : 'The connection could not be proven',
    paragraphs: [
      waiting && 'The new credential is not used. The present one works on.',
      first?.headline,
      first?.meaning,
      first?.remedy && `${whoActs(first)} ${first.remedy}`,
      others > 0 && `${others} more ${others === 1 ? 'check' : 'checks'} failed: see the report.`,
    ],
  })
}

/** A verification passed. */
export function verificationPassed(connection: About, reportId: string): NewNotice {
  return notice(connection, 'verification-passed', `verification:${reportId}`, {
    subject: 'The connection works',
    paragraphs: [
      'Every check of the connection passed.',
      'Nothing has to be done. The report names each check and what was seen.',
    ],
  })
}

/** The connection works, but something in the tenant is not as it was when it was proven. */
export function verificationChanged(connection: About, reportId: string, drift: Drift[]): NewNotice {
  return notice(connection, 'verification-changed', `verification:${reportId}`, {
    subject: 'Something changed in the tenant',
    paragraphs: [
      'The connection still works. Since it was last proven:',
      ...drift.map(({ text }) => text),
      'If that was meant so, nothing has to be done. If not, the report says what was seen.',
    ],
  })
}

/** A proven new credential has taken the place of the old one. */
export function secretInUse(connection: About, reportId: string, facts: CredentialFacts | null): NewNotice {
  return notice(connection, 'secret-in-use', `verification:${reportId}`, {
    subject: `The new ${nameOf(facts)} is in use`,
    paragraphs: [
      `The new ${nameOf(facts)} was proven and is used from now on.`,
      'What to do (your administrator, 2 minutes): delete the old one in the directory in a few days, when you are sure that nothing else uses it. Till then the old one can be put back in Tandem.',
    ],
  })
}

/** A credential ends in `days` days; below 0 it has ended. */
export function credentialEnds(
  connection: About & { at: string; threshold: number; days: number; facts: CredentialFacts },
): NewNotice {
  const { at, threshold, days, facts } = connection
  const name = nameOf(facts)
  const date = at.slice(0, 10)
  const when =
    days < 0 ? 'has ended' : days === 0 ? 'ends today' : days === 1 ? 'ends tomorrow' : `ends in ${days} days`
  return notice(connection, 'expiry', `expiry:${connection.id}:${facts.fingerprint}:${date}:${threshold}`, {
    subject: `The ${name} ${when}`,
    paragraphs: [
      `The ${name} that ends with “${facts.lastFour}” ${days < 0 ? 'ended' : 'ends'} on ${date}.`,
      days < 0
        ? 'Nothing is kept in step until a new one is entered.'
        : 'From that day on nothing is kept in step until a new one is entered.',
      `What to do (your administrator, 5 minutes): make a new ${name} in the directory and enter it in Tandem. The present one stays in use until the new one is proven, so nothing stands still.`,
    ],
  })
}

/** Somebody suspended the connection. */
export function suspended(connection: About & { updated_at: Date }): NewNotice {
  return notice(
    connection,
    'suspended',
    `suspended:${connection.id}:${connection.updated_at.toISOString()}`,
    {
      subject: 'The connection was suspended',
      paragraphs: [
        'Nothing is read from or written to its mailboxes any more. Edits made in Tandem wait.',
        'What to do: nothing, if you agreed to it. It goes on when somebody activates it again.',
      ],
    },
  )
}

/** Somebody reported a suspected breach. */
export function breachSuspected(
  connection: About,
  breach: { at: Date; by: string; facts: CredentialFacts | null },
): NewNotice {
  const { at, by, facts } = breach
  return notice(connection, 'breach', `breach:${connection.id}:${at.toISOString()}`, {
    subject: `The ${nameOf(facts)} may be known to others`,
    paragraphs: [
      `${by} reported that the ${nameOf(facts)} of this connection may be known to others${facts ? ` (it ends with “${facts.lastFour}”)` : ''}.`,
      'Tandem suspended the connection, forgot the credential and every token, and will not take the same credential again. A token that others hold works for up to an hour more.',
      ...whatToDoInTheDirectory,
    ],
  })
}

/** After a suspected breach: what only the administrator of the directory can do. */
export const whatToDoInTheDirectory = [
  'What to do (your administrator, 10 minutes): 1. Delete the old secret or certificate: Entra admin centre → App registrations → the application → Certificates & secrets. 2. Look who used it: Entra admin centre → Monitoring → Sign-in logs → Service principal sign-ins. 3. Make a new one, enter it in Tandem and verify. 4. Activate the connection.',
]

function whoActs({ actor, minutes }: CheckResult): string {
  const time = minutes === undefined ? '' : `, ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`
  return `What to do (${actors[actor ?? 'operations']}${time}):`
}

function nameOf(facts: CredentialFacts | null): string {
  return facts === null ? 'credential' : facts.kind === 'secret' ? 'client secret' : 'certificate'
}

function notice(
  connection: About,
  kind: NewNotice['kind'],
  key: string,
  words: { subject: string; paragraphs: (string | false | undefined)[] },
): NewNotice {
  return {
    organisationId: connection.organisation_id,
    connectionId: connection.id,
    kind,
    key,
    subject: words.subject,
    text: words.paragraphs.filter(Boolean).join('\n\n'),
    path: `/console/connections/${connection.id}`,
  }
}
