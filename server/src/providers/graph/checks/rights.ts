import type { Wanted } from '../../provider.ts'
import { eventPaths } from '../event-paths.ts'
import { mailboxPaths } from '../paths.ts'
import { taskPaths } from '../task-paths.ts'

/** What one wish takes: an application permission of Graph, or where there is one a role of Exchange (RBAC for Applications). */
export interface Right {
  wanted: keyof Wanted
  role: string
  exchangeRole?: string
  /** What cannot be done without it. */
  without: string
  /** What it opens. */
  opens: string
  /** The smallest question in a mailbox that tells whether the right is there; absent where only a deed could tell. */
  probe?(mailbox: string): string
}

const all: Right[] = [
  {
    wanted: 'contacts',
    role: 'Contacts.ReadWrite',
    exchangeRole: 'Application Contacts.ReadWrite',
    without: 'contacts cannot be kept in step',
    opens: 'contacts',
    probe: (mailbox) => `${mailboxPaths(mailbox).contacts(undefined)}?$top=1&$select=id`,
  },
  {
    wanted: 'calendar',
    role: 'Calendars.ReadWrite',
    exchangeRole: 'Application Calendars.ReadWrite',
    without: 'calendars cannot be kept in step',
    opens: 'calendars',
    probe: (mailbox) => `${eventPaths(mailbox).events(undefined)}?$top=1&$select=id`,
  },
  {
    wanted: 'tasks',
    role: 'Tasks.ReadWrite.All',
    without: 'tasks cannot be kept in step',
    opens: 'tasks',
    probe: (mailbox) => taskPaths(mailbox).lists,
  },
  {
    wanted: 'send',
    role: 'Mail.Send',
    exchangeRole: 'Application Mail.Send',
    without: 'no mail can be sent',
    opens: 'sending mail',
  },
  {
    wanted: 'readMail',
    role: 'Mail.ReadWrite',
    exchangeRole: 'Application Mail.ReadWrite',
    without: 'what was sent cannot be looked up',
    opens: 'mail',
    probe: (mailbox) => `/v1.0/users/${encodeURIComponent(mailbox)}/mailFolders/drafts?$select=id`,
  },
]

/** The rights for what is wanted; what is not wanted is never asked for. */
export function rightsFor(wanted: Wanted): Right[] {
  return all.filter((right) => wanted[right.wanted] === true)
}

/** The right for one wish. */
export function rightTo(wanted: keyof Wanted): Right {
  return all.find((right) => right.wanted === wanted)!
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: string[]): string {
  const last = words.at(-1) ?? ''
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`
}
