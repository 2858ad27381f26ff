import type { ProvisionStep, ProvisionWish } from '../../provisioning.ts'
import { listed, type Right, rightsFor } from '../checks/rights.ts'
import { type Found, graphAppId, rolesListed } from './found.ts'

/** Reads names and addresses of people; no mailbox opens by it. */
const directoryRole = 'User.Read.All'

/** What of a wish is granted tenant-wide, and what as a role in Exchange for chosen mailboxes. */
export function dividedRights(wish: ProvisionWish): { wide: string[]; narrow: Right[] } {
  const rights = rightsFor(wish.wanted)
  const narrow =
    wish.mailboxes === 'all' ? [] : rights.filter(({ exchangeRole }) => exchangeRole !== undefined)
  const wide = rights.filter((right) => !narrow.includes(right)).map(({ role }) => role)
  return { wide: [...wide, directoryRole], narrow }
}

/** Names of what is made in Exchange. */
export function exchangeNames({ name }: ProvisionWish): { group: string; alias: string; scope: string } {
  return { group: `${name} mailboxes`, alias: `${name.toLowerCase()}-mailboxes`, scope: `${name} mailboxes` }
}

/**
 * What is to be done, in order: pure. A plan of what a finished plan has made says nothing but `nothing`; steps whose
 * ground is not there yet are `create`, since what they need is made before them.
 */
export function planProvision(wish: ProvisionWish, found: Found): ProvisionStep[] {
  const { wide, narrow } = dividedRights(wish)
  return [
    applicationStep(wish, found, wide),
    principalStep(wish, found),
    ...wide.map((role) => grantStep(found, role)),
    credentialStep(found),
    ...(wish.mailboxes === 'all' ? [] : exchangeSteps(wish, wish.mailboxes, found, narrow)),
    ...widenedSteps(found, narrow),
  ]
}

/** Whether a step is still to be done: what takes something away waits for a yes. */
export function isDue(step: ProvisionStep, removeWide: boolean): boolean {
  return step.change !== 'nothing' && (step.needsYes !== true || removeWide)
}

function applicationStep(wish: ProvisionWish, { application, graph }: Found, wide: string[]): ProvisionStep {
  const title = 'Application'
  if (application === undefined) {
    return { key: 'application', change: 'create', title, details: [wish.name, `lists ${listed(wide)}`] }
  }
  const onList = rolesListed(application.access, graphAppId)
  const missing = wide.filter((role) => !onList.includes(graph.roles[role] ?? ''))
  const { displayName, appId } = application
  const names = [displayName, appId]
  if (missing.length === 0) return { key: 'application', change: 'nothing', title, details: names }
  return {
    key: 'application',
    change: 'change',
    title,
    details: [...names, `lists ${listed(missing)} as well`],
  }
}

function principalStep(wish: ProvisionWish, { principal }: Found): ProvisionStep {
  const step = { key: 'principal', title: 'Presence in your directory (enterprise application)' }
  if (principal === undefined) return { ...step, change: 'create', details: [wish.name] }
  if (!principal.enabled) return { ...step, change: 'change', details: [wish.name, 'is switched on'] }
  return { ...step, change: 'nothing', details: [wish.name] }
}

function grantStep({ grants }: Found, role: string): ProvisionStep {
  const isGranted = grants.some((grant) => grant.role === role)
  const change = isGranted ? 'nothing' : 'create'
  const reach = role === directoryRole ? 'names and addresses of people' : 'all mailboxes of the tenant'
  return {
    key: `grant:${role}`,
    change,
    title: `Permission ${role}`,
    details: ['Microsoft Graph, application permission', reach],
  }
}

function credentialStep({ application, held }: Found): ProvisionStep {
  const key = 'credential'
  if (held === 'secret' && application?.hasSecret) {
    return { key, change: 'nothing', title: 'Client secret', details: ['the one that Tandem holds'] }
  }
  const title = 'Certificate'
  const thumbprint = typeof held === 'object' ? held.thumbprint : undefined
  if (thumbprint !== undefined && application?.thumbprints.includes(thumbprint)) {
    return { key, change: 'nothing', title, details: [thumbprint] }
  }
  const details = ['a key pair made by Tandem; the private key is sealed and never leaves it']
  return { key, change: 'create', title, details }
}

function exchangeSteps(
  wish: ProvisionWish,
  mailboxes: string[],
  found: Found,
  narrow: Right[],
): ProvisionStep[] {
  if (narrow.length === 0) return []
  const names = exchangeNames(wish)
  const { exchange } = found
  const scopeIsRight =
    exchange?.scope !== undefined &&
    exchange.scope.filter === filterFor(exchange.group?.distinguishedName ?? '')
  return [
    groupStep(names.group, mailboxes, exchange?.group?.members),
    {
      key: 'exchange-principal',
      change: exchange?.hasPrincipal ? 'nothing' : 'create',
      title: 'Presence in Exchange',
      details: [wish.name],
    },
    {
      key: 'scope',
      change: scopeIsRight ? 'nothing' : exchange?.scope ? 'change' : 'create',
      title: 'Scope in Exchange',
      details: [names.scope, `the members of ${names.group}`],
    },
    ...narrow.map(({ exchangeRole = '', opens }): ProvisionStep => {
      const held = exchange?.assignments.some(
        ({ role, scope }) => role === exchangeRole && scope === names.scope,
      )
      return {
        key: `role:${exchangeRole}`,
        change: held ? 'nothing' : 'create',
        title: `Role ${exchangeRole}`,
        details: [`opens ${opens}`, `only in ${names.scope}`],
      }
    }),
  ]
}

function groupStep(name: string, mailboxes: string[], members: string[] | undefined): ProvisionStep {
  const key = 'group'
  const title = 'Mail-enabled security group'
  if (members === undefined) return { key, change: 'create', title, details: [name, ...mailboxes] }
  const added = mailboxes.filter((one) => !members.includes(one))
  const left = members.filter((one) => !mailboxes.includes(one))
  if (added.length + left.length === 0)
    return { key, change: 'nothing', title, details: [name, ...mailboxes] }
  const details = [name, ...added.map((one) => `add ${one}`), ...left.map((one) => `take out ${one}`)]
  return { key, change: 'change', title, details }
}

/** Whatever opens all mailboxes beside a role for some of them undoes the choice (rights are added up). */
function widenedSteps({ grants }: Found, narrow: Right[]): ProvisionStep[] {
  return grants
    .filter(({ role }) => narrow.some((right) => sameKind(right.role, role)))
    .map(({ role }) => ({
      key: `widened:${role}`,
      change: 'remove',
      title: `Tenant-wide permission ${role}`,
      details: ['opens every mailbox, whatever the scope says'],
      needsYes: true,
    }))
}

/** `Contacts.Read` opens the same as `Contacts.ReadWrite`: what comes before the dot is the kind. */
function sameKind(one: string, other: string): boolean {
  return one.split('.')[0] === other.split('.')[0]
}

/** The filter of a scope that holds the members of a group (New-ManagementScope). */
export function filterFor(distinguishedName: string): string {
  return `MemberOfGroup -eq '${distinguishedName.replaceAll("'", "''")}'`
}
