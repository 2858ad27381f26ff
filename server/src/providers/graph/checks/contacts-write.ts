import { type Failure, ProviderError } from '../../failures.ts'
import type { Check, CheckOutcome } from '../../provider.ts'
import { checkProperty, type GraphContact } from '../map.ts'
import { contactsOf, pageOf } from '../pages.ts'
import { mailboxPaths, query, quoted } from '../paths.ts'
import type { GraphSettings } from '../settings.ts'
import { ask, type GraphContext, look } from './context.ts'

/** A contact is written to the test mailbox and removed again; what an earlier check left behind goes first. */
export const contactsWrite: Check<GraphSettings> = {
  name: 'contacts-write',
  title: 'A contact can be written and removed',
  after: ['contacts-read'],
  run: async (context) => {
    const address = context.testMailbox ?? ''
    const left = await removeMarked(context, address)
    if (left.failure) return cannotWrite(address, left.failure)
    const written = await ask(context, {
      method: 'POST',
      path: mailboxPaths(address).contacts(undefined),
      body: {
        displayName: 'Tandem check (may be deleted)',
        givenName: 'Tandem',
        surname: 'check (may be deleted)',
        singleValueExtendedProperties: [{ id: checkProperty, value: context.marker }],
      },
    })
    if (!written.ok) return cannotWrite(address, written.failure)
    const problem = await remove(context, address, (written.answer.body as GraphContact).id)
    if (problem) return cannotRemove(address, problem)
    const earlier = left.count === 0 ? '' : ` ${left.count} left by an earlier check went as well.`
    return { state: 'ok', headline: `A contact was written to ${address} and removed.${earlier}` }
  },
}

/** Everything that any check ever marked: the one who crashed cannot clean up any more. */
async function removeMarked(
  context: GraphContext,
  address: string,
): Promise<{ count: number; failure?: Failure }> {
  const $filter = `singleValueExtendedProperties/any(ep: ep/id eq ${quoted(checkProperty)} and ep/value ne '')`
  const told = await look(
    context,
    `${mailboxPaths(address).contacts(undefined)}${query({ $filter, $select: 'id', $top: 50 })}`,
  )
  if (!told.ok) return { count: 0, failure: told.failure }
  const left = contactsOf(pageOf(told.answer))
  for (const { id } of left) {
    const failure = await remove(context, address, id)
    if (failure) return { count: 0, failure }
  }
  return { count: left.length }
}

/** Undefined when it is gone, also if another check was faster. */
async function remove(context: GraphContext, address: string, id: string): Promise<Failure | undefined> {
  try {
    const told = await ask(context, { method: 'DELETE', path: mailboxPaths(address).contact(id) })
    return told.ok || told.failure.kind === 'NotFound' ? undefined : told.failure
  } catch (error) {
    if (error instanceof ProviderError) return error.failure
    throw error
  }
}

function cannotWrite(address: string, failure: Failure): CheckOutcome {
  return {
    state: 'failed',
    headline: `Contacts of ${address} can be read but not written.`,
    meaning: `Microsoft’s own words: ${failure.detail}. Tandem needs to write as well, to bring changes into the mailbox.`,
    actor: 'administrator',
    remedy:
      'Look whether the granted permission is Contacts.ReadWrite (not Contacts.Read), and whether the mailbox is full or on hold.',
    minutes: 5,
  }
}

function cannotRemove(address: string, failure: Failure): CheckOutcome {
  return {
    state: 'failed',
    headline: `A contact was written to ${address} but could not be removed.`,
    meaning: `“Tandem check (may be deleted)” is still there. Microsoft’s own words: ${failure.detail}`,
    actor: 'operations',
    remedy: 'Verify again: the next check removes it first. It can also be deleted in Outlook.',
    minutes: 2,
  }
}
