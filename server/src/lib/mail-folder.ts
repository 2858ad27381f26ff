/** The id of the Inbox, whatever the provider. */
export const inboxFolder = 'inbox'

/** In place of a folder's id, for a subscription: all of the mailbox. */
export const everyFolder = '*'
