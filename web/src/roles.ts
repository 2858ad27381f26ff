import type { Session } from '@tandem/model/api/session.ts'

/** Where somebody begins: operators in the Console, administrators with their organisation, agents in the Workspace. */
export function startOf({ kind, organisationId }: Pick<Session, 'kind' | 'organisationId'>): string {
  if (kind === 'operator') return '/console'
  return kind === 'administrator' && organisationId !== null
    ? `/console/organisations/${organisationId}`
    : '/workspace'
}

/** Whether somebody of this kind has a page at this path; the server decides about what is on it. */
export function mayOpen({ kind }: Pick<Session, 'kind'>, path: string): boolean {
  if (kind === 'operator') return true
  // All organisations are the operators'.
  if (kind === 'administrator') return !/^\/console\/?$/.test(path)
  return /^\/(workspace(?!\/supervision)|account)(\/|$)/.test(path)
}
