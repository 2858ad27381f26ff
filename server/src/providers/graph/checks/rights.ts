import type { Wanted } from '../../provider.ts'
import { eventPaths } from '../event-paths.ts'
import type { GraphRequest } from '../http.ts'
import { mailPaths } from '../mail-paths.ts'
import { mailboxPaths } from '../paths.ts'
import { taskPaths } from '../task-paths.ts'
import type { Told } from './context.ts'

/** What one wish takes: an application permission of Graph, or where there is one a role of Exchange (RBAC for Applications). */
export interface Right {
  wanted: keyof Wanted
  role: string
  /** Absent: Exchange has none, so the permission cannot be limited to a group. */
  exchangeRole?: string
  /** What cannot be done without it. */
  without: string
  /** What it opens. */
  opens: string
  /** The smallest question in a mailbox that tells whether the right is there. */
  probe(mailbox: string): GraphRequest
  /** The question in words. */
  proof: string
}

const get = (path: string): GraphRequest => ({ method: 'GET', path })

const all: Right[] = [
  {
    wanted: 'contacts',
    role: 'Contacts.ReadWrite',
    exchangeRole: 'Application Contacts.ReadWrite',
    without: 'contacts cannot be kept in step',
    opens: 'contacts',
    probe: (mailbox) => get(`${mailboxPaths(mailbox).contacts(undefined)}?$top=1&$select=id`),
    proof: 'one contact was read',
  },
  {
    wanted: 'calendar',
    role: 'Calendars.ReadWrite',
    exchangeRole: 'Application Calendars.ReadWrite',
    without: 'calendars cannot be kept in step',
    opens: 'calendars',
    probe: (mailbox) => get(`${eventPaths(mailbox).events(undefined)}?$top=1&$select=id`),
    proof: 'one event was read',
  },
  {
    wanted: 'tasks',
    role: 'Tasks.ReadWrite.All',
    without: 'tasks cannot be kept in step',
    opens: 'tasks',
    probe: (mailbox) => get(taskPaths(mailbox).lists),
    proof: 'the task lists were read',
  },
  {
    wanted: 'send',
    role: 'Mail.Send',
    exchangeRole: 'Application Mail.Send',
    without: 'no mail can be sent',
    opens: 'sending mail',
    // Nobody is mailed: Exchange refuses a letter to nobody, but only after it has looked at the right (decision 0010).
    probe: (mailbox) => ({
      method: 'POST',
      path: mailPaths(mailbox).sendMail,
      body: { message: { subject: 'Tandem check', toRecipients: [] }, saveToSentItems: false },
      harmless: true,
    }),
    proof: 'a letter without recipients was handed over',
  },
  {
    wanted: 'readMail',
    role: 'Mail.ReadWrite',
    exchangeRole: 'Application Mail.ReadWrite',
    without: 'what was sent cannot be looked up',
    opens: 'mail',
    probe: (mailbox) => get(`/v1.0/users/${encodeURIComponent(mailbox)}/mailFolders/drafts?$select=id`),
    proof: 'the folder for drafts was looked at',
  },
]

/** Lets Tandem read in the directory when its secret or certificate ends: useful, needed for nothing else. */
export const readsApplications = 'Application.Read.All'

/** Any of these lets an application read registrations (application-list in the reference). */
export const applicationReaders = [
  readsApplications,
  'Application.ReadWrite.OwnedBy',
  'Application.ReadWrite.All',
  'Directory.Read.All',
]

/** The rights for what is wanted; what is not wanted is never asked for. */
export function rightsFor(wanted: Wanted): Right[] {
  return all.filter((right) => wanted[right.wanted] === true)
}

/** The right for one wish. */
export function rightTo(wanted: keyof Wanted): Right {
  return all.find((right) => right.wanted === wanted)!
}

/** What the answer to a probe says of the right; a mailbox that is not there says nothing. */
export function foundOf(told: Told): 'allowed' | 'refused' | 'unknown' {
  if (told.ok || isForNobody(told)) return 'allowed'
  return told.failure.evidence?.status === 403 ? 'refused' : 'unknown'
}

/** The letter to nobody came as far as its recipients. */
function isForNobody(told: Told): boolean {
  return !told.ok && /^Error(Invalid|Missing)Recipients$/.test(told.code)
}

/** The same thing is named in the token, whatever may be done with it: the right is given for the whole tenant. */
export function isInToken({ role }: Right, roles: string[]): boolean {
  return roles.some((one) => thingOf(one) === thingOf(role))
}

/** `Mail.Send` opens nothing of what `Mail.Read` opens. */
function thingOf(role: string): string {
  return role === 'Mail.Send' ? role : (role.split('.')[0] ?? '')
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: string[]): string {
  const last = words.at(-1) ?? ''
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`
}
