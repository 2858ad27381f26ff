import type { Failure } from '../../failures.ts'
import type { Check, CheckOutcome, Wanted } from '../../provider.ts'
import type { GraphSettings } from '../settings.ts'
import { type GraphContext, look, rolesInToken } from './context.ts'
import { refusalWords } from './refusals.ts'
import { isInToken, type Right, rightTo } from './rights.ts'
import { accessPolicyScript, assignmentScript } from './scripts.ts'
import { failedWith } from './signed-in.ts'

/** Minutes that Exchange may take to notice a change of a role, a scope or a policy (platform-facts 4). */
export const scopeTakes = 120

/** That one kind of items of the test mailbox can be read. */
function readingCheck(kind: {
  name: string
  wants: keyof Wanted
  title: string
  /** Where a person sees them in Outlook on the web. */
  place: string
  /** What is looked at, where it is not what tells of the right. */
  path?(mailbox: string): string
  /** What it is, where the right opens more. */
  what?: string
}): Check<GraphSettings> {
  const right = rightTo(kind.wants)
  const what = kind.what ?? right.opens
  return {
    name: kind.name,
    title: kind.title,
    wants: kind.wants,
    after: ['permissions', 'mailbox'],
    run: async (context) => {
      const address = context.testMailbox ?? ''
      const told = await look(context, kind.path?.(address) ?? right.probe(address).path)
      if (told.ok) return { state: 'ok', headline: `The ${what} of ${address} can be read.` }
      if (told.failure.evidence?.status === 403) return refused(context, right, address, told.failure)
      return notRead(what, kind.place, address, told.failure)
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

export const mailRead = readingCheck({
  name: 'mail-read',
  wants: 'readMail',
  title: 'Incoming mail can be read',
  place: 'Mail shows the inbox',
  path: (mailbox) =>
    `/v1.0/users/${encodeURIComponent(mailbox)}/mailFolders/inbox/messages?$top=1&$select=id`,
  what: 'inbox',
})

/** A refusal of a right that is granted comes from a limit inside Exchange: a policy, or the scope of a role. */
export async function refused(
  context: GraphContext,
  right: Right,
  address: string,
  failure: Failure,
): Promise<CheckOutcome> {
  const inToken = isInToken(right, (await rolesInToken(context)) ?? [])
  if (!inToken && !/AccessPolicy|OData is disabled/i.test(failure.detail))
    return outsideRole(context, right, address)
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
    settlesWithin: scopeTakes,
  }
}

function outsideRole({ settings }: GraphContext, right: Right, address: string): CheckOutcome {
  return {
    state: 'failed',
    headline: `The application’s role in Exchange does not reach the ${right.opens} of ${address}.`,
    meaning:
      'No permission is in the token, so the right must come from a role assignment, and its scope leaves this mailbox out.',
    actor: 'administrator',
    remedy:
      'Add the mailbox to the group of the role’s scope, or enter a test mailbox that is in it. Exchange takes up to two hours to notice.',
    script: assignmentScript(settings, address),
    minutes: 5,
    settlesWithin: scopeTakes,
  }
}

function notRead(what: string, place: string, address: string, failure: Failure): CheckOutcome {
  const words = refusalWords(failure, address)
  if (words) return failedWith(words)
  return {
    state: 'failed',
    headline: `The ${what} of ${address} cannot be read.`,
    meaning: `Microsoft’s own words: ${failure.detail}`,
    actor: 'administrator',
    remedy: `Open the mailbox in Outlook on the web, look whether ${place}, and verify again; or enter another test mailbox.`,
    minutes: 5,
  }
}
