import { services } from '../tenant/first-party.ts'

/** The name of a permission's id, of whichever service and kind, or the id itself when nobody knows it. */
export function permissionName(id: string): string {
  const known = services.flatMap(({ roles, scopes }) => [...Object.entries(roles), ...Object.entries(scopes)])
  return known.find(([, one]) => one === id)?.[0] ?? id
}
