import { type Failure, ProviderError } from '../../failures.ts'
import type { Check, CheckOutcome, Wanted } from '../../provider.ts'
import { eventPaths } from '../event-paths.ts'
import { checkProperty } from '../map.ts'
import { itemsOf, pageOf } from '../pages.ts'
import { mailboxPaths, query, quoted } from '../paths.ts'
import type { GraphSettings } from '../settings.ts'
import { ask, type GraphContext, look } from './context.ts'
import { rightTo } from './rights.ts'

interface Kind {
  name: string
  wants: keyof Wanted
  title: string
  after: string
  /** One of them. */
  one: string
  label: string
  items(mailbox: string): string
  item(mailbox: string, id: string): string
  body(now: Date): Record<string, unknown>
}

const shownName = 'Tandem check (may be deleted)'

/** That one item is written to the test mailbox and removed again; what an earlier check left behind goes first. */
function writingCheck(kind: Kind): Check<GraphSettings> {
  return {
    name: kind.name,
    title: kind.title,
    wants: kind.wants,
    after: [kind.after],
    run: async (context) => {
      const address = context.testMailbox ?? ''
      const left = await removeMarked(context, kind, address)
      if (left.failure) return cannotWrite(kind, address, left.failure)
      const singleValueExtendedProperties = [{ id: checkProperty, value: context.marker }]
      const written = await ask(context, {
        method: 'POST',
        path: kind.items(address),
        body: { ...kind.body(context.now()), singleValueExtendedProperties },
      })
      if (!written.ok) return cannotWrite(kind, address, written.failure)
      const problem = await remove(context, kind, address, (written.answer.body as { id: string }).id)
      if (problem) return cannotRemove(kind, address, problem)
      const earlier = left.count === 0 ? '' : ` ${left.count} left by an earlier check went as well.`
      return { state: 'ok', headline: `${kind.one} was written to ${address} and removed.${earlier}` }
    },
  }
}

export const contactsWrite = writingCheck({
  name: 'contacts-write',
  wants: 'contacts',
  title: 'A contact can be written and removed',
  after: 'contacts-read',
  one: 'A contact',
  label: 'Contacts',
  items: (mailbox) => mailboxPaths(mailbox).contacts(undefined),
  item: (mailbox, id) => mailboxPaths(mailbox).contact(id),
  body: () => ({ displayName: shownName, givenName: 'Tandem', surname: 'check (may be deleted)' }),
})

/** Without attendees, so that nobody is mailed, without a reminder, and shown as free. */
export const calendarWrite = writingCheck({
  name: 'calendar-write',
  wants: 'calendar',
  title: 'An event can be written and removed',
  after: 'calendar-read',
  one: 'An event',
  label: 'The calendar',
  items: (mailbox) => eventPaths(mailbox).events(undefined),
  item: (mailbox, id) => eventPaths(mailbox).event(id),
  body: (now) => ({
    subject: shownName,
    start: inHours(now, 24),
    end: inHours(now, 24.25),
    showAs: 'free',
    isReminderOn: false,
  }),
})

function inHours(now: Date, hours: number): { dateTime: string; timeZone: string } {
  const dateTime = new Date(now.getTime() + hours * 3_600_000).toISOString().slice(0, 19)
  return { dateTime, timeZone: 'UTC' }
}

/** Everything that any check ever marked: the one who crashed cannot clean up any more. */
async function removeMarked(
  context: GraphContext,
  kind: Kind,
  address: string,
): Promise<{ count: number; failure?: Failure }> {
  const $filter = `singleValueExtendedProperties/any(ep: ep/id eq ${quoted(checkProperty)} and ep/value ne '')`
  const told = await look(context, `${kind.items(address)}${query({ $filter, $select: 'id', $top: 50 })}`)
  if (!told.ok) return { count: 0, failure: told.failure }
  const left = itemsOf(pageOf(told.answer))
  for (const { id } of left) {
    const failure = await remove(context, kind, address, id)
    if (failure) return { count: 0, failure }
  }
  return { count: left.length }
}

/** Undefined when it is gone, also if another check was faster. */
async function remove(
  context: GraphContext,
  kind: Kind,
  address: string,
  id: string,
): Promise<Failure | undefined> {
  try {
    const told = await ask(context, { method: 'DELETE', path: kind.item(address, id) })
    return told.ok || told.failure.kind === 'NotFound' ? undefined : told.failure
  } catch (error) {
    if (error instanceof ProviderError) return error.failure
    throw error
  }
}

function cannotWrite(kind: Kind, address: string, failure: Failure): CheckOutcome {
  const { role } = rightTo(kind.wants)
  return {
    state: 'failed',
    headline: `${kind.label} of ${address} can be read but not written.`,
    meaning: `Microsoft’s own words: ${failure.detail}. Tandem needs to write as well, to bring changes into the mailbox.`,
    actor: 'administrator',
    remedy: `Look whether the granted permission is ${role} (not ${role.replace('Write', '')}), and whether the mailbox is full or on hold.`,
    minutes: 5,
  }
}

function cannotRemove(kind: Kind, address: string, failure: Failure): CheckOutcome {
  return {
    state: 'failed',
    headline: `${kind.one} was written to ${address} but could not be removed.`,
    meaning: `“${shownName}” is still there. Microsoft’s own words: ${failure.detail}`,
    actor: 'operations',
    remedy: 'Verify again: the next check removes it first. It can also be deleted in Outlook.',
    minutes: 2,
  }
}
