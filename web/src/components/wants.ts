import type { Connection } from '../shapes.ts'

export type Wanted = Connection['wanted']
export type WantName = keyof Wanted

interface Want {
  name: WantName
  title: string
  hint: string
  /** The application permission of Graph. */
  permission: string
  /** The role of RBAC for Applications that gives the same for a group; there is none for tasks. */
  role?: string
}

/** What a connection can be for, with the names that an administrator meets. */
export const wants: Want[] = [
  {
    name: 'contacts',
    title: 'Contacts',
    hint: 'Kept in step both ways.',
    permission: 'Contacts.ReadWrite',
    role: 'Application Contacts.ReadWrite',
  },
  {
    name: 'calendar',
    title: 'Calendar',
    hint: 'Kept in step both ways; nobody is mailed without a yes.',
    permission: 'Calendars.ReadWrite',
    role: 'Application Calendars.ReadWrite',
  },
  {
    name: 'tasks',
    title: 'Tasks',
    hint: 'Kept in step both ways. Exchange cannot limit this one to a group.',
    permission: 'Tasks.ReadWrite.All',
  },
  {
    name: 'send',
    title: 'Sending mail',
    hint: 'Mail goes out as the person, with the copy in their Sent folder.',
    permission: 'Mail.Send',
    role: 'Application Mail.Send',
  },
  {
    name: 'readMail',
    title: 'Looking up what was sent',
    hint: 'Lets Tandem write drafts and look into mail, so that a message goes out exactly once whatever is lost on the way. Without it no request is ever made that could read mail.',
    permission: 'Mail.ReadWrite',
    role: 'Application Mail.ReadWrite',
  },
]

/** What is wanted, one by one. */
export function wantedOf(wanted: Wanted): Want[] {
  return wants.filter(({ name }) => wanted[name])
}

/** What is to be granted in Entra: everything, or with roles in Exchange only what has no role. */
export function permissionsFor(wanted: Wanted, byRoles: boolean): string[] {
  const needed = wantedOf(wanted).filter(({ role }) => !byRoles || role === undefined)
  return [...needed.map(({ permission }) => permission), 'User.Read.All']
}

/** The roles to be given in Exchange. */
export function rolesFor(wanted: Wanted): string[] {
  return wantedOf(wanted).flatMap(({ role }) => role ?? [])
}
