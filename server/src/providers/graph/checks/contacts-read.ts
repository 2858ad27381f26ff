import type { Check, CheckOutcome } from '../../provider.ts'
import type { GraphSettings } from '../settings.ts'
import { type GraphContext, openContacts, rolesInToken } from './context.ts'
import { accessPolicyScript } from './scripts.ts'

/** The contacts of the test mailbox can be read. */
export const contactsRead: Check<GraphSettings> = {
  name: 'contacts-read',
  title: 'Contacts can be read',
  after: ['permissions', 'mailbox'],
  run: async (context) => {
    const address = context.testMailbox ?? ''
    const told = await openContacts(context, address)
    if (told.ok) return { state: 'ok', headline: `The contacts of ${address} can be read.` }
    if (told.failure.kind !== 'Forbidden') return notRead(address, told.failure.detail)
    return refused(context, address, told.failure.detail)
  },
}

/** The permission is in the token (the check before said so), so a refusal comes from a limit inside Exchange. */
async function refused(context: GraphContext, address: string, detail: string): Promise<CheckOutcome> {
  const roles = (await rolesInToken(context)) ?? []
  const inToken = roles.some((role) => role.startsWith('Contacts.'))
  if (!inToken && !/AccessPolicy|OData is disabled/i.test(detail)) return outsideRole(context, address)
  return {
    state: 'failed',
    headline: `An access policy keeps the application out of ${address}.`,
    meaning:
      'The permission is granted, but an application access policy in Exchange limits the application to a group, and this mailbox is not in it.',
    actor: 'administrator',
    remedy:
      'Add the mailbox to the group of the policy, or enter a test mailbox that is in it. Exchange takes up to two hours to notice.',
    script: accessPolicyScript(context.settings, address),
    minutes: 5,
  }
}

function outsideRole(context: GraphContext, address: string): CheckOutcome {
  return {
    state: 'failed',
    headline: `The application’s role in Exchange does not reach ${address}.`,
    meaning:
      'No permission is in the token, so the right must come from a role assignment, and its scope leaves this mailbox out.',
    actor: 'administrator',
    remedy:
      'Add the mailbox to the group of the role’s scope, or enter a test mailbox that is in it. Exchange takes up to two hours to notice.',
    script: [
      'Connect-ExchangeOnline',
      `Test-ServicePrincipalAuthorization -Identity '${context.settings.clientId}' -Resource '${address.replaceAll("'", "''")}'`,
    ].join('\n'),
    minutes: 5,
  }
}

function notRead(address: string, detail: string): CheckOutcome {
  return {
    state: 'failed',
    headline: `The contacts of ${address} cannot be read.`,
    meaning: `Microsoft’s own words: ${detail}`,
    actor: 'administrator',
    remedy:
      'Open the mailbox in Outlook on the web, look whether People shows contacts, and verify again; or enter another test mailbox.',
    minutes: 5,
  }
}
