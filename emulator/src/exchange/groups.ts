import { addGroup, findUser } from '../tenant/directory.ts'
import type { Group, Tenant, User } from '../tenant/types.ts'
import { type Command, type CommandCall, changed, list, needed, text } from './command-call.ts'
import { refuseCommand } from './refusals.ts'

/** Mail-enabled security groups, which only Exchange can make and change. */
export const groupCommands: Record<string, Command> = {
  'Get-DistributionGroup': (call) => found(call).map((group) => groupRow(call.tenant, group)),
  'Get-Group': (call) => found(call).map((group) => groupRow(call.tenant, group)),
  'New-DistributionGroup': create,
  'Remove-DistributionGroup': (call) => {
    call.tenant.groups.delete(groupOf(call.tenant, needed(call, 'Identity')).id)
    changed(call)
    return []
  },
  'Get-DistributionGroupMember': (call) => {
    const { members } = groupOf(call.tenant, needed(call, 'Identity'))
    return [...members].flatMap((id) => {
      const user = call.tenant.users.get(id)
      return user ? [memberRow(user)] : []
    })
  },
  'Add-DistributionGroupMember': (call) => {
    const group = groupOf(call.tenant, needed(call, 'Identity'))
    const user = recipientOf(call.tenant, needed(call, 'Member'))
    if (group.members.has(user.id)) {
      throw refuseCommand.exists(
        `The recipient "${user.displayName}" is already a member of the group "${group.displayName}".`,
      )
    }
    group.members.add(user.id)
    changed(call)
    return []
  },
  'Remove-DistributionGroupMember': (call) => {
    const group = groupOf(call.tenant, needed(call, 'Identity'))
    const user = recipientOf(call.tenant, needed(call, 'Member'))
    if (!group.members.delete(user.id)) throw refuseCommand.notFound(user.displayName)
    changed(call)
    return []
  },
}

/** A mail group by name, address, id or distinguished name. */
export function groupOf(tenant: Tenant, key: string): Group {
  const group = findGroup(tenant, key)
  if (group === undefined) throw refuseCommand.notFound(key)
  return group
}

/** Its place in Exchange's own directory, by which scopes name it. */
export function distinguishedName(tenant: Tenant, group: Group): string {
  const organisation = tenant.domains[0] ?? tenant.id
  return `CN=${group.displayName}${group.id.slice(0, 8)},OU=${organisation},OU=Microsoft Exchange Hosted Organizations,DC=EURPR01A001,DC=PROD,DC=OUTLOOK,DC=COM`
}

/** A person with a mailbox. */
export function recipientOf(tenant: Tenant, key: string): User {
  const user = findUser(tenant, key)
  if (user === undefined || user.mailboxKind === 'none') throw refuseCommand.notFound(key)
  return user
}

function findGroup(tenant: Tenant, key: string): Group | undefined {
  const wanted = key.toLowerCase()
  return [...tenant.groups.values()].find(
    (group) =>
      group.mailEnabled &&
      [
        group.id,
        group.displayName,
        group.mail,
        group.mail?.split('@')[0],
        distinguishedName(tenant, group),
      ].some((one) => one?.toLowerCase() === wanted),
  )
}

function found(call: CommandCall): Group[] {
  const key = text(call, 'Identity')
  if (key !== undefined) return [groupOf(call.tenant, key)]
  return [...call.tenant.groups.values()].filter(({ mailEnabled }) => mailEnabled)
}

function create(call: CommandCall): object[] {
  const { tenant, world } = call
  const name = needed(call, 'Name')
  const type = text(call, 'Type') ?? 'Distribution'
  const mail = (
    text(call, 'PrimarySmtpAddress') ??
    `${text(call, 'Alias') ?? name.replace(/\W+/g, '')}@${tenant.domains[0]}`
  ).toLowerCase()
  if (findGroup(tenant, name) || findGroup(tenant, mail) || findUser(tenant, mail)) {
    throw refuseCommand.exists(
      `The proxy address "SMTP:${mail}" is already being used by the proxy addresses or LegacyExchangeDN of "${name}". Please choose another proxy address.`,
    )
  }
  if (!tenant.domains.includes(mail.split('@')[1] ?? '')) {
    throw refuseCommand.argument(
      `The domain name "${mail.split('@')[1]}" is not an accepted domain for your organization.`,
    )
  }
  const members = list(call, 'Members').map((one) => recipientOf(tenant, one).id)
  const group = addGroup(world, tenant, {
    displayName: text(call, 'DisplayName') ?? name,
    mail,
    mailEnabled: true,
    securityEnabled: type.toLowerCase() === 'security',
    members,
  })
  return [groupRow(tenant, group)]
}

function groupRow(tenant: Tenant, group: Group) {
  const kind = group.securityEnabled ? 'MailUniversalSecurityGroup' : 'MailUniversalDistributionGroup'
  return {
    Name: group.displayName,
    DisplayName: group.displayName,
    Alias: group.mail?.split('@')[0],
    PrimarySmtpAddress: group.mail,
    GroupType: group.securityEnabled ? 'Universal, SecurityEnabled' : 'Universal',
    RecipientTypeDetails: kind,
    DistinguishedName: distinguishedName(tenant, group),
    ExternalDirectoryObjectId: group.id,
    Guid: group.id,
    Identity: group.displayName,
  }
}

function memberRow(user: User) {
  return {
    Name: user.displayName,
    DisplayName: user.displayName,
    PrimarySmtpAddress: user.mail,
    RecipientTypeDetails: user.mailboxKind === 'shared' ? 'SharedMailbox' : 'UserMailbox',
    ExternalDirectoryObjectId: user.id,
  }
}
