import type { Check, CheckOutcome } from '../../provider.ts'
import type { GraphSettings } from '../settings.ts'
import { type GraphContext, rolesInToken, tryRight } from './context.ts'
import { isInToken, listed, type Right, readsApplications, rightsFor } from './rights.ts'
import { permissionScript } from './scripts.ts'

/** Minutes that a consent may take until it is in new tokens. */
const consentTakes = 30

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
    const missing = rightsFor(context.wanted).filter(({ role }) => !roles.includes(role))
    const elsewhere = await fromExchange(context, roles, missing)
    const left = missing.filter((right) => !elsewhere.includes(right))
    return { ...outcomeFor(context, roles, elsewhere, left), facts: { permissions: [...roles].sort() } }
  },
}

/** Rights given in Exchange (RBAC for Applications) are not in the token; the test mailbox tells. */
async function fromExchange(context: GraphContext, roles: string[], missing: Right[]): Promise<Right[]> {
  const mailbox = context.testMailbox
  if (mailbox === undefined) return []
  const possible = missing.filter((right) => right.exchangeRole !== undefined && !isInToken(right, roles))
  const asked = await Promise.all(possible.map((right) => tryRight(context, right, mailbox)))
  return asked.filter(({ found }) => found === 'allowed').map(({ right }) => right)
}

function outcomeFor(context: GraphContext, roles: string[], elsewhere: Right[], left: Right[]): CheckOutcome {
  if (elsewhere.length > 0 && left.length === 0) return narrow(context, roles, elsewhere)
  return roles.length === 0 && elsewhere.length === 0 ? noConsent(context) : judge(context, roles, left)
}

function judge(context: GraphContext, roles: string[], missing: Right[]): CheckOutcome {
  const excess = excessOf(context, roles)
  const names = missing.map(({ role }) => role)
  const script = permissionScript(context.settings, names, excess)
  if (missing.length > 0) return isMissing(missing, excess, script)
  if (excess.length > 0) return isExcess(excess, script)
  if (!directoryRoles.some((role) => roles.includes(role))) return cannotReadPeople(context)
  const needed = roles.filter((role) => role !== readsApplications)
  const headline = `Granted and needed are the same: ${needed.join(', ')}.`
  if (needed.length === roles.length) return { state: 'ok', headline }
  const meaning = `${readsApplications} beside them is optional: it lets Tandem read in the directory when the secret or certificate ends, so that you are told in time.`
  return { state: 'ok', headline, meaning }
}

/** What Tandem has no use for. */
function excessOf(context: GraphContext, roles: string[]): string[] {
  const useful = [...rightsFor(context.wanted).map(({ role }) => role), ...directoryRoles, readsApplications]
  return roles.filter((role) => !useful.includes(role))
}

function narrow(context: GraphContext, roles: string[], rights: Right[]): CheckOutcome {
  const excess = excessOf(context, roles)
  const remark = excess.length > 0 ? ` Not needed beside it: ${excess.join(', ')}.` : ''
  return {
    state: 'warning',
    headline: `The right to ${listed(rights.map(({ opens }) => opens))} comes from a role in Exchange, not from a consent in Entra.`,
    meaning: `That is the narrow way and fine: the token does not show it, but the test mailbox opens.${remark}`,
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
  const names = [...rightsFor(context.wanted).map(({ role }) => role), directoryRoles[0]!]
  return {
    state: 'failed',
    headline: 'No permission has been consented to.',
    meaning:
      'The application can sign in, but its token is empty: adding permissions to the list is not enough, an administrator must grant them.',
    actor: 'administrator',
    remedy: `Entra admin centre → App registrations → your application → API permissions → add ${listed(names)} (application permissions) if they are not there → “Grant admin consent”. Or open ${link.href} as an administrator.`,
    script: permissionScript(context.settings, names, []),
    minutes: 3,
    settlesWithin: consentTakes,
  }
}

function isMissing(missing: Right[], excess: string[], script: string): CheckOutcome {
  const names = missing.map(({ role }) => role)
  const also = excess.length === 0 ? '' : ` Not needed: ${excess.join(', ')}.`
  const remove = excess.length === 0 ? '' : ` Remove ${excess.join(', ')}.`
  const means = missing.map(({ role, without }) => `${role}: without it ${without}`).join('; ')
  return {
    state: 'failed',
    headline:
      excess.length === 0
        ? `${count(names)} missing: ${names.join(', ')}.`
        : `${count(names)} missing, ${count(excess).toLowerCase()} more than we need.`,
    meaning: `Missing among the application permissions: ${means}.${also}`,
    actor: 'administrator',
    remedy: `Entra admin centre → App registrations → your application → API permissions → Add a permission → Microsoft Graph → Application permissions → ${names.join(', ')} → “Grant admin consent”.${remove} Changes can take some minutes.`,
    script,
    minutes: 4,
    settlesWithin: consentTakes,
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
    meaning: 'Everything else works, but mailboxes must be typed one by one, as Tandem cannot list them.',
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
