import type { FastifyRequest } from 'fastify'
import { type Act, recordAct } from '../store/audit-log.ts'
import type { Db } from '../store/database.ts'
import { principalName } from './access.ts'

/** Writes what the caller does into the audit log, in the transaction of the act. Call it last: see recordAct. */
export async function noteAct(tx: Db, request: FastifyRequest, act: Omit<Act, 'who'>): Promise<void> {
  await recordAct(tx, { ...act, who: principalName(request) })
}

/** Writes what happens to a connection into the log of its organisation. */
export async function noteConnection(
  tx: Db,
  request: FastifyRequest,
  row: { id: string; organisation_id: string },
  act: string,
  detail: Record<string, unknown> = {},
): Promise<void> {
  const target = `connection:${row.id}`
  await noteAct(tx, request, {
    organisationId: row.organisation_id,
    act: `connection.${act}`,
    target,
    detail,
  })
}

/** The names of what a body changes, without the values: somebody may have pasted a secret into the wrong field. */
export function fieldNames(body: object): string[] {
  return Object.entries(body).flatMap(([name, value]) =>
    name === 'settings' && typeof value === 'object' && value !== null
      ? Object.keys(value).map((inner) => `settings.${inner}`)
      : [name],
  )
}
