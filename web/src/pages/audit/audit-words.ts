/** Acts by what they begin with, as people look for them. */
export const actGroups: Record<string, string> = {
  '': 'Everything',
  'person.': 'People and signing in',
  'approval.': 'Support approvals',
  'key.': 'API keys',
  'connection.': 'Connections',
  'mailbox.': 'Mailboxes',
  'queue.': 'Queues',
  'agent.': 'Agents of queues',
  'batch.': 'Undone changes',
  'person-data.': 'Exports and erasures of a person',
  'invitation.': 'Setup links',
  'organisation.': 'Organisations',
  'audit.': 'Exports of this log',
}

const acts: Record<string, string> = {
  'agent.changed': 'Changed what an agent can',
  'approval.ended': 'Ended a support approval',
  'approval.granted': 'Let support see the data',
  'audit.exported': 'Exported the audit log',
  'batch.undone': 'Undid changes',
  'calendar-feed.made': 'Made a calendar’s address',
  'calendar-feed.revoked': 'Revoked a calendar’s address',
  'connection.added': 'Added a connection',
  'connection.changed': 'Changed a connection',
  'connection.credential-entered': 'Entered a secret',
  'connection.directory-read': 'Had the directory read',
  'connection.key-pair-made': 'Had a key pair made',
  'connection.mailboxes-added': 'Added mailboxes',
  'connection.mailboxes-on': 'Switched mailboxes on',
  'connection.mailboxes-off': 'Switched mailboxes off',
  'connection.verification-requested': 'Had the connection verified',
  'invitation.made': 'Made a Setup link',
  'invitation.revoked': 'Revoked a Setup link',
  'key.ended': 'Deleted an API key',
  'key.made': 'Made an API key',
  'mailbox.changed': 'Changed a mailbox',
  'customer.changed': 'Changed the name or the labels of a customer',
  'customer.merged': 'Made two customers one',
  'customer.parted': 'Made addresses of a customer a customer of their own',
  'queue.set': 'Made or changed a queue',
  'queue.routing': 'Changed how a queue routes',
  'queue.removed': 'Ended a queue',
  'queue.conversations-removed': 'Removed closed conversations that were kept long enough',
  'organisation.second-factor-rule': 'Changed whether a second factor is required',
  'person-data.erased': 'Erased a person',
  'person-data.erasure-requested': 'Asked for a person to be erased',
  'person-data.exported': 'Exported what is kept of a person',
  'person.backup-codes-made': 'Made new backup codes',
  'person.changed': 'Changed somebody’s name, role or mailboxes',
  'person.invitation-withdrawn': 'Withdrew an invitation',
  'person.invited': 'Invited somebody',
  'person.joined': 'Joined',
  'person.password-accepted': 'Gave the right password; the code was still missing',
  'person.password-change-refused': 'Was refused a new password',
  'person.password-changed': 'Changed their password',
  'person.removed': 'Removed somebody',
  'person.second-factor-refused': 'Gave a wrong code',
  'person.session-ended': 'Signed out another device',
  'person.sign-in-refused': 'Was refused at the sign-in',
  'person.signed-in': 'Signed in',
  'person.signed-in-with-backup-code': 'Signed in with a backup code',
  'person.signed-out': 'Signed out',
  'person.two-factor-begun': 'Began to set up a second factor',
  'person.two-factor-ended': 'Switched their second factor off',
  'person.two-factor-proven': 'Set up a second factor',
}

/** An act in words; one that has none yet by its own name, readable: `connection.breach-suspected`. */
export function actText(act: string): string {
  return acts[act] ?? act.replaceAll(/[.-]/g, ' ')
}

/** `administrator:ada@example.org` as “ada@example.org (administrator)”. */
export function whoText(who: string): string {
  if (who === 'nobody') return 'Somebody unknown'
  if (who === 'tandem') return 'Tandem, by itself'
  const [, kind = '', name = ''] = /^([^:]+):(.*)$/.exec(who) ?? []
  if (name === '') return who
  return kind === 'key' ? 'A program with an API key' : `${name} (${kind})`
}

/** What was noted beside an act, as names and values. */
export function detailText(detail: Record<string, unknown>): string {
  return Object.entries(detail)
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => `${name}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join(', ')
}
