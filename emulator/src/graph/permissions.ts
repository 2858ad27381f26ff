/** Permissions of which one is needed to read or write contacts (contact-get, contact-update in the reference). */
export const readContacts: readonly string[] = ['Contacts.Read', 'Contacts.ReadWrite']
export const writeContacts: readonly string[] = ['Contacts.ReadWrite']

/** Of which one is needed for calendars (event-get, calendar-get): `ReadBasic` shows no bodies and no extended properties. */
export const readCalendarsFully: readonly string[] = ['Calendars.Read', 'Calendars.ReadWrite']
export const readCalendars: readonly string[] = [
  'Calendars.ReadBasic',
  'Calendars.ReadBasic.All',
  ...readCalendarsFully,
]
export const writeCalendars: readonly string[] = ['Calendars.ReadWrite']

/** Of which one is needed for To Do: the names with `.All` are those of applications. */
export const readTasks: readonly string[] = [
  'Tasks.Read',
  'Tasks.ReadWrite',
  'Tasks.Read.All',
  'Tasks.ReadWrite.All',
]
export const writeTasks: readonly string[] = ['Tasks.ReadWrite', 'Tasks.ReadWrite.All']
/** Permissions for mail (user-list-messages, message-update, user-sendmail in the reference). */
export const readMail: readonly string[] = ['Mail.Read', 'Mail.ReadWrite']
/** Everything of a message but its body, its preview, attachments and extended properties. */
export const readBasicMail: readonly string[] = ['Mail.ReadBasic', 'Mail.ReadBasic.All', ...readMail]
export const writeMail: readonly string[] = ['Mail.ReadWrite']
export const sendMail: readonly string[] = ['Mail.Send']
