import type { Check, CheckOutcome, Wanted } from '../../provider.ts'
import type { GraphSettings } from '../settings.ts'
import { type GraphContext, look, rolesInToken } from './context.ts'
import { type Right, rightTo } from './rights.ts'
import { accessPolicyScript } from './scripts.ts'

/** That one kind of items of the test mailbox can be read. */
export function readingCheck(kind: {
  name: string
  wants: keyof Wanted
  title: string
  /** Where a person sees them in Outlook on the web. */
  place: string
}): Check<GraphSettings> {
  const right = rightTo(kind.wants)
  return {
    name: kind.name,
    title: kind.title,
    wants: kind.wants,
    after: ['permissions', 'mailbox'],
    run: async (context) => {
      const address = context.testMailbox ?? ''
      const told = await look(context, right.probe!(address))
      if (told.ok) return { state: 'ok', headline: `The ${right.opens} of ${address} can be read.` }
      if (told.failure.kind !== 'Forbidden') return notRead(right, kind.place, address, told.failure.detail)
      return refused(context, right, address, told.failure.detail)
    },
  }
}

export const contactsRead = readingCheck({
  name: 'contacts-read',
  wants: 'contacts',
  title: 'Contacts can be read',
  place: 'People shows contacts',
})

export const calendarRead = readingCheck({
  name: 'calendar-read',
  wants: 'calendar',
  title: 'The calendar can be read',
  place: 'Calendar shows events',
})

export const tasksRead = readingCheck({
  name: 'tasks-read',
  wants: 'tasks',
  title: 'Tasks can be read',
  place: 'To Do shows lists',
})

/** The permission is in the token (the check before said so), so a refusal comes from a limit inside Exchange. */
async function refused(
  context: GraphContext,
  right: Right,
  address: string,
  detail: string,
): Promise<CheckOutcome> {
  const roles = (await rolesInToken(context)) ?? []
  const inToken = roles.some((role) => role.split('.')[0] === right.role.split('.')[0])
  if (!inToken && !/AccessPolicy|OData is disabled/i.test(detail)) return outsideRole(context, right, address)
  return {
    state: 'failed',
    headline: `An access policy keeps the application out of the ${right.opens} of ${address}.`,
    meaning:
      'The permission is granted, but an application access policy in Exchange limits the application to a group, and this mailbox is not in it.',
    actor: 'administrator',
    remedy:
      'Add the mailbox to the group of the policy, or enter a test mailbox that is in it. Exchange takes up to two hours to notice.',
    script: accessPolicyScript(context.settings, address),
    minutes: 5,
  }
}

function outsideRole(context: GraphContext, right: Right, address: string): CheckOutcome {
  return {
    state: 'failed',
    headline: `The application’s role in Exchange does not reach the ${right.opens} of ${address}.`,
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

function notRead(right: Right, place: string, address: string, detail: string): CheckOutcome {
  return {
    state: 'failed',
    headline: `The ${right.opens} of ${address} cannot be read.`,
    meaning: `Microsoft’s own words: ${detail}`,
    actor: 'administrator',
    remedy: `Open the mailbox in Outlook on the web, look whether ${place}, and verify again; or enter another test mailbox.`,
    minutes: 5,
  }
}
