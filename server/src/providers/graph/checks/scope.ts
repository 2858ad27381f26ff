import type { Check, CheckOutcome } from '../../provider.ts'
import type { GraphSettings } from '../settings.ts'
import { openContacts, rolesInToken } from './context.ts'
import { permissionScript, scopeScript } from './scripts.ts'

/** The application cannot open mailboxes that are none of its business. */
export const scope: Check<GraphSettings> = {
  name: 'scope',
  title: 'Other mailboxes stay closed',
  after: ['permissions', 'contacts-read'],
  run: async (context) => {
    const inToken = ((await rolesInToken(context)) ?? []).filter((role) => role.startsWith('Contacts.'))
    const address = context.refusedMailbox
    if (address === undefined) return inToken.length === 0 ? narrow() : wide(context.settings, inToken)
    const told = await openContacts(context, address)
    if (told.ok) return opened(context.settings, address, inToken)
    if (told.failure.evidence?.status === 404) return provesNothing(address)
    if (told.failure.kind === 'Forbidden')
      return { state: 'ok', headline: `${address} was refused, as it should be.` }
    return provesNothing(address)
  },
}

function narrow(): CheckOutcome {
  return {
    state: 'ok',
    headline: 'The right to contacts comes from a role in Exchange with a scope of its own.',
    meaning: 'Name a mailbox that must be refused, and each verification proves it.',
    actor: 'nobody',
  }
}

function wide(settings: GraphSettings, roles: string[]): CheckOutcome {
  return {
    state: 'warning',
    headline: 'As far as we can see, the application may open every mailbox of the tenant.',
    meaning: `${roles.join(', ')} is granted for the whole tenant, and no mailbox was named that must be refused. Tandem opens only those switched on, but Microsoft does not hold it to that.`,
    actor: 'administrator',
    remedy:
      'Limit the application to a group with a role in Exchange (RBAC for Applications), then name a mailbox outside the group here, so that each verification proves the limit.',
    script: scopeScript(settings),
    minutes: 15,
  }
}

function opened(settings: GraphSettings, address: string, roles: string[]): CheckOutcome {
  const trap = roles.length > 0
  return {
    state: 'failed',
    headline: 'The application can open mailboxes outside the group.',
    meaning: trap
      ? `We asked for ${address}, which should be refused, and it was allowed: ${roles.join(', ')} is granted for the whole tenant in Entra, and that overrides a role with a scope.`
      : `We asked for ${address}, which should be refused, and it was allowed: the scope of the role in Exchange holds this mailbox.`,
    actor: 'administrator',
    remedy: trap
      ? `Remove the tenant-wide ${roles.join(', ')} in Entra and keep the role assignment; or, with an application access policy, take the mailbox out of its group. Exchange takes up to two hours to notice.`
      : 'Take the mailbox out of the group of the role’s scope. Exchange takes up to two hours to notice.',
    script: trap ? permissionScript(settings, [], roles) : scopeScript(settings),
    minutes: 10,
  }
}

function provesNothing(address: string): CheckOutcome {
  return {
    state: 'warning',
    headline: `${address} proves nothing: it is no mailbox of this tenant.`,
    meaning: 'A mailbox that does not exist is refused to everybody.',
    actor: 'administrator',
    remedy: 'Name a mailbox that exists and is outside the group.',
    minutes: 2,
  }
}
