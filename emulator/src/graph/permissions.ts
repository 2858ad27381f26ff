/** Permissions of which one is needed to read or write contacts (contact-get, contact-update in the reference). */
export const readContacts: readonly string[] = ['Contacts.Read', 'Contacts.ReadWrite']
export const writeContacts: readonly string[] = ['Contacts.ReadWrite']

/** Permissions for mail (user-list-messages, message-update, user-sendmail in the reference). */
export const readMail: readonly string[] = ['Mail.Read', 'Mail.ReadWrite']
/** Everything of a message but its body, its preview, attachments and extended properties. */
export const readBasicMail: readonly string[] = ['Mail.ReadBasic', 'Mail.ReadBasic.All', ...readMail]
export const writeMail: readonly string[] = ['Mail.ReadWrite']
export const sendMail: readonly string[] = ['Mail.Send']
