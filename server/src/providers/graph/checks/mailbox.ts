import type { Check, CheckOutcome } from '../../provider.ts'
import type { GraphSettings } from '../settings.ts'
import { type GraphContext, look, type Told } from './context.ts'
import { rightsFor } from './rights.ts'

interface DirectoryUser {
  displayName?: string
  accountEnabled?: boolean
  assignedPlans?: { service?: string; capabilityStatus?: string }[]
}

/** The test mailbox exists, has a licence and is in the cloud. */
export const mailbox: Check<GraphSettings> = {
  name: 'mailbox',
  title: 'The test mailbox exists',
  after: ['credential'],
  run: async (context) => {
    const address = context.testMailbox
    if (address === undefined) return noneNamed()
    const select = '$select=id,displayName,accountEnabled,assignedPlans'
    const [user, folder] = await Promise.all([
      look(context, `/v1.0/users/${encodeURIComponent(address)}?${select}`),
      knock(context, address),
    ])
    // A mailbox that opens needs no proof by the directory, which we may not be allowed to read.
    if (folder?.ok) return { state: 'ok', headline: `${address} exists and is in the cloud.` }
    const unknown = !user.ok && user.failure.evidence?.status === 404
    if (unknown || folder?.code === 'ErrorInvalidUser') return noSuchPerson(address)
    const found = user.ok ? (user.answer.body as DirectoryUser) : undefined
    if (/RESTAPI$/.test(folder?.code ?? '')) return noMailbox(address, found)
    if (folder === undefined && found && !hasExchange(found)) return noLicence(address)
    return { state: 'ok', headline: `${address} is known in the tenant.` }
  },
}

/** Any question in the mailbox that what is wanted allows; where only mail is sent there is none. */
async function knock(context: GraphContext, address: string): Promise<Told | undefined> {
  const right = rightsFor(context.wanted).find(({ probe }) => probe !== undefined)
  return right && (await look(context, right.probe!(address)))
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
  return {
    state: 'failed',
    headline: `Nobody in the tenant has the address ${address}.`,
    meaning: 'The test mailbox is mistyped, was deleted, or belongs to another tenant.',
    actor: 'administrator',
    remedy:
      'Microsoft 365 admin centre → Users → Active users → copy the address of a person with a mailbox, and enter it as the test mailbox.',
    minutes: 2,
  }
}

function noLicence(address: string): CheckOutcome {
  return {
    state: 'failed',
    headline: `${address} has no mailbox: no licence for Exchange Online.`,
    meaning: 'The person exists in the directory, but Microsoft gives a mailbox only with a licence.',
    actor: 'administrator',
    remedy:
      'Microsoft 365 admin centre → Users → the person → Licences and apps → assign a licence with Exchange Online; or enter another test mailbox.',
    minutes: 5,
  }
}

function notInCloud(address: string, why: string): CheckOutcome {
  return {
    state: 'failed',
    headline: `The mailbox of ${address} is not in Microsoft’s cloud.`,
    meaning: `${why} Graph reaches only mailboxes in Exchange Online.`,
    actor: 'administrator',
    remedy: 'Enter a test mailbox that is in Exchange Online, or move this one there.',
    minutes: 5,
  }
}
