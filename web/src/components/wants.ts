import type { Connection } from '../shapes.ts'

export type Wanted = Connection['wanted']
export type WantName = keyof Wanted

interface Want {
  name: WantName
  title: string
  hint: string
}

/** What a connection can be for, with the names that an administrator meets. */
export const wants: Want[] = [
  {
    name: 'contacts',
    title: 'Contacts',
    hint: 'Kept in step both ways.',
  },
  {
    name: 'calendar',
    title: 'Calendar',
    hint: 'Kept in step both ways; nobody is mailed without a yes.',
  },
  {
    name: 'tasks',
    title: 'Tasks',
    hint: 'Kept in step both ways. Exchange cannot limit this one to a group.',
  },
  {
    name: 'send',
    title: 'Sending mail',
    hint: 'Mail goes out as the person, with the copy in their Sent folder.',
  },
  {
    name: 'readMail',
    title: 'Reading mail',
    hint: 'Lets Tandem write drafts and look into mail, so that a message goes out exactly once whatever is lost on the way; and lets a shared mailbox become a queue, whose mail is fetched and read here. Without it no request is ever made that could read mail.',
  },
]

/** What is wanted, one by one. */
export function wantedOf(wanted: Wanted): Want[] {
  return wants.filter(({ name }) => wanted[name])
}
