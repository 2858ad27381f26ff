import type { Check, CheckOutcome } from '../../provider.ts'
import type { GraphSettings } from '../settings.ts'
import { type GraphContext, openContacts, rolesInToken } from './context.ts'
import { permissionScript } from './scripts.ts'

const contactsRole = 'Contacts.ReadWrite'
/** Either lets us read names and addresses of people; the first is what the guide asks for. */
const directoryRoles = ['User.Read.All', 'User.ReadBasic.All']

/** The permissions in the token are those needed: the missing and the excess ones are both named. */
export const permissions: Check<GraphSettings> = {
  name: 'permissions',
  title: 'The permissions are those needed',
  after: ['credential'],
  run: async (context) => {
    const roles = await rolesInToken(context)
    if (roles === undefined) {
      return {
        state: 'warning',
        headline: 'The token does not show its permissions.',
        meaning: 'The mailbox checks below show what is really allowed.',
        actor: 'nobody',
      }
    }
    const wantsContacts = context.wanted.contacts === true
    const noneForContacts = !roles.some((role) => role.startsWith('Contacts.'))
    if (wantsContacts && noneForContacts && (await comesFromExchange(context)))
      return fromExchange(context, roles)
    return roles.length === 0 ? noConsent(context) : judge(context, roles, wantsContacts)
  },
}

function judge(context: GraphContext, roles: string[], wantsContacts: boolean): CheckOutcome {
  const missing = wantsContacts && !roles.includes(contactsRole) ? [contactsRole] : []
  const noDirectory = !directoryRoles.some((role) => roles.includes(role))
  const excess = roles.filter((role) => role !== contactsRole && !directoryRoles.includes(role))
  const script = permissionScript(context.settings, missing, excess)
  if (missing.length > 0) return isMissing(missing, excess, script)
  if (excess.length > 0) return isExcess(excess, script)
  if (noDirectory) return cannotReadPeople(context)
  return { state: 'ok', headline: `Granted and needed are the same: ${roles.join(', ')}.` }
}

/** Rights given in Exchange (RBAC for Applications) are not in the token; the test mailbox tells. */
async function comesFromExchange(context: GraphContext): Promise<boolean> {
  if (context.testMailbox === undefined) return false
  return (await openContacts(context, context.testMailbox)).ok
}

function fromExchange(context: GraphContext, roles: string[]): CheckOutcome {
  const excess = roles.filter((role) => !directoryRoles.includes(role))
  return {
    state: 'warning',
    headline: 'The right to contacts comes from a role in Exchange, not from a consent in Entra.',
    meaning: `That is the narrow way and fine: the token does not show it, but the test mailbox opens.${excess.length > 0 ? ` Not needed beside it: ${excess.join(', ')}.` : ''}`,
    actor: excess.length > 0 ? 'administrator' : 'nobody',
    ...(excess.length > 0 && {
      remedy: `API permissions → remove ${excess.join(', ')}.`,
      script: permissionScript(context.settings, [], excess),
      minutes: 3,
    }),
  }
}

function noConsent(context: GraphContext): CheckOutcome {
  const { tenantId, clientId } = context.settings
  const link = new URL(`/${tenantId}/adminconsent?client_id=${clientId}`, context.outside.loginUrl)
  return {
    state: 'failed',
    headline: 'No permission has been consented to.',
    meaning:
      'The application can sign in, but its token is empty: adding permissions to the list is not enough, an administrator must grant them.',
    actor: 'administrator',
    remedy: `Entra admin centre → App registrations → your application → API permissions → add ${contactsRole} and ${directoryRoles[0]} (application permissions) if they are not there → “Grant admin consent”. Or open ${link.href} as an administrator.`,
    script: permissionScript(context.settings, [contactsRole, directoryRoles[0]!], []),
    minutes: 3,
  }
}

function isMissing(missing: string[], excess: string[], script: string): CheckOutcome {
  const also = excess.length === 0 ? '' : ` Not needed: ${excess.join(', ')}.`
  const remove = excess.length === 0 ? '' : ` Remove ${excess.join(', ')}.`
  return {
    state: 'failed',
    headline:
      excess.length === 0
        ? `${count(missing)} missing: ${missing.join(', ')}.`
        : `${count(missing)} missing, ${count(excess).toLowerCase()} more than we need.`,
    meaning: `Missing: ${missing.join(', ')} (application permission); without it contacts cannot be kept in step.${also}`,
    actor: 'administrator',
    remedy: `Entra admin centre → App registrations → your application → API permissions → Add a permission → Microsoft Graph → Application permissions → ${missing.join(', ')} → “Grant admin consent”.${remove} Changes can take some minutes.`,
    script,
    minutes: 4,
  }
}

function isExcess(excess: string[], script: string): CheckOutcome {
  return {
    state: 'warning',
    headline: `${count(excess)} more than we need: ${excess.join(', ')}.`,
    meaning:
      'Everything works, but the application can do more than Tandem ever does; what is not granted cannot be misused.',
    actor: 'administrator',
    remedy: `Entra admin centre → App registrations → your application → API permissions → remove ${excess.join(', ')} and revoke its consent.`,
    script,
    minutes: 3,
  }
}

function cannotReadPeople(context: GraphContext): CheckOutcome {
  return {
    state: 'warning',
    headline: `The directory cannot be read: ${directoryRoles[0]} is missing.`,
    meaning:
      'Contacts can be kept in step, but mailboxes must be typed one by one, as Tandem cannot list them.',
    actor: 'administrator',
    remedy: `API permissions → Add a permission → Microsoft Graph → Application permissions → ${directoryRoles.join(' (or ')}) → “Grant admin consent”.`,
    script: permissionScript(context.settings, [directoryRoles[0]!], []),
    minutes: 3,
  }
}

function count(names: string[]): string {
  const number = names.length === 1 ? 'One' : String(names.length)
  return `${number} permission${names.length === 1 ? ' is' : 's are'}`
}
