import type { AccessRow } from '@tandem/model/verification.ts'
import type { Check, CheckOutcome } from '../../provider.ts'
import type { GraphSettings } from '../settings.ts'
import { type GraphContext, rolesInToken, tryRight } from './context.ts'
import { scopeTakes } from './reading.ts'
import { isInToken, listed, type Right, rightsFor } from './rights.ts'
import { scopeScript, trapScript } from './scripts.ts'

type Tried = Awaited<ReturnType<typeof tryRight>>

/** The application cannot open mailboxes that are none of its business: every right is tried where it must work and where it must not. */
export const scope: Check<GraphSettings> = {
  name: 'scope',
  title: 'Other mailboxes stay closed',
  after: ['mailbox'],
  run: async (context) => {
    const rights = rightsFor(context.wanted)
    const { testMailbox, refusedMailbox } = context
    const everywhere = async (mailbox: string | undefined) =>
      mailbox === undefined ? [] : await Promise.all(rights.map((right) => tryRight(context, right, mailbox)))
    const [inside, outside] = await Promise.all([everywhere(testMailbox), everywhere(refusedMailbox)])
    const roles = (await rolesInToken(context)) ?? []
    const inToken = rights.filter((right) => isInToken(right, roles))
    return {
      ...judge(context, outside, inToken, inside),
      access: [
        ...inside.map((one) => accessRow(one, testMailbox!, 'allowed')),
        ...outside.map((one) => accessRow(one, refusedMailbox!, 'refused')),
      ],
    }
  },
}

function accessRow({ right, found, at }: Tried, mailbox: string, expected: AccessRow['expected']): AccessRow {
  return { mailbox, permission: right.role, expected, found, at, proof: right.proof }
}

function judge(context: GraphContext, outside: Tried[], inToken: Right[], inside: Tried[]): CheckOutcome {
  const address = context.refusedMailbox
  const rights = rightsFor(context.wanted)
  if (address === undefined) return inToken.length === 0 ? narrow(rights) : wide(context, inToken)
  const open = outside.filter(({ found }) => found === 'allowed').map(({ right }) => right)
  const limitable = open.filter(({ exchangeRole }) => exchangeRole !== undefined)
  if (limitable.length > 0) return opened(context, address, limitable, inToken)
  const closed = outside.filter(({ found }) => found === 'refused').map(({ right }) => right)
  if (closed.length === 0 && open.length === 0) return provesNothing(address)
  if (open.length > 0) return unlimited(address, open)
  if (closed.length < outside.length) return partly(address, closed, outside)
  const works = inside.filter(({ found }) => found === 'allowed')
  if (context.testMailbox !== undefined && works.length < inside.length) return closedToAll(address)
  return { state: 'ok', headline: `${address} was refused, as it should be.` }
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

/** The union trap: what Entra grants for the tenant and what Exchange grants with a scope add up. */
function opened({ settings }: GraphContext, address: string, open: Right[], inToken: Right[]): CheckOutcome {
  const roles = open.filter((right) => inToken.includes(right)).map(({ role }) => role)
  const trap = roles.length > 0
  const what = listed(open.map(({ opens }) => opens))
  return {
    state: 'failed',
    headline: 'The application can open mailboxes outside the group.',
    meaning: trap
      ? `We tried the right to ${what} in ${address}, which should be refused, and it was allowed: ${listed(roles)} ${roles.length === 1 ? 'is' : 'are'} granted for the whole tenant in Entra, and that overrides a role with a scope.`
      : `We tried the right to ${what} in ${address}, which should be refused, and it was allowed: the scope of the role in Exchange holds this mailbox.`,
    actor: 'administrator',
    remedy: trap
      ? `Remove the tenant-wide ${listed(roles)} in Entra and keep the role assignment; or, with an application access policy, take the mailbox out of its group. Exchange takes up to two hours to notice.`
      : 'Take the mailbox out of the group of the role’s scope. Exchange takes up to two hours to notice.',
    script: trap ? trapScript(settings, roles) : scopeScript(settings, open),
    minutes: 10,
    settlesWithin: scopeTakes,
  }
}

function unlimited(address: string, open: Right[]): CheckOutcome {
  const what = listed(open.map(({ opens }) => opens))
  return {
    state: 'warning',
    headline: `The ${what} of every mailbox are open to the application; the rest is limited.`,
    meaning: `In ${address} everything else was refused. Exchange has no role with a scope for ${what}, so ${listed(open.map(({ role }) => role))} always holds for the whole tenant. Tandem opens only the mailboxes switched on.`,
    actor: 'nobody',
  }
}

/** Refused everywhere is no proof of a limit. */
function closedToAll(address: string): CheckOutcome {
  return {
    state: 'warning',
    headline: `${address} was refused, but a right is missing in the test mailbox as well.`,
    meaning: 'What is refused everywhere does not show that a scope works; it shows that a right is missing.',
    actor: 'administrator',
    remedy: 'Put the failed checks above right first, then verify again.',
    minutes: 1,
  }
}

function partly(address: string, closed: Right[], outside: Tried[]): CheckOutcome {
  const open = outside.filter(({ found }) => found === 'unknown').map(({ right }) => right.opens)
  return {
    state: 'warning',
    headline: `${address} was refused for ${listed(closed.map(({ opens }) => opens))}; for ${listed(open)} it is not proven.`,
    meaning: 'Microsoft gave an answer that says neither yes nor no; it is folded away below.',
    actor: 'administrator',
    remedy: 'Verify again; if it stays so, name another mailbox outside the group.',
    minutes: 2,
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
