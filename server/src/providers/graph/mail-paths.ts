/** Paths of one mailbox's mail, from the version root on. */
export interface MailPaths {
  sendMail: string
  messages: string
  message(ref: string): string
  send(ref: string): string
  attachments(ref: string): string
  uploadSession(ref: string): string
  /** The messages of a well-known folder. */
  inFolder(folder: 'drafts' | 'sentitems' | 'inbox'): string
  /** The RFC 5322 bytes of a message. */
  raw(ref: string): string
  /** The resource of a subscription to the Inbox: without the version. */
  watched: string
}

/** Paths for a mailbox, by address or directory id. */
export function mailPaths(mailbox: string): MailPaths {
  const resource = `users/${encodeURIComponent(mailbox)}`
  const user = `/v1.0/${resource}`
  const message = (ref: string) => `${user}/messages/${encodeURIComponent(ref)}`
  return {
    sendMail: `${user}/sendMail`,
    messages: `${user}/messages`,
    message,
    send: (ref) => `${message(ref)}/send`,
    attachments: (ref) => `${message(ref)}/attachments`,
    uploadSession: (ref) => `${message(ref)}/attachments/createUploadSession`,
    raw: (ref) => `${message(ref)}/$value`,
    watched: `${resource}/mailFolders/inbox/messages`,
    inFolder: (folder) => `${user}/mailFolders/${folder}/messages`,
  }
}
