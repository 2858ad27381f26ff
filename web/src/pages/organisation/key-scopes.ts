import type { KeyGroup } from '@tandem/model/api/api-keys.ts'

/** What a key can be limited to, in words. */
export const groupWords: Record<KeyGroup, string> = {
  contacts: 'Contacts',
  calendar: 'Calendar',
  tasks: 'Tasks',
  mail: 'Mail and templates',
  sync: 'Sync, conflicts and undo',
  connections: 'Connections and mailboxes',
  webhooks: 'Webhooks',
}
export const groups = Object.keys(groupWords) as KeyGroup[]

/** A key's scopes in a sentence: “Read contacts; change calendar”. */
export function scopesText(scopes: string[] | null): string {
  if (scopes === null) return 'Everything'
  const words = groups.flatMap((group) => {
    const name = groupWords[group].toLowerCase()
    if (scopes.includes(`${group}:write`)) return [`change ${name}`]
    return scopes.includes(`${group}:read`) ? [`read ${name}`] : []
  })
  const text = words.join('; ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}
