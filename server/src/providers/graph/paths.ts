/** Paths of one mailbox, from the version root on. */
export interface MailboxPaths {
  /** The contacts of a folder, or of the default one. */
  contacts(folder: string | undefined): string
  contact(ref: string): string
  folders: string
  folder(id: string): string
  /** The resource of a subscription: without the version. */
  watched(folder: string | undefined): string
}

/** Paths for a mailbox, by address or directory id. */
export function mailboxPaths(mailbox: string): MailboxPaths {
  const user = `users/${encodeURIComponent(mailbox)}`
  const inFolder = (folder: string | undefined) =>
    folder === undefined
      ? `${user}/contacts`
      : `${user}/contactFolders/${encodeURIComponent(folder)}/contacts`
  return {
    contacts: (folder) => `/v1.0/${inFolder(folder)}`,
    contact: (ref) => `/v1.0/${user}/contacts/${encodeURIComponent(ref)}`,
    folders: `/v1.0/${user}/contactFolders`,
    folder: (id) => `/v1.0/${user}/contactFolders/${encodeURIComponent(id)}`,
    watched: inFolder,
  }
}

/** A query with its values encoded. */
export function query(options: Record<string, string | number>): string {
  return `?${Object.entries(options)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&')}`
}

/** A text inside a `$filter`. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** `$filter` for items with this value of an extended property. */
export function withProperty(id: string, value: string): string {
  return `singleValueExtendedProperties/any(ep: ep/id eq ${quoted(id)} and ep/value eq ${quoted(value)})`
}

/** `$expand` for one extended property. */
export function expandProperty(id: string): string {
  return `singleValueExtendedProperties($filter=id eq ${quoted(id)})`
}

/** A link of the service as path and query: the host is ours to choose, never the answer's. */
export function pathOfLink(link: string): string {
  const { pathname, search } = new URL(link)
  return `${pathname}${search}`
}
