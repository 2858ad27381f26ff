import { type Failure, ProviderError } from '../../failures.ts'
import type { Check, CheckOutcome, Wanted } from '../../provider.ts'
import type { GraphRequest } from '../http.ts'
import { checkProperty } from '../map.ts'
import { itemsOf, pageOf } from '../pages.ts'
import { query } from '../paths.ts'
import type { GraphSettings } from '../settings.ts'
import { ask, type GraphContext, look } from './context.ts'
import { refusalWords } from './refusals.ts'
import { rightTo } from './rights.ts'
import { failedWith } from './signed-in.ts'

/** One kind of items, each in a folder of its own, so that a sync of the mailbox never meets what a check writes. */
interface Kind {
  name: string
  wants: keyof Wanted
  title: string
  after: string
  /** One of them. */
  one: string
  label: string
  /** Folders of this kind, from the mailbox on. */
  folders: string
  /** The property with a folder's name. */
  called: 'displayName' | 'name'
  /** Items of a folder. */
  items: string
  body(now: Date): Record<string, unknown>
  /** To Do keeps no properties of others. */
  marksItems: boolean
  /** How a folder goes without a trace in Deleted Items; To Do has none of those. */
  forGood: boolean
}

/** What people read who find one after a crash. */
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
      const left = await removeLeft(context, kind, address)
      if (left.failure) return cannotWrite(kind, address, left.failure)
      const folder = await ask(context, {
        method: 'POST',
        path: foldersOf(kind, address),
        body: { [kind.called]: folderName(context) },
      })
      if (!folder.ok) return cannotWrite(kind, address, folder.failure)
      const { id } = folder.answer.body as { id: string }
      const written = await ask(context, {
        method: 'POST',
        path: `${foldersOf(kind, address)}/${encodeURIComponent(id)}/${kind.items}`,
        body: { ...kind.body(context.now()), ...(kind.marksItems && marked(context)) },
      })
      const problem = await remove(context, kind, address, id)
      if (!written.ok) return cannotWrite(kind, address, written.failure)
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
  folders: 'contactFolders',
  called: 'displayName',
  items: 'contacts',
  body: () => ({ displayName: shownName, givenName: 'Tandem', surname: 'check (may be deleted)' }),
  marksItems: true,
  forGood: true,
})

/** Without attendees, so that nobody is mailed, without a reminder, and shown as free. */
export const calendarWrite = writingCheck({
  name: 'calendar-write',
  wants: 'calendar',
  title: 'An event can be written and removed',
  after: 'calendar-read',
  one: 'An event',
  label: 'The calendar',
  folders: 'calendars',
  called: 'name',
  items: 'events',
  body: (now) => ({
    subject: shownName,
    start: inHours(now, 24),
    end: inHours(now, 24.25),
    showAs: 'free',
    isReminderOn: false,
  }),
  marksItems: true,
  forGood: true,
})

export const tasksWrite = writingCheck({
  name: 'tasks-write',
  wants: 'tasks',
  title: 'A task can be written and removed',
  after: 'tasks-read',
  one: 'A task',
  label: 'Tasks',
  folders: 'todo/lists',
  called: 'displayName',
  items: 'tasks',
  body: () => ({ title: shownName }),
  marksItems: false,
  forGood: false,
})

/** Each connection finds its own: two that prove themselves on one mailbox do not take away each other's. */
export function folderName({ marker }: GraphContext): string {
  return `Tandem check ${marker.slice(-8)} (may be deleted)`
}

function foldersOf({ folders }: Kind, address: string): string {
  return `/v1.0/users/${encodeURIComponent(address)}/${folders}`
}

function marked({ marker }: GraphContext) {
  return { singleValueExtendedProperties: [{ id: checkProperty, value: marker }] }
}

function inHours(now: Date, hours: number): { dateTime: string; timeZone: string } {
  const dateTime = new Date(now.getTime() + hours * 3_600_000).toISOString().slice(0, 19)
  return { dateTime, timeZone: 'UTC' }
}

/** Folders of a check that crashed: the one who made them cannot clean up any more. */
async function removeLeft(
  context: GraphContext,
  kind: Kind,
  address: string,
): Promise<{ count: number; failure?: Failure }> {
  // Few people have so many folders; whatever lies behind them is found by the next check.
  const told = await look(context, `${foldersOf(kind, address)}${query({ $top: 200 })}`)
  if (!told.ok) return { count: 0, failure: told.failure }
  const left = itemsOf<{ id: string } & Record<string, unknown>>(pageOf(told.answer)).filter(
    (folder) => folder[kind.called] === folderName(context),
  )
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
  const path = `${foldersOf(kind, address)}/${encodeURIComponent(id)}`
  const request: GraphRequest = kind.forGood
    ? { method: 'POST', path: `${path}/permanentDelete` }
    : { method: 'DELETE', path }
  try {
    const told = await ask(context, request)
    return told.ok || told.failure.kind === 'NotFound' ? undefined : told.failure
  } catch (error) {
    if (error instanceof ProviderError) return error.failure
    throw error
  }
}

function cannotWrite(kind: Kind, address: string, failure: Failure): CheckOutcome {
  if (failure.evidence?.status !== 403) {
    const words = refusalWords(failure, address)
    if (words) return failedWith(words)
  }
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
