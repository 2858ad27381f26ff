/** Kinds of record, and what comes into a queue, as people call them. */
export function kindName(kind: string): string {
  return names[kind] ?? kind
}

/** The same at the beginning of a line. */
export function kindTitle(kind: string): string {
  const name = kindName(kind)
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`
}

const names: Record<string, string> = {
  contacts: 'contacts',
  events: 'events',
  tasks: 'tasks',
  inbox: 'incoming mail',
}
