import type { Connection } from './shapes.ts'

const day = 86_400_000

/** When the credential in use ends and who says so; `differs`: what was declared is another day. */
export function credentialEnd(connection: Pick<Connection, 'credential' | 'directoryEnd'>): {
  at: string | null
  source: 'directory' | 'declared' | 'unknown'
  differs: boolean
} {
  const declared = connection.credential?.expiresAt ?? null
  const told = connection.directoryEnd?.endsAt ?? null
  if (told === null)
    return { at: declared, source: declared === null ? 'unknown' : 'declared', differs: false }
  // A declared day has no hour.
  const differs = declared !== null && Math.abs(Date.parse(declared) - Date.parse(told)) > 1.5 * day
  return { at: told, source: 'directory', differs }
}
