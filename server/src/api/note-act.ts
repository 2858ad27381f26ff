import type { FastifyRequest } from 'fastify'
import { type Act, recordAct } from '../store/audit-log.ts'
import type { Db } from '../store/database.ts'
import { principalName } from './access.ts'

/** Writes what the caller does into the audit log, in the transaction of the act. Call it last: see recordAct. */
export async function noteAct(tx: Db, request: FastifyRequest, act: Omit<Act, 'who'>): Promise<void> {
  await recordAct(tx, { ...act, who: principalName(request) })
}
