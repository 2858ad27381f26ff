/** Paths of one mailbox's mail, from the version root on. */
export interface MailPaths {
  sendMail: string
  messages: string
  message(ref: string): string
  send(ref: string): string
  attachments(ref: string): string
  uploadSession(ref: string): string
  folders: string
  /** By its id or well-known name. */
  folder(folder: string): string
  /** Its messages. */
  inFolder(folder: string): string
  /** The RFC 5322 bytes of a message. */
  raw(ref: string): string
  /** The resource of a subscription to a folder, or (`undefined`) to all of them: without the version. */
  watched(folder: string | undefined): string
}

/** Paths for a mailbox, by address or directory id. */
export function mailPaths(mailbox: string): MailPaths {
  const resource = `users/${encodeURIComponent(mailbox)}`
  const user = `/v1.0/${resource}`
  const message = (ref: string) => `${user}/messages/${encodeURIComponent(ref)}`
  const folder = (id: string) => `mailFolders/${encodeURIComponent(id)}`
  return {
    sendMail: `${user}/sendMail`,
    messages: `${user}/messages`,
    message,
    send: (ref) => `${message(ref)}/send`,
    attachments: (ref) => `${message(ref)}/attachments`,
    uploadSession: (ref) => `${message(ref)}/attachments/createUploadSession`,
    raw: (ref) => `${message(ref)}/$value`,
    watched: (id) => `${resource}/${id === undefined ? '' : `${folder(id)}/`}messages`,
    folders: `${user}/mailFolders`,
    folder: (id) => `${user}/${folder(id)}`,
    inFolder: (id) => `${user}/${folder(id)}/messages`,
  }
}
