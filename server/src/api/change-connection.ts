import type { Connection } from '@tandem/model/api/connections.ts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type ConnectionRow, getConnection, holdConnection } from '../store/connections.ts'
import type { Db } from '../store/database.ts'
import { organisationScope } from './access.ts'
import { connectionAnswer } from './connection-answer.ts'
import type { ApiDeps } from './deps.ts'
import { noteConnection } from './note-act.ts'
import { once } from './once.ts'

/** One change of a connection, which is held meanwhile; stands in the audit log as `noted`. Answers how it stands afterwards. */
export async function changeConnection(
  deps: Pick<ApiDeps, 'db'>,
  request: FastifyRequest<{ Params: { id: string } }>,
  reply: FastifyReply,
  noted: { act: string; detail?: Record<string, unknown> },
  work: (tx: Db, row: ConnectionRow) => Promise<unknown>,
): Promise<Connection> {
  return await once(request, reply, deps.db, {
    status: 200,
    work: async (tx) => {
      const row = await holdConnection(tx, request.params.id, organisationScope(request))
      await work(tx, row)
      await noteConnection(tx, request, row, noted.act, noted.detail)
      return await connectionAnswer(tx, await getConnection(tx, row.id))
    },
  })
}
