import type { Check, CheckOutcome } from '../../provider.ts'
import type { GraphSettings } from '../settings.ts'
import { type GraphContext, look, rolesInToken, tryRight } from './context.ts'
import { rightsFor } from './rights.ts'

interface DirectoryUser {
  displayName?: string
  accountEnabled?: boolean
  assignedPlans?: { service?: string; capabilityStatus?: string }[]
}

/** What is known of the mailbox, as it is compared from one report to the next. */
type Known = 'there' | 'missing' | 'unlicensed' | 'elsewhere' | 'shared' | 'room' | 'blocked'

/** The test mailbox exists, has a licence, is in the cloud, and is a person's own. */
export const mailbox: Check<GraphSettings> = {
  name: 'mailbox',
  title: 'The test mailbox exists',
  after: ['credential'],
  run: async (context) => {
    const address = context.testMailbox
    if (address === undefined) return noneNamed()
    const select = '$select=id,displayName,accountEnabled,assignedPlans'
    const [right] = rightsFor(context.wanted)
    const [user, knock, purpose] = await Promise.all([
      look(context, `/v1.0/users/${encodeURIComponent(address)}?${select}`),
      right && tryRight(context, right, address),
      purposeOf(context, address),
    ])
    const told = knock?.told
    const code = told && !told.ok ? told.code : ''
    const found = user.ok ? (user.answer.body as DirectoryUser) : undefined
    const unknown = !user.ok && user.failure.evidence?.status === 404
    // A mailbox that opens needs no proof by the directory, which we may not be allowed to read.
    if (knock?.found === 'allowed') return openedMailbox(address, found, purpose)
    if (unknown || code === 'ErrorInvalidUser') return noSuchPerson(address)
    if (/RESTAPI$/.test(code)) return noMailbox(address, found)
    if (knock === undefined && found && !hasExchange(found)) return noLicence(address)
    return known('there', { state: 'ok', headline: `${address} is known in the tenant.` })
  },
}

/** Shared mailboxes and rooms are told from people's where the application happens to be allowed to see it; else undefined. */
async function purposeOf(context: GraphContext, address: string): Promise<string | undefined> {
  const roles = (await rolesInToken(context)) ?? []
  if (!roles.some((role) => role.startsWith('MailboxSettings.'))) return undefined
  const told = await look(
    context,
    `/v1.0/users/${encodeURIComponent(address)}/mailboxSettings?$select=userPurpose`,
  )
  return told.ok ? (told.answer.body as { userPurpose?: string }).userPurpose : undefined
}

function openedMailbox(
  address: string,
  user: DirectoryUser | undefined,
  purpose: string | undefined,
): CheckOutcome {
  if (purpose === 'shared') return notAPerson(address, 'shared', 'It is a shared mailbox.')
  if (purpose === 'room' || purpose === 'equipment')
    return notAPerson(address, 'room', 'It is the mailbox of a room or a device.')
  if (user?.accountEnabled === false) {
    return notAPerson(
      address,
      'blocked',
      'Its sign-in is blocked, as it is with shared mailboxes, with rooms, and with people who have left.',
    )
  }
  if (user?.assignedPlans && !hasExchange(user)) return closesSoon(address)
  return known('there', { state: 'ok', headline: `${address} exists and is in the cloud.` })
}

function known(mailbox: Known, outcome: CheckOutcome): CheckOutcome {
  return { ...outcome, facts: { mailbox } }
}

function hasExchange(user: DirectoryUser): boolean {
  return (
    user.assignedPlans?.some(
      ({ service, capabilityStatus }) => service === 'exchange' && capabilityStatus === 'Enabled',
    ) === true
  )
}

/** Where the directory may not be read, the licence stays unknown. */
function noMailbox(address: string, user: DirectoryUser | undefined): CheckOutcome {
  if (user === undefined)
    return notInCloud(address, 'It has no licence, was deleted, or lives on a server of your own.')
  return hasExchange(user)
    ? notInCloud(address, 'It has a licence, so it most likely lives on an Exchange server of your own.')
    : noLicence(address)
}

function noneNamed(): CheckOutcome {
  return {
    state: 'skipped',
    headline: 'No test mailbox was named, so nothing was tried in a mailbox.',
    meaning: 'Whether anything in a mailbox can be read and written is not proven.',
    actor: 'administrator',
    remedy: 'Name the mailbox of a colleague who knows of it, and verify again.',
    minutes: 1,
  }
}

function noSuchPerson(address: string): CheckOutcome {
  return known('missing', {
    state: 'failed',
    headline: `Nobody in the tenant has the address ${address}.`,
    meaning: 'The test mailbox is mistyped, was deleted, or belongs to another tenant.',
    actor: 'administrator',
    remedy:
      'Microsoft 365 admin centre → Users → Active users → copy the address of a person with a mailbox, and enter it as the test mailbox.',
    minutes: 2,
  })
}

function noLicence(address: string): CheckOutcome {
  return known('unlicensed', {
    state: 'failed',
    headline: `${address} has no mailbox: no licence for Exchange Online.`,
    meaning: 'The person exists in the directory, but Microsoft gives a mailbox only with a licence.',
    actor: 'administrator',
    remedy:
      'Microsoft 365 admin centre → Users → the person → Licences and apps → assign a licence with Exchange Online; or enter another test mailbox.',
    minutes: 5,
  })
}

function closesSoon(address: string): CheckOutcome {
  return known('unlicensed', {
    state: 'warning',
    headline: `${address} still opens, but has no licence for Exchange Online any more.`,
    meaning: 'Microsoft closes such a mailbox within 30 days and deletes it then.',
    actor: 'administrator',
    remedy:
      'Microsoft 365 admin centre → Users → the person → Licences and apps → assign a licence with Exchange Online; or enter another test mailbox.',
    minutes: 5,
  })
}

function notInCloud(address: string, why: string): CheckOutcome {
  return known('elsewhere', {
    state: 'failed',
    headline: `The mailbox of ${address} is not in Microsoft’s cloud.`,
    meaning: `${why} Graph reaches only mailboxes in Exchange Online.`,
    actor: 'administrator',
    remedy: 'Enter a test mailbox that is in Exchange Online, or move this one there.',
    minutes: 5,
  })
}

/** It works, and yet proves less: the mailboxes of people have licences, sign-ins and policies of their own. */
function notAPerson(address: string, kind: Known, why: string): CheckOutcome {
  return known(kind, {
    state: 'warning',
    headline: `${address} is not a person’s own mailbox.`,
    meaning: `${why} What works there need not work in the mailboxes of people, to which other policies and licences apply.`,
    actor: 'administrator',
    remedy: 'Enter the mailbox of a colleague who knows of it as the test mailbox, and verify again.',
    minutes: 2,
  })
}
