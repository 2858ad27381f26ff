/** Permissions of which one is needed to read or write contacts (contact-get, contact-update in the reference). */
export const readContacts: readonly string[] = ['Contacts.Read', 'Contacts.ReadWrite']
export const writeContacts: readonly string[] = ['Contacts.ReadWrite']
