import type { Check, CheckOutcome } from '../../provider.ts'
import type { GraphSettings } from '../settings.ts'
import { type GraphContext, look, rolesInToken } from './context.ts'
import { listed, type Right, rightsFor } from './rights.ts'
import { permissionScript, scopeScript } from './scripts.ts'

/** The application cannot open mailboxes that are none of its business. */
export const scope: Check<GraphSettings> = {
  name: 'scope',
  title: 'Other mailboxes stay closed',
  after: ['permissions', 'contacts-read', 'calendar-read', 'tasks-read'],
  run: async (context) => {
    const rights = rightsFor(context.wanted)
    const roles = (await rolesInToken(context)) ?? []
    const inToken = rights.filter(({ role }) => roles.some((one) => one.split('.')[0] === role.split('.')[0]))
    const address = context.refusedMailbox
    if (address === undefined) return inToken.length === 0 ? narrow(rights) : wide(context, inToken)
    const asked = await Promise.all(
      rights.flatMap((right) => (right.probe ? [probe(context, right, right.probe(address))] : [])),
    )
    if (asked.length === 0) return cannotTell()
    const open = asked.filter(({ told }) => told.ok).map(({ right }) => right)
    if (open.length > 0) return opened(context, address, open, inToken)
    const isRefused = asked.every(
      ({ told }) => !told.ok && told.failure.kind === 'Forbidden' && told.failure.evidence?.status !== 404,
    )
    if (isRefused) return { state: 'ok', headline: `${address} was refused, as it should be.` }
    return provesNothing(address)
  },
}

async function probe(context: GraphContext, right: Right, path: string) {
  return { right, told: await look(context, path) }
}

function narrow(rights: Right[]): CheckOutcome {
  return {
    state: 'ok',
    headline: `The right to ${listed(rights.map(({ opens }) => opens))} comes from a role in Exchange with a scope of its own.`,
    meaning: 'Name a mailbox that must be refused, and each verification proves it.',
    actor: 'nobody',
  }
}

function wide({ settings }: GraphContext, rights: Right[]): CheckOutcome {
  const roles = rights.map(({ role }) => role)
  return {
    state: 'warning',
    headline: 'As far as we can see, the application may open every mailbox of the tenant.',
    meaning: `${listed(roles)} ${roles.length === 1 ? 'is' : 'are'} granted for the whole tenant, and no mailbox was named that must be refused. Tandem opens only those switched on, but Microsoft does not hold it to that.`,
    actor: 'administrator',
    remedy:
      'Limit the application to a group with a role in Exchange (RBAC for Applications), then name a mailbox outside the group here, so that each verification proves the limit.',
    script: scopeScript(settings, rights),
    minutes: 15,
  }
}

function opened({ settings }: GraphContext, address: string, open: Right[], inToken: Right[]): CheckOutcome {
  const roles = open.filter((right) => inToken.includes(right)).map(({ role }) => role)
  const trap = roles.length > 0
  const what = listed(open.map(({ opens }) => opens))
  return {
    state: 'failed',
    headline: 'The application can open mailboxes outside the group.',
    meaning: trap
      ? `We asked for the ${what} of ${address}, which should be refused, and it was allowed: ${listed(roles)} ${roles.length === 1 ? 'is' : 'are'} granted for the whole tenant in Entra, and that overrides a role with a scope.`
      : `We asked for the ${what} of ${address}, which should be refused, and it was allowed: the scope of the role in Exchange holds this mailbox.`,
    actor: 'administrator',
    remedy: trap
      ? `Remove the tenant-wide ${listed(roles)} in Entra and keep the role assignment; or, with an application access policy, take the mailbox out of its group. Exchange takes up to two hours to notice.`
      : 'Take the mailbox out of the group of the role’s scope. Exchange takes up to two hours to notice.',
    script: trap ? permissionScript(settings, [], roles) : scopeScript(settings, open),
    minutes: 10,
  }
}

/** Whether mail may be sent from a mailbox can only be found out by sending it. */
function cannotTell(): CheckOutcome {
  return {
    state: 'skipped',
    headline: 'Nothing is read in mailboxes, so it cannot be tried which of them are closed.',
    actor: 'nobody',
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
