import type { Guide, Permission } from './shapes.ts'

/** What of the guide's permissions is needed for what is wanted. */
export function neededFor(guide: Guide, wanted: Record<string, boolean>): Permission[] {
  return guide.permissions.filter(({ want }) => want === undefined || wanted[want] === true)
}

/** What is to be granted in Entra: everything, or beside roles in Exchange only what has no role there. */
export function grantedFor(guide: Guide, wanted: Record<string, boolean>, scope: string): Permission[] {
  return neededFor(guide, wanted).filter(({ role }) => scope !== 'group' || role === undefined)
}

/** The roles to be given in Exchange. */
export function rolesFor(guide: Guide, wanted: Record<string, boolean>): string[] {
  return neededFor(guide, wanted).flatMap(({ role }) => role ?? [])
}
